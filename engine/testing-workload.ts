import type { CloseSeries } from "./closes.ts";
import { dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { createRates } from "./rates.ts";
import type { Charge, Transaction } from "./transaction.ts";
import type { MarketView } from "./valuation.ts";

/** A row of a timing workload, see the header of its generator. */
interface Row {
  id: string;
  date: string;
  type: string;
  symbol?: string;
  account?: string;
  currency: string;
  quantity: number;
  price: number;
  amount?: number;
  fee?: number;
  tax?: number;
  numerator?: number;
  denominator?: number;
}

export interface Workload {
  meta: { name: string; start: string; end: string; baseCurrency: string; adjustedThrough?: string; sha256: string };
  symbols: { symbol: string; currency: string }[];
  transactions: Row[];
  prices: Record<string, { dates: string[]; closes: number[] }>;
  fx: Record<string, { dates: string[]; rates: number[] }>;
}

/** A workload as a journal and a market. */
export function readWorkload(workload: Workload) {
  const currencies = new Map(workload.symbols.map(({ symbol, currency }) => [symbol, currency]));
  const days = createDayReader();
  const rates = createRates(
    Object.entries(workload.fx).map(([pair, { dates, rates }]) => ({
      base: pair.slice(0, 3),
      source: "workload",
      days: days(dates),
      columns: { [pair.slice(3)]: columnOf(rates) },
    })),
  );
  const { adjustedThrough } = workload.meta;
  const adjusted = adjustedThrough
    ? ({ adjustment: "split", adjustedThrough } as const)
    : ({ adjustment: "raw" } as const);
  const series = new Map<string, CloseSeries>();
  for (const [instrument, { dates, closes }] of Object.entries(workload.prices)) {
    const columns = { days: days(dates), closes: columnOf(closes) };
    series.set(instrument, {
      instrument,
      source: "workload",
      currency: currencies.get(instrument)!,
      ...adjusted,
      ...columns,
    });
  }
  const market: MarketView = { quote: () => undefined, closes: (symbol) => series.get(symbol), rates };
  return {
    transactions: workload.transactions.map(readRow),
    rates,
    market,
    currencyOf: (symbol: string) => currencies.get(symbol)!,
  };
}

/** As `new Float64Array(values)`, which makes a list of them first. */
function columnOf(values: readonly number[]): Float64Array {
  const column = new Float64Array(values.length);
  column.set(values);
  return column;
}

/** Day numbers of dates. Most series of a file are of the same days as the one before, so those are read once. */
function createDayReader(): (dates: readonly string[]) => Int32Array {
  let last: readonly string[] = [];
  let numbers = new Int32Array(0);
  return (dates) => {
    if (!isSame(dates, last)) {
      last = dates;
      numbers = new Int32Array(dates.length);
      for (let i = 0; i < dates.length; i++) numbers[i] = dayNumber(dates[i]!);
    }
    return numbers;
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const TRADES = { BUY: "buy", SELL: "sell", TRANSFER_IN: "transfer-in", TRANSFER_OUT: "transfer-out" } as const;

function readRow(row: Row): Transaction {
  const { id, date: day, type, currency } = row;
  if (type === "SPLIT") {
    const { numerator = 1, denominator = 1 } = row;
    return { id, day, kind: "split", instrument: row.symbol!, numerator, denominator };
  }
  const decimal = Decimal.fromNumber;
  const instrument = row.symbol!;
  const account = row.account || undefined;
  const fee = chargeOf(row.fee);
  const tax = chargeOf(row.tax);
  switch (type) {
    case "BUY":
    case "SELL":
    case "TRANSFER_IN":
    case "TRANSFER_OUT": {
      const kind = TRADES[type];
      const quantity = decimal(row.quantity);
      const price = decimal(row.price);
      return { id, day, currency, account, fee, tax, kind, instrument, quantity, price };
    }
    case "DIVIDEND": {
      const amount = decimal(row.quantity).times(decimal(row.price));
      return { id, day, currency, account, fee, tax, kind: "dividend", instrument, amount };
    }
    case "DEPOSIT":
    case "WITHDRAWAL":
    case "INTEREST":
    case "FEE":
    case "TAX": {
      const kind = type.toLowerCase() as "deposit" | "withdrawal" | "interest" | "fee" | "tax";
      return { id, day, currency, account, fee, tax, kind, amount: decimal(row.amount!) };
    }
    default:
      throw new Error(`A workload row of type ${type} is unknown.`);
  }
}

function chargeOf(amount: number | undefined): Charge | undefined {
  return amount ? { amount: Decimal.fromNumber(amount) } : undefined;
}
