import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyFinite, notFinite, usualReturns } from "./fake-returns.ts";
import { againstBenchmark, rewardToRisk } from "./ratios.ts";
import { contributionToRisk, type RiskOptions, riskOf } from "./risk.ts";
import { sampleReturns } from "./sample.ts";
import { tailOf } from "./tail.ts";
import { volatilityOf } from "./volatility.ts";

const NONE = Number.NaN;

describe("volatility", () => {
  // Logarithms of 0.02, -0.01, 0.03 and 0: mean 0.01, squares about it 0.0001, 0.0004, 0.0004, 0.0001.
  const returns = [0.02, -0.01, 0.03, 0].map(Math.expm1);

  test("is the standard deviation of log returns, n - 1, times the root of n; the semi-deviation counts those below the mean", () => {
    const { volatility, semiDeviation, volatilityPerYear, semiDeviationPerYear } = volatilityOf(returns, 252);
    expect(volatility).toBeCloseTo(Math.sqrt((0.001 / 3) * 4), 14);
    expect(semiDeviation).toBeCloseTo(Math.sqrt((0.0005 / 3) * 4), 14);
    expect(volatilityPerYear).toBeCloseTo(Math.sqrt((0.001 / 3) * 252), 14);
    expect(semiDeviationPerYear).toBeCloseTo(Math.sqrt((0.0005 / 3) * 252), 14);
  });

  test("of equal returns is zero, and of one return or a loss of everything there is none", () => {
    expect(volatilityOf(new Array(20).fill(0.1), 252).volatility).toBe(0);
    expect(volatilityOf([0.1], 252)).toEqual(volatilityOf([], 252));
    expect(Object.values(volatilityOf([0.1, -1, 0.2], 252))).toEqual([null, null, null, null]);
    expect(volatilityOf([0.1], 252).volatility).toBeNull();
  });
});

describe("reward to risk", () => {
  // Mean 2 %, deviations from it 1, -1, 2, -2 %: variance 10 / 3 of a hundredth of a percent.
  const returns = [0.03, 0.01, 0.04, 0];

  test("Sharpe divides by the standard deviation, Sortino by what lay below the risk-free rate", () => {
    const { sharpe, sortino } = rewardToRisk(returns, 1, 0.015);
    expect(sharpe).toBeCloseTo(0.005 / Math.sqrt(0.001 / 3), 12);
    expect(sortino).toBeCloseTo(0.005 / Math.sqrt((0.005 ** 2 + 0.015 ** 2) / 4), 12);
  });

  test("a year has the root of its periods, and its rate is spread by compounding", () => {
    expect(rewardToRisk(returns, 12, 1.01 ** 12 - 1).sharpe).toBeCloseTo((0.01 / Math.sqrt(0.001 / 3)) * 12 ** 0.5, 10);
  });

  test("without deviation there is none: interest that is the same every day is no ratio of billions", () => {
    const index = Float64Array.from({ length: 400 }, (_, i) => 1.0001 ** i);
    const interest = Array.from({ length: 399 }, (_, i) => index[i + 1]! / index[i]! - 1);
    expect(rewardToRisk(interest, 365, 0)).toEqual({ sharpe: null, sortino: null });
    expect(rewardToRisk(interest, 365, 1.0001 ** 365 - 1)).toEqual({ sharpe: null, sortino: null });
    expect(rewardToRisk([0.1], 365, 0)).toEqual({ sharpe: null, sortino: null });
  });
});

describe("against a benchmark", () => {
  test("what moves twice as much, less a constant, has a beta of 2 and moves together with it", () => {
    const benchmark = [0.01, -0.02, 0.03, 0];
    const { beta, correlation } = againstBenchmark(
      benchmark.map((one) => 2 * one - 0.001),
      benchmark,
    );
    expect(beta).toBeCloseTo(2, 12);
    expect(correlation).toBeCloseTo(1, 12);
    expect(
      againstBenchmark(
        benchmark,
        benchmark.map((one) => -one),
      ).correlation,
    ).toBeCloseTo(-1, 12);
  });

  test("of five pairs worked out by hand", () => {
    // Both have a mean of 3; products of deviations 2 + 2 + 0 + 0 + 4, squares 10 and 10.
    const { beta, correlation } = againstBenchmark([0.01, 0.02, 0.03, 0.04, 0.05], [0.02, 0.01, 0.04, 0.03, 0.05]);
    expect(beta).toBeCloseTo(0.8, 12);
    expect(correlation).toBeCloseTo(0.8, 12);
  });

  test("that did not move, there is neither", () => {
    expect(againstBenchmark([0.1, 0.2], [0.1, 0.1])).toEqual({ beta: null, correlation: null });
    expect(againstBenchmark([0.1, 0.1], [0.1, 0.2])).toEqual({ beta: 0, correlation: null });
    expect(againstBenchmark([0.1], [0.1])).toEqual({ beta: null, correlation: null });
  });
});

