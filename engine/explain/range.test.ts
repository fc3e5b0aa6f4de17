import fc from "fast-check";
import { expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { addDays, dayNumber } from "../day.ts";
import { FIRST_DAY, patchyJournal, type RandomJournal, randomJournal } from "../fake-journal.ts";
import { allocationOf, labelCurrency } from "../performance/allocation.ts";
import { firstBooking } from "../performance/columns.ts";
import { driftOf } from "../performance/drift.ts";
import { gainsOf } from "../performance/gains.ts";
import { type BenchmarkSource, flowsInBenchmark } from "../performance/in-benchmark.ts";
import { incomeOf, trailingIncomeOf } from "../performance/income.ts";
import { daysWithNewPrices } from "../performance/price-days.ts";
import { riskOver } from "../performance/risk.ts";
import { performanceOf } from "../performance/subjects.ts";
import { yieldsOf } from "../performance/yields.ts";
import { quoteOf, readStory } from "../testing.ts";
import { valueBook } from "../valuation.ts";
import { RISK_OPERATIONS } from "./column-operations.ts";
import { createExplainer, type Explainer, type Figure } from "./explainer.ts";
import { numberOf, type Value } from "./explanation.ts";
import { recomputeData, writeExplanation } from "./explanation-data.ts";
import { leavesOf } from "./fake-figures.ts";
import { recompute } from "./recompute.ts";

const twoDays = fc
  .tuple(fc.integer({ min: -10, max: 365 }), fc.integer({ min: 0, max: 365 }))
  .map(([a, b]) => [addDays(FIRST_DAY, Math.min(a, b)), addDays(FIRST_DAY, Math.max(a, b))] as const);

/** Equal but for the noise of float64 in another order, against the size of what is added up. */
function expectNear(explainer: Explainer, figure: Figure, day: string, wanted: Value, size: number): void {
  const tree = explainer.explain(figure, day);
  const [found, again] = tree ? [tree.value, recompute(tree)].map(numberOf) : [null, null];
  const value = numberOf(wanted);
  const isNear = found === null || value === null ? found === value : Math.abs(found! - value) <= size * 1e-12;
  if (!isNear) throw new Error(`${JSON.stringify(figure)}: ${found} for ${value}`);
  if (found !== again) throw new Error(`${JSON.stringify(figure)} recomputes to ${again}, not ${found}`);
}

/** All the money that moved, and what came of it. */
function movedUntil(journal: RandomJournal, day: string): number {
  const book = buildBook({ ...journal, through: day });
  const purchased = [...book.positions.values()].reduce((sum, one) => sum + one.purchased.toNumber(), 0);
  const { marketValue, cash } = valueBook(book, journal.market, day).totals;
  return 1 + book.moneyIn.toNumber() + book.moneyOut.toNumber() + purchased + Math.abs(marketValue) + Math.abs(cash);
}

function isBooked(journal: RandomJournal, day: string): boolean {
  return firstBooking(buildBook({ ...journal, through: day })) <= dayNumber(day);
}

const MONEY = [
  ...(["moneyIn", "moneyOut", "gain", "averageCapital", "price", "currency", "income", "cashCurrency"] as const),
  ...(["fees", "taxes"] as const),
];
const OF_CAPITAL = ["simpleReturn", "gainRatio", "modifiedDietz"] as const;

test("figures of a range are explained by columns of prices and rates and by entries, and recompute to the engine's", () => {
  fc.assert(
    fc.property(randomJournal, twoDays, (journal, [from, to]) => {
      if (!isBooked(journal, to)) return;
      const first = journal.transactions.map(({ day }) => day).sort()[0]!;
      const performance = performanceOf({ ...journal, from: first, to });
      const explainer = createExplainer(journal);
      const range = performance.range(from, to);
      const size = 10 * movedUntil(journal, to);
      const near = (name: string, wanted: number | null, sizeOfIt = size) =>
        expectNear(explainer, { of: "range", from, name } as Figure, to, wanted, sizeOfIt);
      const money = { ...range, ...range.attribution };
      for (const name of MONEY) near(name, money[name]);
      for (const part of ["realized", "unrealized", "released"] as const) {
        near(`${part}Price`, range[part].price);
        near(`${part}Currency`, range[part].currency);
      }
      if (range.opening !== null) near("opening", range.opening);
      if (range.closing !== null) near("closing", range.closing);
      const capitals = {
        simpleReturn: range.opening ?? 0,
        modifiedDietz: range.averageCapital,
        gainRatio: (range.opening ?? 0) + range.moneyIn,
      };
      for (const name of OF_CAPITAL)
        near(name, range[name], (size * (1 + Math.abs(range[name] ?? 0))) / (capitals[name] || 1));
      const grown = (rate: number | null) => 1e3 * (1 + Math.abs(rate ?? 0));
      near("timeWeighted", range.timeWeighted, grown(range.timeWeighted));
      near("timeWeightedPerYear", range.timeWeightedPerYear, grown(range.timeWeightedPerYear));
      const { rate } = performance.moneyWeighted(from, to);
      if (rate !== null) near("moneyWeighted", rate, 1e6 * (1 + rate));
    }),
    { numRuns: 100 },
  );
});

test("risk, and the same flows in a benchmark, are explained as they are measured", () => {
  fc.assert(
    fc.property(randomJournal, twoDays, (journal, [from, to]) => {
      if (!isBooked(journal, to)) return;
      const book = buildBook({ ...journal, through: to });
      const first = addDays("1970-01-01", firstBooking(book));
      const performance = performanceOf({ ...journal, from: first, to });
      const explainer = createExplainer(journal);
      const counts = daysWithNewPrices(book, journal.market, first, to);
      const source: BenchmarkSource = { series: journal.market.closes("BBB")!, rates: journal.rates };
      const risk = riskOver(performance, { from, to, counts, benchmark: source });
      for (const name of RISK_OPERATIONS) {
        const wanted = risk[name];
        expectNear(
          explainer,
          { of: "risk", from, name, counts, benchmark: source },
          to,
          wanted,
          1e4 * (1 + Math.abs(wanted ?? 0)),
        );
      }
      const beside = flowsInBenchmark(performance, source, from, to);
      const size = 10 * movedUntil(journal, to);
      for (const name of ["closing", "gain"] as const) {
        expectNear(explainer, { of: "benchmark", from, source, name }, to, beside[name], size * 10);
      }
      expectNear(explainer, { of: "benchmark", from, source, name: "timeWeighted" }, to, beside.timeWeighted, 100);
    }),
    { numRuns: 60 },
  );
});

test("income, yields, realized gains, shares and drift are explained by their payments, sales, lots and prices", () => {
  fc.assert(
    fc.property(fc.oneof(randomJournal, patchyJournal), twoDays, (journal, [from, day]) => {
      const explainer = createExplainer(journal);
      const input = { ...journal, through: day };
      const book = buildBook(input);
      const valuation = valueBook(book, journal.market, day);
      const near = (figure: Figure, wanted: Value, size = 0) => expectNear(explainer, figure, day, wanted, size);
      const income = incomeOf(journal, day, from);
      for (const name of ["gross", "tax", "net"] as const) {
        near({ of: "income", from, name }, income.total[name]);
        for (const [by, sum] of [...income.byMonth, ...income.byYear])
          near({ of: "income", from, name, by }, sum[name]);
        for (const [instrument, sum] of income.byInstrument) {
          near({ of: "income", from, name, instrument, kind: "dividend" }, sum[name]);
        }
      }
      const yields = yieldsOf(trailingIncomeOf(journal, day), valuation).byInstrument;
      for (const [instrument, own] of yields) {
        for (const name of ["dividends", "trailingYield", "yieldOnCost"] as const)
          near({ of: "yield", instrument, name }, own[name]);
      }
      const { total } = gainsOf(book, from, day);
      for (const name of ["gain", "pricePart", "currencyPart", "proceeds", "cost", "short", "long"] as const) {
        near({ of: "gains", from, name }, total[name]);
      }
      const allocation = allocationOf(valuation, labelCurrency);
      for (const { label, value, share } of allocation.slices) {
        near({ of: "allocation", label, labelsOf: labelCurrency, name: "value" }, value, value);
        near({ of: "allocation", label, labelsOf: labelCurrency, name: "share" }, share, 1);
      }
      if (allocation.whole === 0) return;
      for (const drift of driftOf(allocation, [{ label: "EUR", share: 1 }])) {
        const { label, target, difference, differenceValue } = drift;
        near({ of: "drift", label, labelsOf: labelCurrency, target, name: "difference" }, difference, 1);
        near(
          { of: "drift", label, labelsOf: labelCurrency, target, name: "differenceValue" },
          differenceValue,
          allocation.whole,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test("a range over splits, a quote, foreign cash and a position without a price comes from leaves that can be written down", () => {
  const story = readStory(
    `
    2024-01-01 rate USD 0.90
    2024-01-01 deposit 5000.00
    2024-01-02 buy 10 AAPL @ 100.00
    2024-01-02 price AAPL 101.00
    2024-01-03 convert 500.00 EUR to 550.00 USD
    2024-01-04 split AAPL 3:2
    2024-01-05 price AAPL 70.00
    2024-01-06 buy 5 BARN @ 20.00
    2024-01-07 rate USD 0.95
    2024-01-08 withdrawal 100.00
  `,
    { quotes: [quoteOf(72, "2024-01-09")] },
  );
  const [from, to] = ["2024-01-02", "2024-01-10"];
  const range = performanceOf({ ...story, from: "2024-01-01", to }).range(from, to);
  const explainer = createExplainer(story);
  for (const name of ["timeWeighted", "gain", "opening", "closing"] as const) {
    const tree = explainer.explain({ of: "range", from, name }, to)!;
    expect(numberOf(tree.value)).toBeCloseTo(range[name]!, 12);
    expect(recomputeData(JSON.parse(JSON.stringify(writeExplanation(tree))))).toEqual(tree.value);
    const known = ["entry", "price", "prices", "rate", "rates", "constant"];
    for (const leaf of leavesOf(tree)) expect(known).toContain(leaf.kind);
  }
});
