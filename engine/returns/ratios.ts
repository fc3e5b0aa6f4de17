import { codeviation, EQUAL, known, meanOf } from "./deviation.ts";

export interface RewardToRisk {
  sharpe: number | null;
  sortino: number | null;
}

/**
 * Return above the risk-free rate for the risk taken, per year; `riskFreeRate` is a year's rate as a fraction, spread over `periodsPerYear` returns
 * by compounding. Both take simple returns.
 *
 * Sharpe (1994): mean of the excess returns / their standard deviation (n - 1), times the root of the periods. Sortino and Price (1994): the
 * same mean / the root of the mean square of what lay below the risk-free rate (all n in the mean), times the same root.
 * Null for fewer than two returns, and without any deviation to divide by.
 */
export function rewardToRisk(returns: ArrayLike<number>, periodsPerYear: number, riskFreeRate: number): RewardToRisk {
  const count = returns.length;
  const free = Math.expm1(Math.log1p(riskFreeRate) / periodsPerYear);
  const excess = meanOf(returns) - free;
  const root = Math.sqrt(periodsPerYear);
  let below = 0;
  for (let i = 0; i < count; i++) if (free - returns[i]! > EQUAL) below += (returns[i]! - free) ** 2;
  const over = (squares: number, terms: number) =>
    count < 2 || !(squares > 0) ? null : known((excess / Math.sqrt(squares / terms)) * root);
  return { sharpe: over(codeviation(returns, returns), count - 1), sortino: over(below, count) };
}

export interface AgainstBenchmark {
  /** Covariance with the benchmark / its variance (Sharpe 1964). Null where the benchmark did not move. */
  beta: number | null;
  /** Pearson's, between -1 and 1. Null where either did not move. */
  correlation: number | null;
}

/** Of simple returns of the same days. Null for fewer than two. */
export function againstBenchmark(returns: ArrayLike<number>, benchmark: ArrayLike<number>): AgainstBenchmark {
  const own = codeviation(returns, returns);
  const other = codeviation(benchmark, benchmark);
  const both = codeviation(returns, benchmark);
  const correlation = own > 0 && other > 0 ? known(both / Math.sqrt(own) / Math.sqrt(other)) : null;
  return {
    beta: other > 0 ? known(both / other) : null,
    correlation: correlation === null ? null : Math.max(-1, Math.min(1, correlation)),
  };
}
