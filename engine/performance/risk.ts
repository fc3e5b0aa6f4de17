import { type Day, dayFromNumber, dayNumber } from "../day.ts";
import type { Drawdown } from "../returns/drawdown.ts";
import { type Risk, riskOf } from "../returns/risk.ts";
import type { Gap } from "../returns/sample.ts";
import { dailyReturns } from "../returns/time-weighted.ts";
import { type BenchmarkSource, pricesOnEvenings } from "./in-benchmark.ts";
import type { Missing } from "./missing.ts";
import type { Performance } from "./performance.ts";

export interface RiskWindow {
  from: Day;
  to: Day;
  /** Days that count, as `daysWithNewPrices` gives them, one for each of the columns' days. Default: all. */
  counts?: Uint8Array;
  /** How many of them make a year. Default: 252, for exchanges; 365 for what trades every day. */
  periodsPerYear?: number;
  /** A year's rate as a fraction. Default: 0. */
  riskFreeRate?: number;
  /** Of value at risk and expected shortfall. Default: 0.95, the worst 5 %. */
  level?: number;
  benchmark?: BenchmarkSource;
}

/** Days between which nothing can be said, both included. */
export interface DayGap {
  from: Day;
  to: Day;
}

export interface WindowRisk extends Omit<Risk, "gaps" | "together" | "drawdowns" | "tail"> {
  /** The window (from, to], as far as there is a return. */
  from: Day;
  to: Day;
  gaps: DayGap[];
  /** Days used, and gaps, of portfolio and benchmark together. */
  together: { used: number; gaps: DayGap[] };
  valueAtRisk: number | null;
  expectedShortfall: number | null;
  /** The days in that tail, the worst first. */
  worstDays: Day[];
  maximumDrawdown: number | null;
  /** The deepest fall, by days. Null when it never fell. */
  deepest: (Omit<Drawdown, "peak" | "trough" | "recovery"> & { peak: Day; trough: Day; recovery: Day | null }) | null;
  /** How far below its highest so far each evening from `from` to `to` is, between 0 and 1; NaN in a gap. */
  drawdown: Float64Array;
  partial: boolean;
  missing: readonly Missing[];
}

/** Risk of a portfolio over a window, from its time-weighted daily returns; see `riskOf`. Null where a figure is not defined. */
export function riskOver({ columns, timeWeighted, range }: Performance, window: RiskWindow): WindowRisk {
  const { counts, periodsPerYear = 252, riskFreeRate = 0, level = 0.95, benchmark } = window;
  const used = range(window.from, window.to);
  const first = dayNumber(columns.from);
  const [from, to] = [dayNumber(used.from) - first + 1, dayNumber(used.to) - first];
  const { gaps, together, drawdowns, tail, ...figures } = riskOf(dailyReturns(timeWeighted), {
    ...{ periodsPerYear, riskFreeRate, level, from, to },
    ...(counts ? { counts } : {}),
    ...(benchmark
      ? { benchmark: changesOf(pricesOnEvenings(benchmark, columns.baseCurrency, first, columns.measured.length)) }
      : {}),
  });
  const asDay = (place: number) => dayFromNumber(first + place);
  const asGap = (gap: Gap): DayGap => ({ from: asDay(gap.from), to: asDay(gap.to) });
  const { deepest, maximum, series } = drawdowns;
  // Cells of a drawdown are evenings, the first that of `from`.
  const evening = (cell: number) => asDay(from - 1 + cell);
  return {
    ...figures,
    ...{ from: used.from, to: used.to, gaps: gaps.map(asGap) },
    together: { used: together.used, gaps: together.gaps.map(asGap) },
    ...{ valueAtRisk: tail.valueAtRisk, expectedShortfall: tail.expectedShortfall, worstDays: tail.worst.map(asDay) },
    maximumDrawdown: maximum,
    deepest: deepest && {
      ...{ depth: deepest.depth, length: deepest.length, peak: evening(deepest.peak) },
      ...{ trough: evening(deepest.trough), recovery: deepest.recovery === null ? null : evening(deepest.recovery) },
    },
    drawdown: series,
    ...{ partial: used.partial, missing: used.missing },
  };
}

/** From each cell to the next, as fractions; NaN where one of them is not known. */
export function changesOf(levels: Float64Array): Float64Array {
  const changes = new Float64Array(Math.max(levels.length - 1, 0));
  for (let i = 0; i < changes.length; i++) {
    const change = levels[i + 1]! / levels[i]! - 1;
    changes[i] = Number.isFinite(change) ? change : Number.NaN;
  }
  return changes;
}
