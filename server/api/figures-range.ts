import { addDays, type Day, type DayRange, type RangeName, rangeNamed } from "@tickfolio/engine";
import { earliest, latest } from "./days.ts";
import type { FiguresInput } from "./figures-input.ts";

interface Asked {
  from?: Day | undefined;
  to?: Day | undefined;
  range?: RangeName | undefined;
}

/** The range asked for by its days or by a name; `fallback` is the name where neither is. */
export function rangeAsked({ from, to, range }: Asked, fallback: RangeName, first: Day, today: Day): DayRange {
  const end = to ?? today;
  return from === undefined ? rangeNamed(range ?? fallback, end, first) : { from: earliest([from, end]), to: end };
}

/** The same as far as something is known: not before the evening before the first transaction, not after today or the last one. */
export function knownRange(asked: DayRange, { first, last, today }: FiguresInput): DayRange {
  const to = earliest([asked.to, latest([today, last])]);
  return { from: earliest([latest([asked.from, addDays(first, -1)]), to]), to };
}
