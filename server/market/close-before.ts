import { type Adjustment, weekdaysBetween } from "@tickfolio/engine";

/** The longest an exchange stays closed between two sessions, in weekdays. */
const LONGEST_CLOSURE_WEEKDAYS = 10;

/**
 * The close before a series' last, for a quote to state beside it: only where both speak of the same units and are of neighbouring
 * sessions. As-traded prices may have a split between them, which the engine knows from the journal; prices typed once a month have
 * a month between them.
 */
export function closeBefore(
  { days, closes }: { days: Int32Array; closes: Float64Array },
  adjustment: Adjustment,
): number | undefined {
  const [before, last] = [days.at(-2), days.at(-1)];
  if (adjustment !== "split" || before === undefined || last === undefined) return undefined;
  return weekdaysBetween(before, last) > LONGEST_CLOSURE_WEEKDAYS ? undefined : closes.at(-2);
}
