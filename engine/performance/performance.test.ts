import { describe, expect, test } from "vitest";
import { dayNumber } from "../day.ts";
import { performanceOfStory } from "./fake-performance.ts";

/** 100 put in, worth 110 after a year; 110 more put in, then all falls to 198 and 18 are taken out. */
const story = `
  2023-01-01 price FUND 10
  2023-01-01 buy 10 FUND @ 10
  2023-12-31 price FUND 11
  2024-01-01 buy 10 FUND @ 11
  2024-12-30 price FUND 9.90
  2024-12-30 sell 2 FUND @ 9.90 fee 1.80
`;
const told = performanceOfStory(story, "2022-12-31", "2024-12-31");

describe("a range (from, to]", () => {
  test("opens with what was booked on its first day, and has in it what was booked on its last", () => {
    expect(told.range("2023-01-01", "2024-01-01")).toMatchObject({
      days: 365,
      opening: 100,
      closing: 220,
      moneyIn: 110,
    });
    expect(told.range("2024-01-01", "2024-12-30")).toMatchObject({
      opening: 220,
      moneyIn: 0,
      moneyOut: 18,
      gain: expect.closeTo(-23.8, 9),
    });
    expect(told.range("2024-12-30", "2024-12-31")).toMatchObject({ days: 1, gain: 0, moneyOut: 0 });
  });

  test("has a gain in parts: ten per cent down on 220, and the fee", () => {
    const { attribution, realized, unrealized } = told.range("2024-01-01", "2024-12-31");
    const round = (parts: object) =>
      Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, Number(part.toFixed(9))]));
    expect(round(attribution)).toEqual({ price: -22, currency: 0, income: 0, cashCurrency: 0, fees: 1.8, taxes: 0 });
    // Sold: 18.00 for what cost 20.00. Held: 8 at 10 and 10 at 11 are 190.00, worth 178.20; at the start the gain was 10.00.
    expect([round(realized), round(unrealized)]).toEqual([
      { price: -2, currency: 0 },
      { price: -21.8, currency: 0 },
    ]);
  });

  test("has the gain of foreign cash by its rate: 1000 × 0.04 and 2000 × 0.01", () => {
    const text = `
      2023-12-31 rate USD 0.85
      2023-12-31 deposit 1000 USD
      2024-01-01 rate USD 0.86
      2024-12-31 rate USD 0.90
      2024-12-31 deposit 1000 USD
      2025-01-01 rate USD 0.91
    `;
    const { opening, closing, moneyIn, gain, attribution } = performanceOfStory(text, "2023-12-31", "2025-01-01").range(
      "2024-01-01",
      "2025-01-01",
    );
    expect([opening, moneyIn, closing]).toEqual([860, 900, 1820]);
    expect([gain, attribution.cashCurrency]).toEqual([expect.closeTo(60, 9), expect.closeTo(60, 9)]);
  });

  test("has the simple return, and the gain against all that was put in", () => {
    // 10 gained on 100, with 110 put in: 10 % of the opening, 10 / 210 of all.
    const { gain, simpleReturn, gainRatio } = told.range("2023-01-01", "2024-01-01");
    expect([gain, simpleReturn, gainRatio]).toEqual([10, 0.1, 10 / 210]);
    expect(told.range("2022-12-31", "2024-12-31").simpleReturn).toBe(null);
  });

  test("has a time-weighted return that knows no flows: 1.10 × (178.20 + 18.00) / 220 - 1", () => {
    const { timeWeighted, timeWeightedPerYear, days } = told.range("2022-12-31", "2024-12-31");
    expect(timeWeighted).toBeCloseTo((1.1 * 196.2) / 220 - 1, 12);
    expect(timeWeightedPerYear).toBeCloseTo(((1.1 * 196.2) / 220) ** (365 / days) - 1, 12);
  });

  test("is not annualised where it is shorter than a year (GIPS)", () => {
    expect(told.range("2023-01-01", "2023-12-31")).toMatchObject({ days: 364, timeWeightedPerYear: null });
    const year = told.range("2023-01-01", "2024-01-01");
    expect(year.timeWeightedPerYear).toBeCloseTo(0.1, 12);
  });

  test("has a money-weighted return: 100 for a year and 210 from then on", () => {
    const { rate, several, overRange } = told.moneyWeighted("2022-12-31", "2024-12-31");
    const days = dayNumber("2024-12-31") - dayNumber("2023-01-01");
    const present = (flow: number, day: string) =>
      flow / (1 + rate!) ** ((dayNumber(day) - dayNumber("2023-01-01")) / 365);
    const flows = [
      present(-100, "2023-01-01"),
      present(-110, "2024-01-01"),
      present(18, "2024-12-30"),
      present(178.2, "2024-12-31"),
    ];
    expect(flows.reduce((sum, flow) => sum + flow, 0)).toBeCloseTo(0, 9);
    expect(several).toBe(false);
    expect(overRange).toBeCloseTo((1 + rate!) ** ((days + 1) / 365) - 1, 12);
    // From the evening of the first of 2023 to the end of that year 100 became 110.
    const year = told.moneyWeighted("2023-01-01", "2023-12-31");
    expect([year.rate, year.overRange]).toEqual([expect.closeTo(1.1 ** (365 / 364) - 1, 12), expect.closeTo(0.1, 12)]);
  });

  test("begins no earlier than the evening before the first booking and ends no later than the columns", () => {
    const { from, to, days, opening } = told.range("1990-05-05", "2090-01-01");
    expect({ from, to, days, opening }).toEqual({ from: "2022-12-31", to: "2024-12-31", days: 731, opening: 0 });
    const before = told.range("1990-01-01", "1991-01-01");
    expect(before).toMatchObject({ days: 0, gain: 0, timeWeighted: null, modifiedDietz: null });
    expect(told.moneyWeighted("1990-01-01", "1991-01-01").rate).toBe(null);
    expect(() => told.range("2024-01-02", "2024-01-01")).toThrow("2024-01-01 lies before 2024-01-02.");
  });

  test("is empty where nothing ever happened", () => {
    const nothing = performanceOfStory("", "2024-01-01", "2024-12-31").range("2024-01-01", "2024-12-31");
    expect(nothing).toMatchObject({ gain: 0, opening: 0, closing: 0, timeWeighted: null, partial: false });
  });
});

