import { type Day, dayFromNumber, dayNumber } from "../day.ts";

/** Ranges people ask for by name. `YTD`: since the last evening of the year before. `ALL`: since before the first booking. */
export type RangeName = "1M" | "3M" | "6M" | "YTD" | "1Y" | "3Y" | "5Y" | "ALL";
export const RANGE_NAMES: readonly RangeName[] = ["1M", "3M", "6M", "YTD", "1Y", "3Y", "5Y", "ALL"];

export interface DayRange {
  /** Evening the range begins on: bookings of this day are in the opening value. */
  from: Day;
  to: Day;
}

const MONTHS: Record<Exclude<RangeName, "YTD" | "ALL">, number> = {
  ...{ "1M": 1, "3M": 3, "6M": 6 },
  ...{ "1Y": 12, "3Y": 36, "5Y": 60 },
};

/** The range of a name that ends with a day. `first`: the first day of all, on which `ALL` begins, the evening before it. */
export function rangeNamed(name: RangeName, to: Day, first: Day): DayRange {
  if (name === "ALL") return { from: dayFromNumber(dayNumber(first < to ? first : to) - 1), to };
  if (name === "YTD") return { from: `${yearBefore(to)}-12-31`, to };
  return { from: monthsBefore(to, MONTHS[name]), to };
}

/** The same day some months earlier; of a month that has no such day, its last: a month before 31 March is 29 or 28 February. */
export function monthsBefore(day: Day, months: number): Day {
  const place = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  const firstOfMonth = `${String(Math.floor(place / 12)).padStart(4, "0")}-${String((place % 12) + 1).padStart(2, "0")}-01`;
  const next = place + 1;
  const firstOfNext = `${String(Math.floor(next / 12)).padStart(4, "0")}-${String((next % 12) + 1).padStart(2, "0")}-01`;
  const length = dayNumber(firstOfNext) - dayNumber(firstOfMonth);
  return dayFromNumber(dayNumber(firstOfMonth) + Math.min(Number(day.slice(8, 10)), length) - 1);
}

function yearBefore(day: Day): string {
  return String(Number(day.slice(0, 4)) - 1).padStart(4, "0");
}
