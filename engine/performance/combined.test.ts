import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combineHistories } from "../combine.ts";
import { dayNumber } from "../day.ts";
import { FIRST_DAY, LAST_DAY, patchyJournal, randomJournal } from "../fake-journal.ts";
import { dailyHistory } from "../history.ts";
import { createRates } from "../rates.ts";
import { readStory } from "../testing.ts";
import { DAILY_PARTS } from "./columns.ts";
import { combineColumns } from "./combined.ts";
import { performanceOfStory, residueOf } from "./fake-performance.ts";
import { createPerformance } from "./performance.ts";
import { performanceOf } from "./subjects.ts";

const { rates } = readStory(`
  2024-01-01 rate USD 0.90
  2024-01-04 rate USD 1.00
`);
const euro = performanceOfStory("2024-01-02 deposit 1000", "2024-01-01", "2024-01-05").columns;
const dollar = performanceOfStory(
  `
    2024-01-02 deposit 1000
    2024-01-02 price FUND 100
    2024-01-02 buy 6 FUND @ 100
    2024-01-03 price FUND 110
  `,
  "2024-01-02",
  "2024-01-05",
  { baseCurrency: "USD" },
).columns;

describe("several portfolios as one", () => {
  test("gain what each gained at its day's rate, and what was held by the change of the rate", () => {
    const sum = createPerformance(combineColumns([euro, dollar], "EUR", rates));
    // 60 USD at 0.90; then 660 USD of holdings and 400 USD of cash by 0.10 each.
    const { attribution, gain, opening, closing, moneyIn } = sum.range("2024-01-01", "2024-01-05");
    expect(attribution.price).toBeCloseTo(54, 9);
    expect(attribution.currency).toBeCloseTo(66, 9);
    expect(attribution.cashCurrency).toBeCloseTo(40, 9);
    expect([opening, moneyIn, closing, gain].map((money) => money!.toFixed(6))).toEqual(
      [0, 1900, 2060, 160].map((money) => money.toFixed(6)),
    );
  });

  test("leave out one without a rate, and name its currency", () => {
    const franc = { ...dollar, baseCurrency: "CHF" };
    const sum = createPerformance(combineColumns([euro, franc], "EUR", rates));
    expect(sum.range("2024-01-01", "2024-01-05")).toMatchObject({ closing: 1000, partial: true });
    expect(sum.columns.missing).toEqual([
      { why: "unrated", instrument: null, currency: "CHF", from: "2024-01-02", to: "2024-01-05" },
    ]);
    const empty = performanceOfStory("", "2024-01-01", "2024-01-05", { baseCurrency: "CHF" }).columns;
    expect(combineColumns([euro, empty], "EUR", rates).missing).toEqual([]);
  });

  test("open with one whose days begin later as with worth that came, which is no gain", () => {
    const part = performanceOfStory("2024-01-02 deposit 1000\n2024-01-03 interest 100", "2024-01-04", "2024-01-05", {
      baseCurrency: "EUR",
    }).columns;
    const all = createPerformance(combineColumns([euro, part], "EUR", rates)).range("2024-01-01", "2024-01-05");
    expect(all).toMatchObject({ moneyIn: 1000, otherIn: 1100, gain: 0, closing: 2100, timeWeighted: 0 });
  });

  test("are worth nobody knows what while one is and the others are worth nothing", () => {
    const range = { from: "2024-01-01", to: "2024-01-05" };
    const unpriced = readStory("2024-01-02 buy 1 OLD @ 100");
    const later = { ...range, from: "2024-01-04" };
    for (const other of [range, later]) {
      const parts = [
        { ...unpriced, ...range },
        { ...readStory(""), ...other },
      ];
      const history = combineHistories(parts.map(dailyHistory), "EUR", rates);
      expect([...history.value]).toEqual([0, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
      const columns = combineColumns(
        parts.map((part) => performanceOf(part).columns),
        "EUR",
        rates,
      );
      expect(columns.value).toEqual(history.value);
      expect(createPerformance(columns).range("2024-01-01", "2024-01-05").closing).toBeNull();
    }
  });

  test("need one at least", () => {
    expect(() => combineColumns([], "EUR", rates)).toThrow("There are no portfolios to combine.");
  });
});

test("one portfolio in its own currency is itself", () => {
  fc.assert(
    fc.property(fc.oneof(randomJournal, patchyJournal), (journal) => {
      const { columns } = performanceOf({ ...journal, from: FIRST_DAY, to: LAST_DAY });
      expect(combineColumns([columns], "EUR", journal.rates)).toEqual(columns);
    }),
    { numRuns: 50 },
  );
});

test("parts add up in any currency, and the value is that of the combined histories", () => {
  const days = Int32Array.from({ length: 366 }, (_, i) => dayNumber(FIRST_DAY) + i);
  const walk = fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 366, maxLength: 366 });
  fc.assert(
    fc.property(randomJournal, patchyJournal, walk, (one, other, steps) => {
      let level = 1;
      const column = Float64Array.from(steps, (step) => {
        level *= step;
        return level;
      });
      const some = createRates([{ base: "EUR", source: "random", days, columns: { XTS: column } }]);
      const input = { from: FIRST_DAY, to: LAST_DAY };
      const [a, b] = [performanceOf({ ...one, ...input }).columns, performanceOf({ ...other, ...input }).columns];
      const sum = combineColumns([a, b], "XTS", some);
      expect(residueOf(sum)).toBeLessThan(1e-11);
      const histories = [dailyHistory({ ...one, ...input }), dailyHistory({ ...other, ...input })];
      expect(sum.value).toEqual(combineHistories(histories, "XTS", some).value);
      const back = combineColumns([a, b], "EUR", some);
      for (const name of DAILY_PARTS) {
        for (let i = 0; i < 366; i += 30) expect(back[name][i]).toBeCloseTo(a[name][i]! + b[name][i]!, 6);
      }
    }),
    { numRuns: 60 },
  );
});
