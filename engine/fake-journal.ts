import fc from "fast-check";
import { buildBook } from "./book.ts";
import type { CloseSeries } from "./closes.ts";
import { addDays, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { otherKinds } from "./fake-kinds.ts";
import { COST_METHODS, LOT_SCOPES, type PortfolioSettings } from "./portfolio.ts";
import { createRates, type Rates } from "./rates.ts";
import type { Charge, Transaction } from "./transaction.ts";
import type { MarketView } from "./valuation.ts";

/** Random journals for property tests: five instruments in four currencies over a year. */
export const FIRST_DAY = "2024-01-01";
export const LAST_DAY = "2024-12-31";
export const LISTINGS: Record<string, string> = { AAA: "EUR", BBB: "USD", CCC: "JPY", DDD: "GBP", EEE: "USD" };
const DAYS = 366;
const instruments = Object.keys(LISTINGS);

export interface RandomJournal {
  transactions: Transaction[];
  settings: PortfolioSettings;
  market: MarketView;
  rates: Rates;
  currencyOf(instrument: string): string;
}

const cents = (max: number) =>
  fc.integer({ min: 1, max: max * 100 }).map((value) => Decimal.parse((value / 100).toFixed(2)));
const units = fc
  .tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.constantFrom(0, 1, 4, 8))
  .map(([digits, places]) => Decimal.fromInteger(digits % 1000 || 1).plus(fraction(digits, places)));
const day = fc.integer({ min: 0, max: DAYS - 1 }).map((offset) => addDays(FIRST_DAY, offset));
const instrument = fc.constantFrom(...instruments);
const currency = fc.constantFrom("EUR", "USD", "JPY", "GBP");
const charge: fc.Arbitrary<{ fee?: Charge; tax?: Charge }> = fc.record(
  { fee: fc.record({ amount: cents(20) }), tax: fc.record({ amount: cents(20) }) },
  { requiredKeys: [] },
);
const ownRate = fc.option(fc.integer({ min: 5000, max: 20000 }), { nil: undefined });

function fraction(digits: number, places: number): Decimal {
  return Decimal.fromInteger(digits % 10 ** places).dividedBy(Decimal.fromInteger(10 ** places));
}

const trade = fc
  .record({
    kind: fc.constantFrom("buy", "buy", "sell"),
    instrument,
    quantity: units,
    price: cents(500),
    charge,
    ownRate,
    amount: fc.option(cents(5000)),
  })
  .map(({ charge, ownRate, amount, kind, ...fields }) => {
    const currency = LISTINGS[fields.instrument]!;
    const rate = ownRate && currency !== "EUR" ? { exchangeRate: Decimal.parse(`${ownRate / 10000}`) } : {};
    return { ...fields, kind: kind as "buy" | "sell", currency, ...rate, ...charge, ...(amount ? { amount } : {}) };
  });
const dividend = fc.record({ instrument, amount: cents(100), charge }).map(({ charge, ...fields }) => ({
  ...fields,
  kind: "dividend" as const,
  currency: LISTINGS[fields.instrument]!,
  ...charge,
}));
const CASH_KINDS = [
  "deposit",
  "deposit",
  "withdrawal",
  "interest",
  "interest-charge",
  "fee",
  "fee-refund",
  "tax",
  "tax-refund",
] as const;
const cash = fc
  .record({ kind: fc.constantFrom(...CASH_KINDS), amount: cents(5000), currency, charge })
  .map(({ charge, ...fields }) => ({ ...fields, ...charge }));
const conversion = fc
  .record({ amount: cents(1000), currency, toAmount: cents(1000), toCurrency: currency })
  .filter(({ currency: given, toCurrency }) => given !== toCurrency)
  .map((fields) => ({ ...fields, kind: "conversion" as const }));
const split = fc
  .record({ instrument, terms: fc.constantFrom([2, 1], [3, 2], [1, 3], [1, 10], [4, 3]) })
  .map(({ instrument, terms }) => ({
    kind: "split" as const,
    instrument,
    numerator: terms[0]!,
    denominator: terms[1]!,
  }));

const common = fc.oneof(
  { weight: 8, arbitrary: trade },
  { weight: 2, arbitrary: dividend },
  { weight: 3, arbitrary: cash },
  conversion,
  split,
);
const others = otherKinds({ listings: LISTINGS, firstDay: FIRST_DAY, units, cents, charge });

