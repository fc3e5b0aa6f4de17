import { addDays, dayFromNumber, dayNumber } from "@tickfolio/engine";
import { createCell } from "../cell.ts";

export const ranges = ["1W", "1M", "3M", "YTD", "1Y", "5Y", "Max"] as const;
export type Range = (typeof ranges)[number];

/** One range for all charts: who looks at a year looks at a year everywhere. */
export const range = createCell<Range>("1Y");

/** The first day a range shows; not before the first day there is. */
export function startOf(chosen: Range, first: string, today: string): string {
  const start = {
    "1W": () => addDays(today, -7),
    "1M": () => monthsBefore(today, 1),
    "3M": () => monthsBefore(today, 3),
    // The year's gain counts from the last close of the year before.
    YTD: () => `${Number(today.slice(0, 4)) - 1}-12-31`,
    "1Y": () => monthsBefore(today, 12),
    "5Y": () => monthsBefore(today, 60),
    Max: () => first,
  }[chosen]();
  return start < first ? first : start;
}

/** The same day of an earlier month, or its last day where it has none such. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  const back = new Date(Date.UTC(year, month - 1 - months, Math.min(date, lastOfMonth)));
  return dayFromNumber(dayNumber(back.toISOString().slice(0, 10)));
}
