import { addDays, dayNumber } from "@tickfolio/engine";
import { extent, nearest } from "./chart-scale.ts";
import { type Range, ranges, startOf } from "./ranges.ts";

/** No prices come on weekends and holidays; a longer silence is told. */
const SILENCE_DAYS = 10;
const WEEK_DAYS = 7;
const NOISE = 1e-9;

/** Where a range begins in columns of days: at the close in force on its first day, else at the first one after it. */
export function offsetIn(days: ArrayLike<number>, from: number): number {
  const near = nearest(days, from);
  const day = days[near];
  if (day === undefined) return 0;
  if (day >= from) return near;
  return from - day <= WEEK_DAYS ? near : near + 1;
}

/** The shortest range that begins before a day, so that there is something to see in it. */
export function rangeThatShows(day: string, first: string, today: string): Range {
  const before = addDays(day, -1);
  return ranges.find((one) => startOf(one, first, today) <= before) ?? "Max";
}

/** Whether a curve stands still. */
export function isFlat(values: ArrayLike<number>): boolean {
  const limits = extent([values]);
  if (!limits) return true;
  const [low, high] = limits;
  return high - low <= Math.max(Math.abs(low), Math.abs(high)) * NOISE;
}

/** Days at which prices begin and end inside of a range, where that is not simply its own beginning and end. */
export function silences(
  first: number,
  last: number,
  from: number,
  today: string,
): { before?: number; since?: number } {
  return {
    ...(first - from > SILENCE_DAYS ? { before: first } : {}),
    ...(dayNumber(today) - last > SILENCE_DAYS ? { since: last } : {}),
  };
}
