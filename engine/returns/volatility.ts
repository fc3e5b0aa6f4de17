import { codeviation, known, meanOf } from "./deviation.ts";

export interface Volatility {
  /** Of the whole window. */
  volatility: number | null;
  semiDeviation: number | null;
  /** Of a year of `periodsPerYear` returns. */
  volatilityPerYear: number | null;
  semiDeviationPerYear: number | null;
}

/**
 * Volatility of returns (fractions): the standard deviation (n - 1) of ln(1 + return), times the root of n for the window, of `periodsPerYear` for
 * a year. The semi-deviation sums only returns below the mean and divides by the same n - 1 (as Portfolio Performance defines both).
 * Null for fewer than two returns, and where one lost everything: it has no logarithm.
 */
export function volatilityOf(returns: ArrayLike<number>, periodsPerYear: number): Volatility {
  const count = returns.length;
  const logs = Float64Array.from(returns, Math.log1p);
  const squares = codeviation(logs, logs);
  const mean = meanOf(logs);
  let below = 0;
  if (squares > 0) for (const log of logs) if (log < mean) below += (log - mean) ** 2;
  const over = (sum: number, periods: number) => (count < 2 ? null : known(Math.sqrt((sum / (count - 1)) * periods)));
  const semi = Number.isFinite(squares) ? below : Number.NaN;
  return {
    volatility: over(squares, count),
    semiDeviation: over(semi, count),
    volatilityPerYear: over(squares, periodsPerYear),
    semiDeviationPerYear: over(semi, periodsPerYear),
  };
}
