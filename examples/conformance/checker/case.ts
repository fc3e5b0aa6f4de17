import { Fraction } from "./fraction.ts";
import type { Choice } from "./lots.ts";

type Amount = number | string;

export interface Row {
  date: string;
  type: string;
  id?: string;
  symbol?: string;
  quantity?: Amount;
  price?: Amount;
  amount?: Amount;
  fee?: Amount;
  feeCurrency?: string;
  feeFxRate?: Amount;
  tax?: Amount;
  taxCurrency?: string;
  taxFxRate?: Amount;
  currency?: string;
  fxRate?: Amount;
  account?: string;
  toAccount?: string;
  securityCurrency?: string;
  ratio?: Amount;
  numerator?: Amount;
  denominator?: Amount;
  lots?: (Choice & { cost?: Amount; fxRate?: Amount })[];
  newSymbol?: string;
  costShare?: Amount;
  toAmount?: Amount;
  toCurrency?: string;
}

export interface Case {
  id: string;
  kind: string;
  convention: string;
  covers?: string[];
  settings: {
    baseCurrency: string;
    method?: string;
    feesInCost?: boolean;
    allowShort?: boolean;
    cash?: boolean;
    asOf?: string;
    keepOrder?: boolean;
    lots?: string;
    bookCashInBase?: boolean;
    fallbackPrice?: string;
    contractMultiplier?: Record<string, Amount>;
  };
  transactions: Row[];
  prices?: { symbol: string; date: string; close: Amount; currency?: string }[];
  fx?: { from: string; to: string; date: string; rate: Amount }[];
  expected: Record<string, unknown>;
  tolerance?: Record<string, number>;
}

const MINOR: Record<string, [string, number]> = { GBX: ["GBP", 100], ZAC: ["ZAR", 100], ILA: ["ILS", 100] };

/** GBX is GBP, a hundred to one. */
export function major(code: string): { code: string; per: Fraction } {
  const [currency, per] = MINOR[code] ?? [code, 1];
  return { code: currency, per: Fraction.of(per) };
}

/** Units of the base currency for one of another, on a day: the last one before it, else the first. */
export function rateOn({ fx = [], settings: { baseCurrency } }: Case, currency: string, day: string): Fraction {
  if (currency === baseCurrency) return Fraction.ONE;
  const rows = fx
    .filter(({ from, to }) => [from, to].includes(currency) && [from, to].includes(baseCurrency))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const row = rows.filter(({ date }) => date <= day).at(-1) ?? rows[0];
  if (!row) throw new Error(`There is no rate of ${currency}.`);
  const rate = Fraction.of(row.rate);
  return row.from === currency ? rate : Fraction.ONE.by(rate);
}

/** The last close on or before the day, in the major currency. */
export function closeOn({ prices = [], transactions, settings }: Case, symbol: string, day: string) {
  const rows = prices
    .filter((price) => price.symbol === symbol && price.date <= day)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const row = rows.at(-1);
  if (!row) return settings.fallbackPrice ? lastPaid(transactions, symbol, day) : undefined;
  const code = row.currency ?? transactions.find((one) => one.symbol === symbol && one.currency)?.currency;
  const times = Fraction.of(settings.contractMultiplier?.[symbol] ?? 1);
  return Fraction.of(row.close)
    .times(times)
    .by(major(code ?? settings.baseCurrency).per);
}

function lastPaid(transactions: readonly Row[], symbol: string, day: string): Fraction | undefined {
  const paid = transactions.filter((row) => row.symbol === symbol && row.date <= day && row.price !== undefined);
  return paid.length === 0 ? undefined : Fraction.of(paid.at(-1)!.price!);
}

const ACQUISITIONS = ["BUY", "TRANSFER_IN", "REINVESTED_DIVIDEND"];
const COMPANIES = ["SPLIT", "STOCK_DIVIDEND", "SPIN_OFF", "MERGER", "SYMBOL_CHANGE"];

/** By day; within a day what companies do, deposits, acquisitions, then the rest, each in list order. */
export function inOrder({ transactions, settings }: Case): Row[] {
  const rank = ({ type }: Row) => {
    if (settings.keepOrder) return 0;
    if (COMPANIES.includes(type)) return 0;
    return type === "DEPOSIT" ? 1 : ACQUISITIONS.includes(type) ? 2 : 3;
  };
  return transactions
    .map((row, place) => ({ row, place }))
    .sort((a, b) =>
      a.row.date < b.row.date ? -1 : a.row.date > b.row.date ? 1 : rank(a.row) - rank(b.row) || a.place - b.place,
    )
    .map(({ row, place }) => ({ ...row, id: row.id ?? `txn_${place + 1}` }));
}