describe("what is not known", () => {
  test("stands at its cost until it has a price, so that nothing falls to -100 %", () => {
    const late = performanceOfStory(
      "2014-01-02 buy 100 BAS for 7748\n2014-12-03 price BAS 73.65\n2014-12-04 price BAS 72.88",
      "2014-01-01",
      "2014-12-04",
    );
    const all = late.range("2014-01-01", "2014-12-04");
    expect(all.timeWeighted).toBeCloseTo(-0.05937016004130102, 12);
    expect(late.moneyWeighted("2014-01-01", "2014-12-04").rate).toBeCloseTo(-0.0643, 4);
    expect(all).toMatchObject({ opening: 0, closing: 7288, gain: -460, partial: true });
    expect(all.missing).toEqual([
      { why: "unpriced", instrument: "BAS", currency: null, from: "2014-01-02", to: "2014-12-02" },
    ]);
    expect(late.range("2014-12-03", "2014-12-04")).toMatchObject({ partial: false, missing: [] });
    // Before the first price there is no value.
    const before = late.range("2014-01-02", "2014-06-30");
    expect(before).toMatchObject({
      opening: null,
      closing: null,
      gain: 0,
      timeWeighted: null,
      gainRatio: null,
      partial: true,
    });
    expect(late.moneyWeighted("2014-01-01", "2014-06-30").rate).toBe(null);
  });

  test("of units sold that were not held counts as no gain, and the return is that of what was", () => {
    const { range } = performanceOfStory(
      "2024-01-02 price FUND 100\n2024-01-02 buy 10 FUND @ 100\n2024-01-05 sell 12 FUND @ 104",
      "2024-01-01",
      "2024-01-05",
    );
    const all = range("2024-01-01", "2024-01-05");
    expect(all).toMatchObject({ moneyIn: 1000, moneyOut: 1248, otherIn: 208, gain: 40, partial: true });
    expect(all.timeWeighted).toBeCloseTo(0.04, 12);
    expect(all.missing).toEqual([
      { why: "oversold", instrument: "FUND", currency: null, from: "2024-01-05", to: "2024-01-05" },
    ]);
  });

  test("of an amount without a rate is named by its currency", () => {
    const { range } = performanceOfStory(
      "2024-01-02 deposit 100\n2024-01-03 deposit 50 CHF\n2024-01-04 withdrawal 10",
      "2024-01-01",
      "2024-01-05",
    );
    expect(range("2024-01-01", "2024-01-02").partial).toBe(false);
    const { missing, closing, gain } = range("2024-01-02", "2024-01-05");
    expect([closing, gain]).toEqual([90, 0]);
    expect(new Set(missing.map(({ why, currency }) => `${why} ${currency}`))).toEqual(new Set(["unrated CHF"]));
  });
});
