import { addDays, type Day, dayNumber } from "../../engine/day.ts";

/** 0 is Sunday, as in `Date.getUTCDay`. */
export const weekdayOf = (day: Day): number => (((dayNumber(day) + 4) % 7) + 7) % 7;

export const on = (year: number, monthAndDate: string): Day => `${year}-${monthAndDate}`;

/** Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher). */
export function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return on(year, `${two(Math.floor(f / 31))}-${two((f % 31) + 1)}`);
}

/** The first such weekday on or after a day. */
export function onOrAfter(day: Day, weekday: number): Day {
  return addDays(day, (weekday - weekdayOf(day) + 7) % 7);
}

export function onOrBefore(day: Day, weekday: number): Day {
  return addDays(day, -((weekdayOf(day) - weekday + 7) % 7));
}

/** The nth such weekday of a month, counted from 1. */
export function nth(year: number, month: string, weekday: number, n: number): Day {
  return addDays(onOrAfter(on(year, `${month}-01`), weekday), 7 * (n - 1));
}

export const isWeekend = (day: Day): boolean => weekdayOf(day) === 0 || weekdayOf(day) === 6;

const two = (value: number) => String(value).padStart(2, "0");
