import { dayFromNumber } from "../day.ts";
import type { BenchmarkSource } from "../performance/in-benchmark.ts";
import { benchmarkReturns } from "./benchmark-figures.ts";
import type { RiskOperation } from "./column-operations.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";
import { columns, type RangeView } from "./range-figures.ts";

export type RiskFigure = RiskOperation;

/** As a risk window has them: see `riskOver`. */
export interface RiskChoice {
  /** Days that count, one for each day from that of the first booking. Default: all. */
  counts?: Uint8Array;
  periodsPerYear?: number;
  riskFreeRate?: number;
  level?: number;
  benchmark?: BenchmarkSource;
}

/** Of the time-weighted daily returns of a window, with the days that count and the benchmark's own returns. */
export function explainRisk(range: RangeView, name: RiskFigure, choice: RiskChoice): Explanation {
  const { counts, periodsPerYear = 252, riskFreeRate = 0, level = 0.95, benchmark } = choice;
  const { series } = range;
  const from = dayFromNumber(series.first);
  const terms = [...columns(range)];
  if (counts || benchmark) {
    const days = counts ? Float64Array.from(counts.subarray(0, series.count)) : new Float64Array(series.count).fill(1);
    terms.push(
      explained({
        ...{ label: "days on which something held has a new price", operation: "given", unit: null },
        ...{ value: { from, values: days }, leaf: { kind: "price days", from, to: series.view.day } },
      }),
    );
  }
  if (benchmark) terms.push(benchmarkReturns(range, benchmark));
  return range.node(LABELS[name], {
    ...{ operation: name, unit: null, terms, formula: FORMULAS[name] },
    parameters: [range.a + 1, range.b, periodsPerYear, riskFreeRate, level],
    definition: DEFINITIONS[name],
  });
}

const LABELS: Record<RiskFigure, string> = {
  ...{ volatility: "volatility", semiDeviation: "semi-deviation", volatilityPerYear: "volatility of a year" },
  ...{ semiDeviationPerYear: "semi-deviation of a year", sharpe: "Sharpe ratio", sortino: "Sortino ratio" },
  ...{ valueAtRisk: "value at risk", expectedShortfall: "expected shortfall", maximumDrawdown: "deepest fall" },
  ...{ beta: "beta", correlation: "correlation" },
};

const FORMULAS: Record<RiskFigure, string> = {
  volatility: "standard deviation of the logarithms of the daily returns × root of their number",
  semiDeviation: "the same of returns below the mean only",
  volatilityPerYear: "standard deviation of the logarithms of the daily returns × root of the days of a year",
  semiDeviationPerYear: "the same of returns below the mean only",
  sharpe: "mean return above the risk-free rate / standard deviation × root of the days of a year",
  sortino: "mean return above the risk-free rate / deviation below that rate × root of the days of a year",
  valueAtRisk: "the loss that the worst days exceed",
  expectedShortfall: "mean loss of the worst days",
  maximumDrawdown: "the greatest fall from a highest level so far, as a share of it",
  beta: "covariance with the benchmark's returns / their variance",
  correlation: "covariance with the benchmark's returns / both standard deviations",
};
