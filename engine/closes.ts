import { type Day, dayNumber, placeOf } from "./day.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";

/**
 * What a series was adjusted for: `raw` as traded; `split` for all splits up to and including `adjustedThrough`;
 * `total` for dividends too; `unknown` when the source does not say. The last two value nothing except by their last close.
 */
export type Adjustment = "raw" | "split" | "total" | "unknown";

/** Daily closes of one instrument from one source, ascending, never spliced. In the major currency. */
export interface CloseSeries {
  instrument: InstrumentId;
  source: string;
  currency: Currency;
  adjustment: Adjustment;
  /** For `split` and `total`: the day through which splits are in the prices. */
  adjustedThrough?: Day;
  /** Day numbers (days since 1970-01-01), ascending. */
  days: Int32Array;
  closes: Float64Array;
}

export function isPrice(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

/** True where the series' prices of past days can be put on the basis of another day. */
export function hasBasis({ adjustment }: CloseSeries): boolean {
  return adjustment === "raw" || adjustment === "split";
}

/** The day through which splits are in the prices: a close speaks of the units of this day, or of its own where that is later. */
export function splitsThrough({ adjustment, adjustedThrough, days }: CloseSeries): number {
  if (adjustment !== "split") return Number.NEGATIVE_INFINITY;
  return adjustedThrough ? dayNumber(adjustedThrough) : days[days.length - 1]!;
}

/** Last row on or before the day that may value something; -1 where there is none. */
export function lastRow(series: CloseSeries, day: number): number {
  const { days, closes } = series;
  const first = firstRow(series);
  let row = placeOf(days, day);
  while (row >= first && !isPrice(closes[row]!)) row--;
  return row >= first ? row : -1;
}

/** The next row after it (-1: the first) that may value something; the number of rows where there is none. */
export function nextRow(series: CloseSeries, row: number): number {
  const { closes } = series;
  let next = row < 0 ? firstRow(series) : row + 1;
  while (next < closes.length && !isPrice(closes[next]!)) next++;
  return next;
}

/** A series of unknown adjustment, or one with dividends in it, speaks by its last close only. */
function firstRow(series: CloseSeries): number {
  return hasBasis(series) ? 0 : Math.max(series.days.length - 1, 0);
}
