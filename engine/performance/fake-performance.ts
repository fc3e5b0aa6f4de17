import type { Day } from "../day.ts";
import { dayNumber } from "../day.ts";
import { readStory, type StoryOptions } from "../testing.ts";
import { GAIN_PARTS, gainAt, HOLDING_PARTS, type PerformanceColumns } from "./columns.ts";
import type { Performance } from "./performance.ts";
import { performanceOf, type Subject } from "./subjects.ts";

/** Performance of a story, for tests. */
export function performanceOfStory(
  text: string,
  from: Day,
  to: Day,
  { subject, ...options }: StoryOptions & { subject?: Subject } = {},
): Performance {
  return performanceOf({ ...readStory(text, options), from, to }, subject);
}

/** The largest difference between the two sides of the columns' identities on any day, as a share of all that moved until then and stands there. */
export function residueOf(columns: PerformanceColumns): number {
  const { measured, moneyIn, moneyOut, otherIn, otherOut } = columns;
  let worst = 0;
  let moved = 1e-9;
  for (let i = 0; i < measured.length; i++) {
    const before = i > 0 ? measured[i - 1]! : 0;
    moved += moneyIn[i]! + moneyOut[i]! + otherIn[i]! + otherOut[i]!;
    for (const name of [...GAIN_PARTS, ...HOLDING_PARTS]) moved += Math.abs(columns[name][i]!);
    const came = moneyIn[i]! - moneyOut[i]! + otherIn[i]! - otherOut[i]!;
    const residue = measured[i]! - before - came - gainAt(columns, i);
    const scale = moved + Math.abs(columns.cash[i]!) + Math.abs(measured[i]! - columns.cash[i]!);
    worst = Math.max(worst, Math.abs(residue) / scale);
  }
  return worst;
}

/** Fees and taxes inside cost and proceeds so far: what the price's part is larger by than the gains of holdings. */
export function chargesInside(columns: PerformanceColumns): number {
  let inside = 0;
  for (let i = 0; i < columns.price.length; i++) {
    inside += columns.price[i]! + columns.currency[i]!;
    for (const name of HOLDING_PARTS) inside -= columns[name][i]!;
  }
  return inside;
}

/** Place of a day in columns. */
export function placeIn({ from }: { from: Day }, day: Day): number {
  return dayNumber(day) - dayNumber(from);
}
