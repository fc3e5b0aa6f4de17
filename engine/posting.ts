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
  /** What the units cost or brought: the gross amount with fee and tax, where those are in cost and proceeds. */
  net: Worth;
  /** In base: the gross amount with fee and tax, as it is paid or received. */
  settled: Decimal;
  /** The worth of a transfer is not stated: it goes at what it cost. */
  unvalued: boolean;
  /** Base-currency units for one unit of the listing's currency; only of what takes units of a foreign listing. */
  listingRate: Decimal | undefined;
  /** Units that come with a history of their own. */
  arriving: Lot[] | undefined;
  /** Where lots go to another instrument. */
  heir: Heir | undefined;
}

export interface Heir {
  /** As `listingRate`, of the heir's listing: what is owed of it may be covered. */
  listingRate: Decimal | undefined;
  /** What a lot cost, in the currency of the heir's listing; undefined where no rate leads there. */
  localCostOf(lot: Lot): Decimal | undefined;
}

/** What units are given or taken for, in base and in the listing's currency. */
export interface Worth {
  base: Decimal;
  local: Decimal;
  unrated: boolean;
}

const NO_WORTH: Worth = { base: Decimal.ZERO, local: Decimal.ZERO, unrated: false };

export type InstrumentTransaction = Exclude<Transaction, CashMovement | Conversion>;
/** That move no money. */
export type UnitsOnly = Split | StockDividend | SpinOff | SymbolChange;

/** Works out the amounts of one transaction, once for all cost methods. */
export function post(
  transaction: InstrumentTransaction,
  booking: Booking,
  { baseCurrency, allowShort = false, feesInCost = true }: PortfolioSettings,
  currencyOf: (instrument: InstrumentId) => Currency,
): Posting {
  const day = dayNumber(transaction.day);
  const heir =
    "newInstrument" in transaction ? heirOf(transaction, booking, { baseCurrency, allowShort }, currencyOf) : undefined;
  switch (transaction.kind) {
    case "split":
    case "stock-dividend":
    case "stock-dividend-reversal":
    case "spin-off":
    case "symbol-change": {
      // Units that are taken back may be the last, and then their cost is lost.
      const currency = currencyOf(transaction.instrument);
      const isLost = transaction.kind === "stock-dividend-reversal" && currency !== baseCurrency;
      return {
        ...{ transaction, day, booked: NOTHING_BOOKED, net: NO_WORTH, settled: Decimal.ZERO, heir },
        ...{ unvalued: false, arriving: undefined },
        listingRate: isLost
          ? booking.listingRate({ id: transaction.id, day: transaction.day, currency }, currency)
          : undefined,
      };
    }
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
  const settled = settledOf(kind, booked);
  return {
    transaction,
    day,
    booked,
    net: netOf(kind, booked, settled, feesInCost, listing === baseCurrency),
    settled,
    unvalued: stated === undefined && !arriving && kind !== "merger",
    listingRate: isForeign ? booking.listingRate(transaction, listing) : undefined,
    arriving: arriving?.lots,
    heir,
  };
}

/** Charges are paid on top of what is bought, and out of what is received. */
function settledOf(kind: Transaction["kind"], { gross, fee, tax }: Booked): Decimal {
  if (kind === "buy" || kind === "transfer-in") return gross.base.plus(fee.base).plus(tax.base);
  return gross.base.minus(fee.base).minus(tax.base);
}

function netOf(
  kind: Transaction["kind"],
  { gross, fee, tax, unrated }: Booked,
  settled: Decimal,
  feesInCost: boolean,
  inBase: boolean,
): Worth {
  if (kind === "reinvested-dividend" || kind === "reinvested-dividend-reversal") {
    // The tax is never part of what the units cost; the fee is, where fees are.
    const base = gross.base.minus(tax.base);
    const local = gross.local.minus(tax.local);
    if (feesInCost) return { base, local, unrated };
    return { base: base.minus(fee.base), local: local.minus(fee.local), unrated };
  }
  if (!feesInCost) return { base: gross.base, local: gross.local, unrated };
  if (inBase) return { base: settled, local: settled, unrated };
  const pays = kind === "buy" || kind === "transfer-in";
  const charges = fee.local.plus(tax.local);
  return { base: settled, local: pays ? gross.local.plus(charges) : gross.local.minus(charges), unrated };
}

function heirOf(
  { id, day, instrument, newInstrument }: SpinOff | Merger | SymbolChange,
  booking: Booking,
  { baseCurrency: base, allowShort }: Pick<PortfolioSettings, "baseCurrency" | "allowShort">,
  currencyOf: (instrument: InstrumentId) => Currency,
): Heir {
  const currency = currencyOf(instrument);
  const listing = currencyOf(newInstrument);
  const occasion: Occasion = { id, day, currency };
  const listingRate = allowShort && listing !== base ? booking.listingRate(occasion, listing) : undefined;
  if (currency === listing) return { listingRate, localCostOf: ({ localCost }) => localCost };
  if (listing === base) return { listingRate, localCostOf: ({ cost }) => cost };
  const rate = booking.rate(currency, listing, occasion);
  if (rate) return { listingRate, localCostOf: ({ localCost }) => localCost.times(rate) };
  // No rate leads from the old listing's currency, and yet its lots may have been paid for at rates of their own.
  const ofBase = booking.rate(base, listing, occasion);
  return { listingRate, localCostOf: ({ cost }) => ofBase && cost.times(ofBase) };
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
