import { csvCell } from "./csv.ts";
import { guardText } from "./csv-guard.ts";
import type { Decimal } from "./decimal.ts";
import type { Instrument, InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
import { listingCells } from "./trades-csv-listing.ts";
import type { Charge, Transaction } from "./transaction.ts";

/** The columns of Tickfolio's own file of transactions, in the order in which they are written. */
export const TRADE_COLUMNS = [
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

export type TradeColumn = (typeof TRADE_COLUMNS)[number];

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** A transaction as a file has it: without an id, and with the symbol as written where the journal has an instrument's id. */
export type TradeDraft = WithoutId<Transaction>;

/** What a file must say beside its transactions to be understood in another portfolio. */
export interface TradesContext {
  /** Into which currency the transactions' own rates lead: the portfolio's base. */
  baseCurrency?: Currency;
  /** What an id stands for. Without an answer the id itself is written as the symbol. */
  instrumentOf?(id: InstrumentId): Instrument | undefined;
}

/**
 * Transactions as CSV with a header, in the order given. Reading it gives the same transactions but for their ids, which a file does not
 * have. A fee or tax in a currency of its own is written with it: `1.50 USD`, or with its rate: `1.50 USD @ 0.92`.
 */
export function writeTradesCsv(
  transactions: readonly (Transaction | TradeDraft)[],
  { baseCurrency, instrumentOf }: TradesContext = {},
): string {
  const lines = [TRADE_COLUMNS.join(",")];
  for (const transaction of transactions) {
    const cells = cellsOf(transaction);
    const id = "instrument" in transaction ? transaction.instrument : undefined;
    const instrument = id === undefined ? undefined : instrumentOf?.(id);
    if (instrument) Object.assign(cells, listingCells(instrument));
    else if (id !== undefined) cells.symbol = guardText(id);
    if (baseCurrency !== undefined && ratesOf(transaction).length > 0) cells.exchange_rate_currency = baseCurrency;
    lines.push(TRADE_COLUMNS.map((column) => csvCell(cells[column] ?? "")).join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** The rates a transaction states itself, its charges' own among them. All lead into the portfolio's base currency. */
export function ratesOf(transaction: Transaction | TradeDraft): Decimal[] {
  if (transaction.kind === "split") return [];
  const tax = "tax" in transaction ? transaction.tax : undefined;
  const rates = [transaction.exchangeRate, transaction.fee?.exchangeRate, tax?.exchangeRate];
  return rates.filter((rate) => rate !== undefined);
}

function cellsOf(transaction: Transaction | TradeDraft): Partial<Record<TradeColumn, string>> {
  const { kind, day, time, account, note } = transaction;
  const cells: Partial<Record<TradeColumn, string>> = { date: day, kind };
  if (time !== undefined) cells.time = time;
  if (account !== undefined) cells.account = guardText(account);
  if (note !== undefined) cells.note = guardText(note);
  if (kind === "split") {
    return { ...cells, numerator: String(transaction.numerator), denominator: String(transaction.denominator) };
  }
  cells.currency = transaction.currency;
  if (transaction.exchangeRate) cells.exchange_rate = transaction.exchangeRate.toString();
  if (transaction.fee) cells.fee = writeCharge(transaction.fee);
  if ("tax" in transaction && transaction.tax) cells.tax = writeCharge(transaction.tax);
  if (transaction.amount) cells.amount = transaction.amount.toString();
  if (kind === "buy" || kind === "sell") {
    cells.quantity = transaction.quantity.toString();
    if (transaction.price) cells.price = transaction.price.toString();
  }
  if (kind === "conversion") {
    cells.to_amount = transaction.toAmount.toString();
    cells.to_currency = transaction.toCurrency;
  }
  return cells;
}

function writeCharge({ amount, currency, exchangeRate }: Charge): string {
  const text = [amount.toString()];
  if (currency !== undefined) text.push(currency);
  if (exchangeRate !== undefined) text.push("@", exchangeRate.toString());
  return text.join(" ");
}