describe("the tail", () => {
  const returns = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 1000 - 0.05);

  test("of 100 returns at 95 % is the fifth worst, and the mean of the five worst", () => {
    const { valueAtRisk, expectedShortfall, worst } = tailOf(returns, 0.95);
    expect(valueAtRisk).toBeCloseTo(0.046, 12);
    expect(expectedShortfall).toBeCloseTo(0.048, 12);
    expect(worst.map((place) => returns[place]!.toFixed(3))).toEqual([
      "-0.050",
      "-0.049",
      "-0.048",
      "-0.047",
      "-0.046",
    ]);
  });

  test("of a share of a return takes the next worst by that share", () => {
    // t = 1.5: the second worst; (5 + 0.5 × 3) / 1.5.
    const { valueAtRisk, expectedShortfall } = tailOf([-0.03, 0.01, -0.05, 0.02, 0, 0.04], 0.75);
    expect(valueAtRisk).toBe(0.03);
    expect(expectedShortfall).toBeCloseTo(0.065 / 1.5, 12);
  });

  test("too thin for its level there is none", () => {
    expect(tailOf(returns.slice(0, 19), 0.95)).toEqual({ valueAtRisk: null, expectedShortfall: null, worst: [] });
    expect(tailOf(returns.slice(0, 20), 0.95).valueAtRisk).not.toBeNull();
    expect([tailOf(returns, 0).valueAtRisk, tailOf(returns, 1).valueAtRisk]).toEqual([null, null]);
  });
});

describe("the days used", () => {
  test("what a day that does not count returned goes into the next that does", () => {
    const { columns, places, gaps } = sampleReturns([[0.1, 0.02, 0, 0.05, 0.01]], {
      counts: Uint8Array.of(1, 0, 0, 1, 0),
    });
    expect(Array.from(columns[0]!, (one) => one.toFixed(9))).toEqual(
      [0.1, 1.02 * 1.05 - 1].map((one) => one.toFixed(9)),
    );
    expect([Array.from(places), gaps]).toEqual([[0, 3], []]);
  });

  test("days without a return are named, from the first to the last of each gap", () => {
    const { columns, gaps } = sampleReturns([[NONE, 0.1, NONE, 0.5, NONE, 0.2, NONE]], {
      counts: Uint8Array.of(1, 1, 1, 0, 1, 1, 1),
    });
    expect([Array.from(columns[0]!), gaps]).toEqual([
      [0.1, 0.2],
      [
        { from: 0, to: 0 },
        { from: 2, to: 4 },
        { from: 6, to: 6 },
      ],
    ]);
  });

  test("of several columns are those on which all have one", () => {
    const { columns, places } = sampleReturns(
      [
        [0.1, 0.2, NONE, 0.4],
        [0.5, NONE, 0.7, 0.8],
      ],
      { from: 0, to: 9 },
    );
    expect([columns.map((column) => Array.from(column)), Array.from(places)]).toEqual([
      [
        [0.1, 0.4],
        [0.5, 0.8],
      ],
      [0, 3],
    ]);
  });
});

const options: RiskOptions = { periodsPerYear: 252, riskFreeRate: 0.02, level: 0.9 };

