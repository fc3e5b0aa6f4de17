import { codeviation, known } from "./deviation.ts";
import { type Drawdowns, drawdownsOf } from "./drawdown.ts";
import { type AgainstBenchmark, againstBenchmark, type RewardToRisk, rewardToRisk } from "./ratios.ts";
import { type Gap, type Sample, type SampleOptions, sampleReturns, windowOf } from "./sample.ts";
import { type Tail, tailOf } from "./tail.ts";
import { type Volatility, volatilityOf } from "./volatility.ts";

export interface RiskOptions extends SampleOptions {
  /** How many of the days that count make a year: 252 for exchanges, 365 for what trades every day. */
  periodsPerYear: number;
  /** A year's rate as a fraction. */
  riskFreeRate: number;
  /** Of value at risk and expected shortfall: 0.95 looks at the worst 5 %. */
  level: number;
  /** Daily returns of the benchmark, as long as the portfolio's. Without them there is no beta and no correlation. */
  benchmark?: ArrayLike<number>;
}

export interface Used {
  /** Number of returns that went into the figures. */
  used: number;
  /** Days that count and had none. */
  gaps: Gap[];
}

export interface Risk extends Used, Volatility, RewardToRisk, AgainstBenchmark {
  tail: Tail;
  /**
   * Of what the returns used have grown to. Cell 0 is the evening before the window's first day, cell k + 1 that of its day k, so that a length
   * is in calendar days. In a gap nothing is known; after it growth goes on from where it was.
   */
  drawdowns: Drawdowns;
  /** Beta and correlation need a return of both: days used, and gaps, of the two together. */
  together: Used;
}

/**
 * Risk over a window, from a column of daily returns (fractions, one cell per calendar day, NaN where there is none) as `dailyReturns` gives it. A
 * figure is null where it is not defined, as its own function says; none is NaN or without end.
 */
export function riskOf(returns: ArrayLike<number>, options: RiskOptions): Risk {
  const { periodsPerYear, riskFreeRate, level, benchmark } = options;
  const { columns, places, gaps } = sampleReturns([returns], options);
  const used = columns[0]!;
  const pair: Sample | null = benchmark ? sampleReturns([returns, benchmark], options) : null;
  const tail = tailOf(used, level);
  return {
    ...{ used: used.length, gaps },
    ...volatilityOf(used, periodsPerYear),
    ...rewardToRisk(used, periodsPerYear, riskFreeRate),
    ...(pair ? againstBenchmark(pair.columns[0]!, pair.columns[1]!) : { beta: null, correlation: null }),
    together: { used: pair?.places.length ?? 0, gaps: pair?.gaps ?? [] },
    tail: { ...tail, worst: tail.worst.map((index) => places[index]!) },
    drawdowns: drawdownsOf(grownFrom({ columns, places, gaps }, returns.length, options)),
  };
}

function grownFrom({ columns, places, gaps }: Sample, length: number, { from, to }: SampleOptions): Float64Array {
  const [first, last] = windowOf(length, from, to);
  const growth = new Float64Array(Math.max(last - first + 2, 1)).fill(1);
  let used = 0;
  for (let i = first; i <= last; i++) {
    const cell = i - first + 1;
    const today = places[used] === i ? columns[0]![used++]! : 0;
    growth[cell] = growth[cell - 1]! * Math.max(1 + today, 0);
  }
  for (const gap of gaps) growth.fill(Number.NaN, gap.from - first + 1, gap.to - first + 2);
  return growth;
}

export interface RiskShares extends Used {
  /** Of the holdings at these weights, over a year. */
  volatility: number | null;
  /** What each holding adds to it, in the order of the weights; they sum to it. One that moves against the rest takes away. */
  contributions: Float64Array | null;
}

/**
 * Contribution to risk: weight × covariance with the whole / volatility of the whole (Euler's theorem; Litterman 1996). `weights` are shares of the
 * portfolio as fractions, `returns` a column of simple daily returns for each. Only days on which all of them have a return are used.
 * Standard deviations are of simple returns (n - 1), times the root of `periodsPerYear`. Null for fewer than two days.
 */
export function contributionToRisk(
  weights: readonly number[],
  returns: readonly ArrayLike<number>[],
  options: SampleOptions & { periodsPerYear: number },
): RiskShares {
  const { columns, places, gaps } = sampleReturns(returns, options);
  const used = places.length;
  const whole = new Float64Array(used);
  columns.forEach((column, c) => {
    for (let i = 0; i < used; i++) whole[i]! += weights[c]! * column[i]!;
  });
  const variance = (codeviation(whole, whole) / (used - 1)) * options.periodsPerYear;
  const volatility = used < 2 ? null : known(Math.sqrt(variance));
  if (volatility === null) return { used, gaps, volatility, contributions: null };
  const contributions = Float64Array.from(columns, (column, c) => {
    if (volatility === 0) return 0;
    return ((weights[c]! * codeviation(column, whole)) / (used - 1) / volatility) * options.periodsPerYear;
  });
  const isKnown = contributions.every(Number.isFinite);
  return { used, gaps, volatility: isKnown ? volatility : null, contributions: isKnown ? contributions : null };
}