/** Rows as they come, at no account or one of two. */
const rowsOf = (fields: fc.Arbitrary<object>, account: fc.Arbitrary<string | undefined>) =>
  fc.array(fc.tuple(day, fields, account), { maxLength: 40 }).map((rows) =>
    rows.map(([date, fields, label], index) => {
      const labelled = label === undefined || "account" in fields ? fields : { ...fields, account: label };
      return { ...labelled, id: `txn_${index + 1}`, day: date } as Transaction;
    }),
  );
const transactions = rowsOf(common, fc.constant(undefined));
const everyKind = rowsOf(
  fc.oneof({ weight: 3, arbitrary: common }, { weight: 2, arbitrary: others }),
  fc.constantFrom(undefined, "A", "B"),
);

const settings: fc.Arbitrary<PortfolioSettings> = fc.record({
  baseCurrency: fc.constant("EUR"),
  costMethod: fc.constantFrom("fifo", "lifo", "hifo", "average"),
  cash: fc.constantFrom("tracked", "untracked"),
  feesInCost: fc.boolean(),
  allowShort: fc.boolean(),
});
const everySetting: fc.Arbitrary<PortfolioSettings> = fc
  .tuple(settings, fc.constantFrom(...COST_METHODS), fc.constantFrom(...LOT_SCOPES))
  .map(([own, costMethod, lots]) => ({ ...own, costMethod, lots }));

const walk = (start: number) =>
  fc.array(fc.integer({ min: -30, max: 30 }), { minLength: DAYS, maxLength: DAYS }).map((steps) => {
    let level = start;
    return Float64Array.from(steps, (step) => {
      level *= 1 + step / 1000;
      return level;
    });
  });

const market = {
  closes: fc.tuple(...instruments.map(() => walk(100))),
  rates: fc.tuple(walk(0.9), walk(0.006), walk(1.15)),
};
const parts = fc.record({ transactions, settings, ...market });
const everyPart = fc.record({ transactions: everyKind, settings: everySetting, ...market });
const DAY_NUMBERS = Int32Array.from({ length: DAYS }, (_, offset) => dayNumber(FIRST_DAY) + offset);

type Parts = typeof parts extends fc.Arbitrary<infer P> ? P : never;

/** As it comes, with the rates of these currencies and the closes of these instruments from some day of the year on. */
function journalOf(
  { transactions, settings, closes, rates: walks }: Parts,
  codes: readonly string[],
  pricedFrom: Record<string, number>,
): RandomJournal {
  const columns = { USD: walks[0], JPY: walks[1], GBP: walks[2] };
  const rates = createRates(
    codes.map((base) => ({
      ...{ base, source: "random", days: DAY_NUMBERS },
      columns: { EUR: columns[base as keyof typeof columns] },
    })),
  );
  const series = (id: string): CloseSeries | undefined => {
    const from = pricedFrom[id];
    if (from === undefined) return undefined;
    const rows = { days: DAY_NUMBERS.subarray(from), closes: closes[instruments.indexOf(id)]!.subarray(from) };
    return { instrument: id, source: "random", currency: LISTINGS[id]!, adjustment: "raw", ...rows };
  };
  const market: MarketView = { quote: () => undefined, closes: series, rates };
  return { transactions, settings, market, rates, currencyOf: (id) => LISTINGS[id]! };
}

const PRICED = { AAA: 0, BBB: 0, CCC: 0, DDD: 0, EEE: 0 };

/** Without the rows that take more than there is. */
export function withoutOversold(journal: RandomJournal): RandomJournal {
  for (let { transactions } = journal; ; ) {
    const issues = buildBook({ ...journal, transactions }).issues.filter(({ code }) => code === "oversold");
    if (issues.length === 0) return { ...journal, transactions };
    const oversold = new Set(issues.map(({ transaction }) => transaction));
    transactions = transactions.filter(({ id }) => !oversold.has(id));
  }
}

function soundJournal(parts: Parts): RandomJournal {
  return withoutOversold(journalOf(parts, ["USD", "JPY", "GBP"], PRICED));
}

/** A journal in which nothing is oversold, unless `allowShort` makes that a short sale, with a price and rate for every day. */
export const randomJournal: fc.Arbitrary<RandomJournal> = parts.map(soundJournal);

/** The same with every kind of transaction, under every cost method, with lots by portfolio or by account, and two accounts. */
export const fullJournal: fc.Arbitrary<RandomJournal> = everyPart.map(soundJournal);

/** A journal of which much is not known: more is sold than held, one currency has no rate, prices begin late or never. */
export const patchyJournal: fc.Arbitrary<RandomJournal> = parts.map((parts) =>
  journalOf(parts, ["USD", "JPY"], { AAA: 120, CCC: 200, DDD: 0, EEE: 0 }),
);
