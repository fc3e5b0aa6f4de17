import { type CloseSeries, dayNumber, placeOf } from "@tickfolio/engine";
import { type KnownSplit, splitFactor } from "./judge-quote.ts";

/** A split that changes the price by less may be a move, and a move may be that split. */
const SMALLEST_CHANGE = 0.3;
/** How far a price moves by itself on the day of a split. */
const LARGEST_MOVE = 0.15;

/**
 * A series that is said to have its splits in it, with those in it that its source has not put there yet: for some days after a split
 * many go on with the closes before it as they were. It shows where the price changes by just that split on just that day.
 */
export function withLateSplits(series: CloseSeries, splits: readonly KnownSplit[]): CloseSeries {
  if (series.adjustment !== "split") return series;
  let { closes } = series;
  for (const { day, from, to } of splits) {
    const factor = splitFactor([{ day, from, to }], "0001-01-01", day);
    const before = placeOf(series.days, dayNumber(day) - 1);
    const after = before + 1;
    if (before < 0 || after >= closes.length || Math.abs(factor - 1) < SMALLEST_CHANGE) continue;
    const move = closes[after]! / closes[before]!;
    if (Math.abs(move / factor - 1) > LARGEST_MOVE) continue;
    closes = closes.map((close, row) => (row <= before ? close * factor : close));
  }
  return closes === series.closes ? series : { ...series, closes };
}
