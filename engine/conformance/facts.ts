import { type Book, buildBook } from "../book.ts";
import type { CloseSeries } from "../closes.ts";
import { dayNumber } from "../day.ts";
import { Decimal } from "../decimal.ts";
import type { Currency } from "../money.ts";
import type { PortfolioSettings } from "../portfolio.ts";
import { createRates, type RateTable } from "../rates.ts";
import type { Charge, Transaction } from "../transaction.ts";
import { type MarketView, type Valuation, valueBook } from "../valuation.ts";
import { CaseFileError, type CaseTransaction, type VerificationCase } from "./case-file.ts";

/** Facts that this version has no transaction kind for. */
export class NotBookedError extends Error {
  override name = "NotBookedError";
}

const CASH_KINDS = {
  INTEREST: "interest",
  INTEREST_CHARGE: "interest-charge",
  FEE: "fee",
  FEE_REFUND: "fee-refund",
  TAX: "tax",
  TAX_REFUND: "tax-refund",
  DEPOSIT: "deposit",
  WITHDRAWAL: "withdrawal",
} as const;

/** A case's facts as a journal and a market, booked and valued by the engine as any portfolio is. Symbols serve as instrument ids. */
export function bookCase(one: VerificationCase): { book: Book; valuation: Valuation } {
  const { baseCurrency, method = "fifo", feesInCost, allowShort, cash, asOf } = one.settings;
  const transactions = one.transactions.map((fact, index) => readFact(one, fact, index));
  const day = asOf ?? lastDay(one);
  const settings: PortfolioSettings = {
    baseCurrency,
    costMethod: method,
    cash: cash || one.transactions.some(({ type }) => type in CASH_KINDS) ? "tracked" : "untracked",
    ...(feesInCost === undefined ? {} : { feesInCost }),
    ...(allowShort === undefined ? {} : { allowShort }),
  };
  const currencies = new Map<string, Currency>();
  for (const { symbol, currency = baseCurrency, securityCurrency, type } of one.transactions) {
    if (symbol && type !== "SPLIT" && !currencies.has(symbol)) currencies.set(symbol, securityCurrency ?? currency);
  }
  const currencyOf = (symbol: string) => currencies.get(symbol) ?? baseCurrency;
  const rates = createRates(rateTables(one));
  const closes = new Map([...currencies.keys()].map((symbol) => [symbol, closesOf(one, symbol, currencyOf(symbol))]));
  const market: MarketView = { quote: () => undefined, closes: (symbol) => closes.get(symbol), rates };
  const book = buildBook({ transactions, settings, rates, currencyOf, through: day });
  return { book, valuation: valueBook(book, market, day) };
}

function readFact(one: VerificationCase, fact: CaseTransaction, index: number): Transaction {
  const { date, type, symbol, account, fxRate } = fact;
  const common = {
    id: `txn_${index + 1}`,
    day: date,
    ...(account ? { account } : {}),
    // A list that keeps its own order says so by the time of day.
    ...(one.keepOrder || one.settings.keepOrder ? { time: timeOf(index) } : {}),
  };
  const money = {
    currency: fact.currency ?? one.settings.baseCurrency,
    ...(fxRate ? { exchangeRate: fxRate } : {}),
    ...charge("fee", fact.fee),
    ...charge("tax", fact.tax),
  };
  const need = <T>(value: T | undefined, field: string): T => {
    if (value !== undefined) return value;
    throw new CaseFileError(`case (${one.id}): transactions.${index}.${field}: is needed for ${type}.`);
  };
  const multiplier = one.settings.contractMultiplier?.[symbol ?? ""] ?? Decimal.ONE;
  const amount = () => fact.amount ?? need(fact.quantity, "amount").times(need(fact.price, "price")).times(multiplier);

  switch (type) {
    case "BUY":
    case "SELL": {
      const kind = type === "BUY" ? "buy" : "sell";
      const quantity = need(fact.quantity, "quantity");
      return { ...common, ...money, kind, instrument: need(symbol, "symbol"), quantity, amount: amount() };
    }
    case "DIVIDEND":
      // A dividend of nothing in particular is cash that came by itself.
      if (symbol === undefined) return { ...common, ...money, kind: "interest", amount: amount() };
      return { ...common, ...money, kind: "dividend", instrument: symbol, amount: amount() };
    case "SPLIT": {
      const [numerator, denominator] = splitTerms(need(fact.ratio ?? fact.numerator, "ratio"), fact.denominator);
      return { ...common, kind: "split", instrument: need(symbol, "symbol"), numerator, denominator };
    }
    case "TRANSFER_IN":
    case "TRANSFER_OUT":
    case "MOVE":
      throw new NotBookedError(`transactions of type ${type} are not booked yet by this version`);
    default: {
      const instrument = symbol === undefined ? {} : { instrument: symbol };
      return { ...common, ...money, ...instrument, kind: CASH_KINDS[type], amount: amount() };
    }
  }
}

function charge(name: "fee" | "tax", amount: Decimal | undefined): { fee?: Charge; tax?: Charge } {
  return amount ? { [name]: { amount } } : {};
}

/** A ratio like 1.5 as two whole numbers, 3 and 2 or any multiple of them. */
function splitTerms(ratio: Decimal, denominator: Decimal = Decimal.ONE): [number, number] {
  let terms: [Decimal, Decimal] = [ratio, denominator];
  const ten = Decimal.fromInteger(10);
  while (terms.some((term) => !term.equals(term.round(0)))) terms = [terms[0].times(ten), terms[1].times(ten)];
  return [terms[0].toNumber(), terms[1].toNumber()];
}

function timeOf(index: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(index / 3600))}:${two(Math.floor(index / 60) % 60)}:${two(index % 60)}`;
}

function lastDay({ transactions, prices }: VerificationCase): string {
  return (
    [...transactions, ...prices]
      .map(({ date }) => date)
      .sort()
      .at(-1) ?? "1970-01-01"
  );
}

/** One table for each pair, on the days it names; a row given the other way round is turned. */
function rateTables({ fx }: VerificationCase): RateTable[] {
  const pairs = Map.groupBy(fx, ({ from, to }) => [from, to].sort().join(" "));
  return [...pairs.values()].map((rows) => {
    const ascending = [...rows].sort((a, b) => dayNumber(a.date) - dayNumber(b.date));
    const { from, to } = ascending[0]!;
    return {
      base: from,
      source: "case",
      days: Int32Array.from(ascending, ({ date }) => dayNumber(date)),
      columns: { [to]: Float64Array.from(ascending, (row) => (row.from === from ? row.rate : 1 / row.rate)) },
    };
  });
}

function closesOf(one: VerificationCase, symbol: string, currency: Currency): CloseSeries | undefined {
  const multiplier = (one.settings.contractMultiplier?.[symbol] ?? Decimal.ONE).toNumber();
  let rows = one.prices
    .filter((price) => price.symbol === symbol)
    .map(({ date, close }) => ({ date, close: close * multiplier }));
  if (rows.length === 0 && one.settings.fallbackPrice === "lastTransaction") {
    rows = one.transactions
      .filter((fact) => fact.symbol === symbol && (fact.type === "BUY" || fact.type === "SELL") && fact.price)
      .map(({ date, price }) => ({ date, close: price!.toNumber() * multiplier }));
  }
  if (rows.length === 0) return undefined;
  const last = new Map(rows.map(({ date, close }) => [dayNumber(date), close]));
  const days = Int32Array.from([...last.keys()].sort((a, b) => a - b));
  const closes = Float64Array.from(days, (day) => last.get(day)!);
  return { instrument: symbol, source: "case", currency, adjustment: "raw", days, closes };
}
