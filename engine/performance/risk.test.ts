import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../day.ts";
import { FIRST_DAY, LAST_DAY, patchyJournal, randomJournal } from "../fake-journal.ts";
import { notFinite } from "../returns/fake-returns.ts";
import { bookOf, readStory, valuationOf } from "../testing.ts";
import { valueBook } from "../valuation.ts";
import { performanceOfStory } from "./fake-performance.ts";
import { daysWithNewPrices, eitherCounts } from "./price-days.ts";
import { riskOver } from "./risk.ts";
import { riskByHolding } from "./risk-shares.ts";
import { bookOfSubject, performanceOf } from "./subjects.ts";

/** From Thursday to Wednesday; nothing moves on the weekend. */
const story = `
  2024-01-04 price FUND 100
  2024-01-04 buy 1 FUND @ 100
  2024-01-05 price FUND 110
  2024-01-08 price FUND 99
  2024-01-09 price FUND 108.90
  2024-01-10 price FUND 108.90
`;
const [from, to] = ["2024-01-01", "2024-01-10"];
const told = performanceOfStory(story, from, to);
const counts = daysWithNewPrices(bookOf(story), readStory(story).market, from, to);

test("days count on which something held has a new price that can have moved", () => {
  //                   Jan   1  2  3  4  5  6  7  8  9  10
  expect([...counts]).toEqual([0, 0, 0, 0, 1, 0, 0, 1, 1, 1]);
  const sold = `${story}\n2024-01-09 sell 1 FUND @ 108.90`;
  expect([...daysWithNewPrices(bookOf(sold), readStory(sold).market, from, to)]).toEqual([
    0, 0, 0, 0, 1, 0, 0, 1, 1, 0,
  ]);
  const other = { from: "2024-01-06", counts: Uint8Array.of(1, 0, 0) };
  expect([...eitherCounts([{ from, counts }, other], { from, to })]).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1, 1]);
});

describe("risk over a window", () => {
  test("is of the days that count: +10 %, -10 %, +10 %, 0 %", () => {
    const risk = riskOver(told, { from, to, counts, periodsPerYear: 4, level: 0.75 });
    const logs = [Math.log(1.1), Math.log(0.9), Math.log(1.1), 0];
    const mean = logs.reduce((a, b) => a + b) / 4;
    const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
    expect(risk.used).toBe(4);
    expect(risk.volatility).toBeCloseTo(Math.sqrt((squares / 3) * 4), 12);
    expect(risk).toMatchObject({ from: "2024-01-03", to, gaps: [], partial: false, worstDays: ["2024-01-08"] });
    expect(risk.valueAtRisk).toBeCloseTo(0.1, 12);
    expect(risk.maximumDrawdown).toBeCloseTo(0.1, 12);
    expect(risk.deepest).toMatchObject({ peak: "2024-01-07", trough: "2024-01-08", recovery: null, length: 3 });
    expect(risk.drawdown.length).toBe(8);
    expect([risk.beta, risk.correlation]).toEqual([null, null]);
  });

  test("against a benchmark that moves half as much has a beta of two", () => {
    const { market, rates } = readStory(
      "2024-01-03 price INDEX 100\n2024-01-05 price INDEX 105\n2024-01-08 price INDEX 99.75\n2024-01-09 price INDEX 104.7375",
    );
    const benchmark = { series: market.closes("INDEX")!, rates };
    const { beta, correlation, together } = riskOver(told, { from, to, counts, benchmark });
    expect([beta, correlation, together.used]).toEqual([expect.closeTo(2, 9), expect.closeTo(1, 9), 4]);
  });

  test("names gaps in which there is no return", () => {
    // A dividend after everything is sold was made on nothing.
    const text = `${story}\n2024-01-09 sell 1 FUND @ 108.90\n2024-01-10 dividend FUND 5`;
    const { gaps } = riskOver(performanceOfStory(text, from, to), { from, to });
    expect(gaps).toEqual([{ from: "2024-01-10", to: "2024-01-10" }]);
  });

  test("is never NaN or without end", () => {
    fc.assert(
      fc.property(fc.oneof(randomJournal, patchyJournal), fc.nat(360), (journal, offset) => {
        const input = { ...journal, from: FIRST_DAY, to: LAST_DAY };
        const book = bookOfSubject(input, { kind: "portfolio" });
        const { drawdown: _, ...risk } = riskOver(performanceOf(input), {
          ...{ from: addDays(FIRST_DAY, offset), to: LAST_DAY },
          counts: daysWithNewPrices(book, input.market, FIRST_DAY, LAST_DAY),
          benchmark: { series: journal.market.closes("DDD")!, rates: journal.rates },
        });
        expect(notFinite(risk)).toEqual([]);
        const valuation = valueBook(book, input.market, LAST_DAY);
        const window = { from: addDays(FIRST_DAY, offset), to: LAST_DAY };
        const shares = riskByHolding({ valuation, market: input.market, splits: book.splits, ...window });
        expect(notFinite(shares)).toEqual([]);
        const sum = shares.shares.reduce((total, { contribution }) => total + contribution, 0);
        if (shares.volatility !== null)
          expect(sum).toBeCloseTo(shares.volatility, 6 - Math.ceil(Math.log10(shares.volatility + 1)));
      }),
      { numRuns: 60 },
    );
  });
});

describe("contribution to risk", () => {
  const text = `
    2024-01-01 deposit 400
    2024-01-04 price CALM 100
    2024-01-04 price WILD 100
    2024-01-04 buy 1 CALM @ 100
    2024-01-04 buy 1 WILD @ 100
    2024-01-05 price CALM 100
    2024-01-05 price WILD 110
    2024-01-08 price CALM 100
    2024-01-08 price WILD 100
  `;

  test("is all that of what moves, at today's weights, and adds up to the volatility", () => {
    const window = { from: "2024-01-04", to: "2024-01-08", periodsPerYear: 2 };
    const valuation = valuationOf(text, "2024-01-08");
    const { volatility, shares, used, without } = riskByHolding({
      valuation,
      market: readStory(text).market,
      splits: new Map(),
      ...window,
    });
    // A quarter of +10 % and of -9.09 %: its standard deviation over two days, a year of two.
    const [up, down] = [0.1 / 4, -0.1 / 1.1 / 4];
    expect(volatility).toBeCloseTo(((up - down) / Math.SQRT2) * Math.SQRT2, 12);
    expect(
      shares.map(({ instrument, weight, contribution }) => [
        instrument,
        weight,
        Number((contribution / volatility!).toFixed(9)),
      ]),
    ).toEqual([
      ["CALM", 0.25, 0],
      ["WILD", 0.25, 1],
      [null, 0.5, 0],
    ]);
    expect([used, without]).toEqual([2, []]);
  });

  test("leaves out what has no price, and names it", () => {
    const more = `${text}\n2024-01-06 buy 1 SHED @ 10`;
    const window = { from: "2024-01-04", to: "2024-01-08" };
    const { without } = riskByHolding({
      valuation: valuationOf(more, "2024-01-08"),
      market: readStory(more).market,
      splits: new Map(),
      ...window,
    });
    expect(without).toEqual(["SHED"]);
  });
});
