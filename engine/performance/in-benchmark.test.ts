import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayNumber } from "../day.ts";
import { FIRST_DAY, LAST_DAY, randomJournal } from "../fake-journal.ts";
import { notFinite } from "../returns/fake-returns.ts";
import { readStory } from "../testing.ts";
import { performanceOfStory } from "./fake-performance.ts";
import { flowsInBenchmark, pricesOnEvenings } from "./in-benchmark.ts";
import { performanceOf } from "./subjects.ts";

/** 100 put in, 50 more when the index has risen by ten per cent; the index goes on to 120. */
const story = `
  2024-01-01 price INDEX 1000
  2024-01-02 price FUND 10
  2024-01-02 buy 10 FUND @ 10
  2024-06-03 price INDEX 1100
  2024-06-04 buy 5 FUND @ 10
  2024-12-05 price INDEX 1200
  2024-12-05 price FUND 11
`;
const { market, rates } = readStory(story);
const index = { series: market.closes("INDEX")!, rates };
const told = performanceOfStory(story, "2024-01-01", "2024-12-05");

describe("the same flows in a benchmark", () => {
  test("go in at its prices, and come to a worth to set beside one's own", () => {
    const { closing, gain, timeWeighted, moneyWeighted, value, waited, shortFrom } = flowsInBenchmark(
      told,
      index,
      "2024-01-01",
      "2024-12-05",
    );
    // (100 × 1.1 + 50) × 12 / 11.
    expect(closing).toBeCloseTo((160 * 12) / 11, 9);
    expect(gain).toBeCloseTo((160 * 12) / 11 - 150, 9);
    expect(timeWeighted).toBeCloseTo(0.2, 12);
    expect(moneyWeighted).toBeGreaterThan(told.moneyWeighted("2024-01-01", "2024-12-05").rate!);
    expect([value[0], value.at(-2), value.at(-1)]).toEqual([100, expect.closeTo(160, 9), closing]);
    expect([waited, shortFrom]).toEqual([null, null]);
  });

  test("begin with the opening value where the range begins later", () => {
    const { closing, gain, timeWeighted } = flowsInBenchmark(told, index, "2024-06-03", "2024-12-05");
    expect([closing, gain]).toEqual([expect.closeTo((150 * 12) / 11, 9), expect.closeTo((150 * 12) / 11 - 150, 9)]);
    expect(timeWeighted).toBeCloseTo(1200 / 1100 - 1, 12);
  });

  test("are in its currency's rates, and across its splits", () => {
    const { market: other, rates: dollars } = readStory(`
      2024-01-01 rate USD 0.50
      2024-01-01 dividend US 1 USD
      2024-01-01 price US 100
      2024-06-03 price US 50
      2024-12-05 rate USD 0.60
    `);
    const source = {
      series: other.closes("US")!,
      rates: dollars,
      splits: [{ day: "2024-06-03", numerator: 2, denominator: 1 }],
    };
    expect(flowsInBenchmark(told, source, "2024-01-01", "2024-12-05").timeWeighted).toBeCloseTo(0.2, 12);
    expect(Array.from(pricesOnEvenings(source, "EUR", dayNumber("2024-06-02"), 2))).toEqual([50, 50, 50]);
  });

  test("wait for its first price, and have no return before it", () => {
    const late = {
      series: readStory("2024-06-03 price INDEX 10\n2024-12-05 price INDEX 12").market.closes("INDEX")!,
      rates,
    };
    const all = flowsInBenchmark(told, late, "2024-01-01", "2024-12-05");
    expect(all).toMatchObject({ timeWeighted: null, waited: { from: "2024-01-02", to: "2024-06-03" } });
    expect(all.closing).toBeCloseTo(150 * 1.2, 9);
    const none = flowsInBenchmark(told, { rates }, "2024-01-01", "2024-12-05");
    expect(none).toMatchObject({ closing: null, gain: null, timeWeighted: null, moneyWeighted: null });
  });

  test("have nothing to say of no days", () => {
    const none = flowsInBenchmark(told, index, "2024-12-05", "2024-12-05");
    expect(none).toMatchObject({ closing: null, gain: null, timeWeighted: null, moneyWeighted: null });
  });
});

test("nothing of it is NaN or without end, and its gain adds up, whatever happened", () => {
  fc.assert(
    fc.property(randomJournal, fc.integer({ min: -1, max: 365 }), (journal, offset) => {
      const performance = performanceOf({ ...journal, from: FIRST_DAY, to: LAST_DAY });
      const from = addDays(FIRST_DAY, offset);
      const source = { series: journal.market.closes("BBB")!, rates: journal.rates };
      const { value: _, ...figures } = flowsInBenchmark(performance, source, from, LAST_DAY);
      expect(notFinite(figures)).toEqual([]);
      const { closing, gain } = figures;
      const { opening, moneyIn, moneyOut } = performance.range(from, LAST_DAY);
      if (closing !== null)
        expect(gain! / (moneyIn + moneyOut + 1)).toBeCloseTo(
          (closing - opening! - moneyIn + moneyOut) / (moneyIn + moneyOut + 1),
          6,
        );
    }),
    { numRuns: 50 },
  );
});
