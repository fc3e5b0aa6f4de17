import { type DayChangeOf, dayNumber } from "@tickfolio/engine";
import { format } from "./format.ts";
import { text } from "./text.ts";

export interface DayWords {
  /** After a figure: "today", "on Friday". */
  inline: string;
  /** Over a column or beside a figure: "Today", "Friday". */
  heading: string;
  /** Parts of a sum are of several days: no one day may be said. */
  isMixed: boolean;
}

const WEEK_DAYS = 7;

/** Of which day a day's change is: "today" only where it is of the day valued, and not on a Sunday of Friday's session. */
export function dayWords(of: DayChangeOf | null, valued: string): DayWords {
  const words = text.dayChange;
  if (of === null || of.earliest === valued) return { inline: words.today, heading: words.Today, isMixed: false };
  if (of.earliest !== of.day) return { inline: words.mixed, heading: words.Mixed, isMixed: true };
  const isNear = dayNumber(valued) - dayNumber(of.day) < WEEK_DAYS;
  const written = isNear ? format.weekday(of.day) : format.day(of.day);
  return { inline: words.on(written), heading: written, isMixed: false };
}