test("risk over a window says how many days it used, which it could not, and the days of its worst losses", () => {
  const returns = [0.5, 0.1, -0.2, 0.1, NONE, 0, 0.4, 0.03, -0.01, 0.02, -0.04, 0.01, 0.5];
  const risk = riskOf(returns, {
    ...options,
    from: 1,
    to: 11,
    benchmark: returns.map((one, i) => (i === 2 ? NONE : one / 2)),
  });
  expect([risk.used, risk.gaps]).toEqual([10, [{ from: 4, to: 4 }]]);
  expect(risk.together).toEqual({ used: 9, gaps: [{ from: 2, to: 2 }, { from: 4, to: 4 }] }); // biome-ignore format: one comparison
  expect([risk.beta!.toFixed(9), risk.correlation!.toFixed(9)]).toEqual(["2.000000000", "1.000000000"]);
  expect(risk.tail).toEqual({ valueAtRisk: 0.2, expectedShortfall: 0.2, worst: [2] });
  // Cell 0 is the evening before day 1: the peak is the evening of day 1, the trough that of day 2, back above it on day 6.
  expect(risk.drawdowns.deepest).toMatchObject({ peak: 1, trough: 2, recovery: 6, length: 5 });
  expect(risk.drawdowns.series[4]).toBeNaN();
});

test("nothing in it is NaN or without end, whatever the returns", () => {
  const cell = fc.oneof(anyFinite, fc.constant(NONE), fc.constantFrom(-1, -2, 0, 1e-17));
  const column = fc.array(cell, { minLength: 0, maxLength: 25 });
  const number = fc.oneof(anyFinite, fc.constantFrom(252, 0.02, 0.95));
  fc.assert(
    fc.property(column, column, number, number, number, (own, benchmark, periodsPerYear, riskFreeRate, level) => {
      const counts = Uint8Array.from(own, (_, i) => (i % 3 === 2 ? 0 : 1));
      const { drawdowns, ...risk } = riskOf(own, { benchmark, periodsPerYear, riskFreeRate, level, counts });
      expect(notFinite(risk)).toEqual([]);
      expect(notFinite([drawdowns.maximum, drawdowns.deepest])).toEqual([]);
      const { contributions, ...shares } = contributionToRisk([riskFreeRate, level], [own, benchmark], {
        periodsPerYear,
      });
      expect(notFinite([shares, contributions])).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

describe("contribution to risk", () => {
  test("of two holdings worked out by hand", () => {
    // Deviations of A: 1, -1, 1, -1; of B: 2, 2, -2, -2 hundredths, and nothing in common. Variances 4/3 and 16/3 of 0.0001.
    const [a, b] = [
      [0.01, -0.01, 0.01, -0.01],
      [0.02, 0.02, -0.02, -0.02],
    ];
    const { used, volatility, contributions } = contributionToRisk([0.5, 0.5], [a!, b!], { periodsPerYear: 3 });
    expect(used).toBe(4);
    // With three periods a year: variance 0.25 × 4 + 0.25 × 16 = 5 of 0.0001.
    expect(volatility).toBeCloseTo(0.01 * Math.sqrt(5), 12);
    expect(contributions![0]).toBeCloseTo((0.01 * 1) / Math.sqrt(5), 12);
    expect(contributions![1]).toBeCloseTo((0.01 * 4) / Math.sqrt(5), 12);
  });

  test("sums to the volatility of the whole, for any holdings", () => {
    const holding = fc.tuple(fc.double({ min: -1, max: 2, noNaN: true }), usualReturns);
    fc.assert(
      fc.property(fc.array(holding, { minLength: 1, maxLength: 6 }), (holdings) => {
        const days = Math.min(...holdings.map(([, returns]) => returns.length));
        const { volatility, contributions } = contributionToRisk(
          holdings.map(([weight]) => weight),
          holdings.map(([, returns]) => returns.slice(0, days)),
          { periodsPerYear: 252 },
        );
        const sum = contributions!.reduce((total, one) => total + one, 0);
        expect(sum).toBeCloseTo(volatility!, 9);
      }),
    );
  });

  test("of what does not move is zero, and of one day there is none", () => {
    expect(contributionToRisk([1], [[0.1, 0.1]], { periodsPerYear: 252 })).toMatchObject({
      ...{ volatility: 0, contributions: Float64Array.of(0) },
    });
    expect(contributionToRisk([1], [[0.1]], { periodsPerYear: 252 })).toMatchObject({
      ...{ used: 1, volatility: null, contributions: null },
    });
  });
});
