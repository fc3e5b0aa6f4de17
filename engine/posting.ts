import { type Booked, type Booking, NOTHING_BOOKED, type Occasion } from "./booking.ts";
import { dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Lot } from "./lot.ts";
import type { Currency } from "./money.ts";
import type { PortfolioSettings } from "./portfolio.ts";
import type {
  CashMovement,
  Conversion,
  Merger,
  SpinOff,
  Split,
  StockDividend,
  SymbolChange,
  Transaction,
} from "./transaction.ts";

/** A transaction of an instrument with its amounts worked out, which are the same under every cost method. */
export interface Posting<T extends Transaction = InstrumentTransaction> {
  transaction: T;
  /** Day number. */
  day: number;
  /** Gross amount, fee and tax. A transfer whose worth nobody states is worth its lots' cost, where it names them. */
  booked: Booked;
  /** The worth of a transfer is not stated: it goes at what it cost. */
  unvalued: boolean;
  /** Base-currency units for one unit of the listing's currency; only of what takes units of a foreign listing. */
  listingRate: Decimal | undefined;
  /** Units that come with a history of their own. */
  arriving: Lot[] | undefined;
  /** Where one instrument becomes another that is listed in another currency: units of that for one unit of the old one's. */
  heirRate: Decimal | undefined;
}

export type InstrumentTransaction = Exclude<Transaction, CashMovement | Conversion>;
/** That move no money. */
export type UnitsOnly = Split | StockDividend | SpinOff | SymbolChange;

/** Works out the amounts of one transaction, once for all cost methods. */
export function post(
  transaction: InstrumentTransaction,
  booking: Booking,
  { baseCurrency, allowShort = false }: PortfolioSettings,
  currencyOf: (instrument: InstrumentId) => Currency,
): Posting {
  const day = dayNumber(transaction.day);
  const heirRate = "newInstrument" in transaction ? rateToHeir(transaction, booking, currencyOf) : undefined;
  switch (transaction.kind) {
    case "split":
    case "stock-dividend":
    case "stock-dividend-reversal":
    case "spin-off":
    case "symbol-change":
      return {
        ...{ transaction, day, booked: NOTHING_BOOKED, heirRate },
        ...{ unvalued: false, listingRate: undefined, arriving: undefined },
      };
    default:
  }
  const listing = currencyOf(transaction.instrument);
  const { fee, tax, kind } = transaction;
  const arriving = kind === "transfer-in" ? arrivingLots(transaction, booking, listing) : undefined;
  const stated = statedWorth(transaction);
  let booked = booking.book(stated ?? Decimal.ZERO, fee, tax, transaction, listing);
  if (stated === undefined && arriving) booked = { ...booked, gross: costOf(arriving.lots) };
  if (arriving?.unrated) booked = { ...booked, unrated: true, localUnrated: true };
  // A purchase takes units that are owed.
  const takes = kind === "buy" ? allowShort : kind !== "dividend" && kind !== "dividend-reversal";
  const isForeign = takes && listing !== baseCurrency;
  return {
    transaction,
    day,
    booked,
    unvalued: stated === undefined && !arriving && kind !== "merger",
    listingRate: isForeign ? booking.listingRate(transaction, listing) : undefined,
    arriving: arriving?.lots,
    heirRate,
  };
}

function rateToHeir(
  { id, day, instrument, newInstrument }: SpinOff | Merger | SymbolChange,
  booking: Booking,
  currencyOf: (instrument: InstrumentId) => Currency,
): Decimal | undefined {
  const currency = currencyOf(instrument);
  const heir = currencyOf(newInstrument);
  return currency === heir ? undefined : booking.rate(currency, heir, { id, day, currency });
}

/** The gross value: the stated amount, else quantity x price with all places; undefined where there is neither. */
function statedWorth(transaction: Exclude<InstrumentTransaction, UnitsOnly>): Decimal | undefined {
  if (transaction.amount !== undefined) return transaction.amount;
  return "price" in transaction && transaction.price ? transaction.quantity.times(transaction.price) : undefined;
}

/** Lots at the rates of the days they were bought on, where they name none. */
function arrivingLots(
  transfer: Extract<Transaction, { kind: "transfer-in" }>,
  booking: Booking,
  listing: Currency,
): { lots: Lot[]; unrated: boolean } | undefined {
  if (!transfer.lots) return undefined;
  const { id, account, currency } = transfer;
  let unrated = false;
  const lots = transfer.lots.map(({ acquired, quantity, cost, exchangeRate }): Lot => {
    const occasion: Occasion = { id, day: acquired, currency, ...(exchangeRate ? { exchangeRate } : {}) };
    const paid = booking.book(cost, undefined, undefined, occasion, listing);
    unrated ||= paid.unrated;
    const { base, local } = paid.gross;
    return { transaction: id, acquired, ...(account ? { account } : {}), quantity, cost: base, localCost: local };
  });
  return { lots, unrated };
}

function costOf(lots: readonly Lot[]) {
  let base = Decimal.ZERO;
  let local = Decimal.ZERO;
  for (const lot of lots) {
    base = base.plus(lot.cost);
    local = local.plus(lot.localCost);
  }
  return { stated: base, base, local };
}
