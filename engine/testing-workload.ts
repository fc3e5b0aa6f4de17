import type { CloseSeries } from "./closes.ts";
import { dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { CashMode } from "./portfolio.ts";
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

/**
 * A workload as a journal and a market. Units from outside are written as a purchase and units to outside as a sale, which is what they
 * are for an untracked portfolio; with tracked cash the money for them comes and goes by a deposit and a withdrawal of the same day.
 */
export function readWorkload(workload: Workload, cash: CashMode) {
  const currencies = new Map(workload.symbols.map(({ symbol, currency }) => [symbol, currency]));
  const days = (dates: string[]) => Int32Array.from(dates, dayNumber);
  const rates = createRates(
    Object.entries(workload.fx).map(([pair, { dates, rates }]) => ({
      base: pair.slice(0, 3),
      source: "workload",
      days: days(dates),
      columns: { [pair.slice(3)]: Float64Array.from(rates) },
    })),
  );
  const { adjustedThrough } = workload.meta;
  const series = new Map<string, CloseSeries>();
  for (const [instrument, { dates, closes }] of Object.entries(workload.prices)) {
    series.set(instrument, {
      instrument,
      source: "workload",
      currency: currencies.get(instrument)!,
      ...(adjustedThrough ? { adjustment: "split", adjustedThrough } : { adjustment: "raw" }),
      days: days(dates),
      closes: Float64Array.from(closes),
    });
  }
  const market: MarketView = { quote: () => undefined, closes: (symbol) => series.get(symbol), rates };
  return {
    transactions: workload.transactions.flatMap((row) => readRow(row, cash)),
    rates,
    market,
    currencyOf: (symbol: string) => currencies.get(symbol)!,
  };
}

function readRow(row: Row, cash: CashMode): Transaction[] {
  const decimal = Decimal.fromNumber;
  const { id, date: day, currency, account } = row;
  const charge = (name: "fee" | "tax"): { fee?: Charge; tax?: Charge } =>
    row[name] ? { [name]: { amount: decimal(row[name]) } } : {};
  const common = { id, day, currency, ...(account ? { account } : {}) };
  const charged = { ...common, ...charge("fee"), ...charge("tax") };
  const units = () => ({ instrument: row.symbol!, quantity: decimal(row.quantity), price: decimal(row.price) });
  const worth = () => decimal(row.quantity).times(decimal(row.price));
  switch (row.type) {
    case "BUY":
      return [{ ...charged, kind: "buy", ...units() }];
    case "SELL":
      return [{ ...charged, kind: "sell", ...units() }];
    case "TRANSFER_IN": {
      const bought: Transaction = { ...common, kind: "buy", ...units() };
      return cash === "untracked" ? [bought] : [{ ...common, id: `${id}d`, kind: "deposit", amount: worth() }, bought];
    }
    case "TRANSFER_OUT": {
      const sold: Transaction = { ...common, kind: "sell", ...units() };
      return cash === "untracked" ? [sold] : [sold, { ...common, id: `${id}w`, kind: "withdrawal", amount: worth() }];
    }
    case "DIVIDEND":
      return [{ ...charged, kind: "dividend", instrument: row.symbol!, amount: worth() }];
    case "SPLIT":
      return [
        { id, day, kind: "split", instrument: row.symbol!, numerator: row.numerator!, denominator: row.denominator! },
      ];
    case "DEPOSIT":
    case "WITHDRAWAL":
    case "INTEREST":
    case "FEE":
    case "TAX": {
      const kind = row.type.toLowerCase() as "deposit" | "withdrawal" | "interest" | "fee" | "tax";
      return [{ ...charged, kind, amount: decimal(row.amount!) }];
    }
    default:
      throw new Error(`A workload row of type ${row.type} is unknown.`);
  }
}
