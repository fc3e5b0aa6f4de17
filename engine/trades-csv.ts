import { csvCell } from "./csv.ts";
import { guardText } from "./csv-guard.ts";
import type { Decimal } from "./decimal.ts";
import type { Instrument, InstrumentId } from "./instrument.ts";
import { lotChoicesOf } from "./lot-choices.ts";
import { writeLotChoices, writeTransferredLots } from "./lots-text.ts";
import type { Currency } from "./money.ts";
import { listingCells, newListingCells } from "./trades-csv-listing.ts";
import type { Charge, Transaction } from "./transaction.ts";

/** The columns that are always written, in their order. */
const COMMON_COLUMNS = [
  "date",
  "kind",
  "symbol",
  "quantity",
  "price",
  "amount",
  "currency",
  "fee",
  "tax",
  "exchange_rate",
  "account",
  "note",
  "to_amount",
  "to_currency",
  "numerator",
  "denominator",
  "time",
  "exchange_rate_currency",
  "name",
  "isin",
  "market",
  "instrument_kind",
  "instrument_currency",
] as const;

/** Of kinds that few people have: written where some row has one. */
const RARE_COLUMNS = [
  "id",
  "lots",
  "to_account",
  "cost_share",
  "new_symbol",
  "new_name",
  "new_isin",
  "new_market",
  "new_instrument_kind",
  "new_instrument_currency",
] as const;

/** The columns of Tickfolio's own file of transactions. */
export const TRADE_COLUMNS = [...COMMON_COLUMNS, ...RARE_COLUMNS] as const;

export type TradeColumn = (typeof TRADE_COLUMNS)[number];

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
type KeysOfUnion<T> = T extends unknown ? keyof T : never;

/** A transaction as a file has it: without an id, and with the symbol as written where the journal has an instrument's id. */
export type TradeDraft = WithoutId<Transaction>;

/** Where each field of a transaction stands. The type makes sure that none is forgotten. */
export const COLUMN_OF: Record<KeysOfUnion<Transaction>, TradeColumn> = {
  id: "id",
  day: "date",
  kind: "kind",
  time: "time",
  account: "account",
  note: "note",
  instrument: "symbol",
  quantity: "quantity",
  price: "price",
  amount: "amount",
  currency: "currency",
  exchangeRate: "exchange_rate",
  fee: "fee",
  tax: "tax",
  lots: "lots",
  toAccount: "to_account",
  toAmount: "to_amount",
  toCurrency: "to_currency",
  numerator: "numerator",
  denominator: "denominator",
  newInstrument: "new_symbol",
  costShare: "cost_share",
  cashCostShare: "cost_share",
};

/** What a file must say beside its transactions to be understood in another portfolio. */
export interface TradesContext {
  /** Into which currency the transactions' own rates lead: the portfolio's base. */
  baseCurrency?: Currency;
  /** What an id stands for. Without an answer the id itself is written as the symbol. */
  instrumentOf?(id: InstrumentId): Instrument | undefined;
}

/**
 * Transactions as CSV with a header, in the order given. Reading it gives the same transactions but for their ids, of which a file has
 * only those that some sale's lots name. A fee or tax in a currency of its own is written with it: `1.50 USD`, or with its rate:
 * `1.50 USD @ 0.92`. How lots are written is said in lots-text.ts.
 */
export function writeTradesCsv(
  transactions: readonly (Transaction | TradeDraft)[],
  { baseCurrency, instrumentOf }: TradesContext = {},
): string {
  const named = new Set(transactions.flatMap((one) => lotChoicesOf(one).map(({ transaction }) => transaction)));
  const used = new Set<TradeColumn>(COMMON_COLUMNS);
  const rows = transactions.map((transaction) => {
    const cells = cellsOf(transaction);
    if ("id" in transaction && named.has(transaction.id)) cells.id = transaction.id;
    if ("instrument" in transaction && transaction.instrument !== undefined) {
      const instrument = instrumentOf?.(transaction.instrument);
      Object.assign(cells, instrument ? listingCells(instrument) : { symbol: guardText(transaction.instrument) });
    }
    if ("newInstrument" in transaction) {
      const instrument = instrumentOf?.(transaction.newInstrument);
      const id = { new_symbol: guardText(transaction.newInstrument) };
      Object.assign(cells, instrument ? newListingCells(instrument) : id);
    }
    if (baseCurrency !== undefined && ratesOf(transaction).length > 0) cells.exchange_rate_currency = baseCurrency;
    for (const column of RARE_COLUMNS) if (cells[column] !== undefined) used.add(column);
    return cells;
  });
  const columns = TRADE_COLUMNS.filter((column) => used.has(column));
  const lines = rows.map((cells) => columns.map((column) => csvCell(cells[column] ?? "")).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

/** The rates a transaction states itself, those of its charges and lots among them. All lead into the portfolio's base currency. */
export function ratesOf(transaction: Transaction | TradeDraft): Decimal[] {
  const rates: (Decimal | undefined)[] = [];
  if ("exchangeRate" in transaction) rates.push(transaction.exchangeRate);
  if ("fee" in transaction) rates.push(transaction.fee?.exchangeRate);
  if ("tax" in transaction) rates.push(transaction.tax?.exchangeRate);
  if (transaction.kind === "transfer-in") rates.push(...(transaction.lots ?? []).map((lot) => lot.exchangeRate));
  return rates.filter((rate) => rate !== undefined);
}

type Cells = Partial<Record<TradeColumn, string>>;

/** All but the instruments, which are written as their symbols, and the id. */
function cellsOf(transaction: Transaction | TradeDraft): Cells {
  const cells: Cells = {};
  for (const [field, value] of Object.entries(transaction)) {
    if (value === undefined || field === "id" || field === "instrument" || field === "newInstrument") continue;
    cells[COLUMN_OF[field as keyof typeof COLUMN_OF]] = cellOf(field, value, transaction);
  }
  return cells;
}

function cellOf(field: string, value: unknown, transaction: Transaction | TradeDraft): string {
  if (field === "account" || field === "toAccount" || field === "note") return guardText(value as string);
  if (field === "fee" || field === "tax") return writeCharge(value as Charge);
  if (field !== "lots") return String(value);
  return transaction.kind === "transfer-in"
    ? writeTransferredLots(transaction.lots!)
    : writeLotChoices(lotChoicesOf(transaction));
}

function writeCharge({ amount, currency, exchangeRate }: Charge): string {
  const text = [amount.toString()];
  if (currency !== undefined) text.push(currency);
  if (exchangeRate !== undefined) text.push("@", exchangeRate.toString());
  return text.join(" ");
}
