import { csvCell } from "./csv.ts";
import type { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
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
] as const;

export type TradeColumn = (typeof TRADE_COLUMNS)[number];

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** A transaction as a file has it: without an id, and with the symbol as written where the journal has an instrument's id. */
export type TradeDraft = WithoutId<Transaction>;

/**
 * A spreadsheet runs a cell that begins like this as a formula, so such text goes out behind an apostrophe, which spreadsheets hide.
 * Text that begins with an apostrophe gets a second one, so that what was written comes back the same.
 */
const STARTS_A_FORMULA = /^[=+\-@\t\r']/;

/** Text of a person's own, safe to open in a spreadsheet. */
export function guardText(text: string): string {
  return STARTS_A_FORMULA.test(text) ? `'${text}` : text;
}

export function unguardText(text: string): string {
  return text.startsWith("'") && STARTS_A_FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

/** What a file must say beside its transactions to be understood in another portfolio. */
export interface TradesContext {
  /** Into which currency the transactions' own rates lead: the portfolio's base. */
  baseCurrency?: Currency;
  /** How an instrument is written. Default: as it stands in the transaction. */
  symbolOf?(instrument: InstrumentId): string;
}

/**
 * Transactions as CSV with a header, in the order given. Reading it gives the same transactions but for their ids, which a file does not
 * have. A fee or tax in a currency of its own is written with it: `1.50 USD`, or with its rate: `1.50 USD @ 0.92`.
 */
export function writeTradesCsv(
  transactions: readonly (Transaction | TradeDraft)[],
  { baseCurrency, symbolOf = (instrument) => instrument }: TradesContext = {},
): string {
  const lines = [TRADE_COLUMNS.join(",")];
  for (const transaction of transactions) {
    const cells = cellsOf(transaction, symbolOf);
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

function cellsOf(
  transaction: Transaction | TradeDraft,
  symbolOf: (instrument: InstrumentId) => string,
): Partial<Record<TradeColumn, string>> {
  const { kind, day, time, account, note } = transaction;
  const cells: Partial<Record<TradeColumn, string>> = { date: day, kind };
  if (time !== undefined) cells.time = time;
  if (account !== undefined) cells.account = guardText(account);
  if (note !== undefined) cells.note = guardText(note);
  if ("instrument" in transaction && transaction.instrument !== undefined) {
    cells.symbol = guardText(symbolOf(transaction.instrument));
  }
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
