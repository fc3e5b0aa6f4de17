import { addDays, type Day } from "../../engine/day.ts";
import { isWeekend, nth, on, weekdayOf } from "./days.ts";
import { CHECKED, type Market, RULED, WEEKDAYS } from "./market.ts";
import {
  christmasMadeUpFor,
  easterMonday,
  except,
  fixed,
  goodFriday,
  type Named,
  nthWeekday,
  once,
  type Rule,
  sundayToMonday,
  weekendToFriday,
  weekendToMonday,
} from "./rules.ts";

const sydney: Market = {
  mics: "XASX",
  timeZone: "Australia/Sydney",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "10:00-16:00" }],
  holidays: [
    fixed("New Year's Day", "01-01", weekendToMonday),
    fixed("Australia Day", "01-26", weekendToMonday),
    goodFriday,
    easterMonday,
    fixed("Anzac Day", "04-25"),
    nthWeekday("The monarch's birthday", "06", 1, 2),
    christmasMadeUpFor,
    once("Mourning for Queen Elizabeth II", "2022-09-22"),
  ],
  closes: {
    "14:10": [
      except([2022], fixed("Christmas Eve", "12-24", weekendToFriday)),
      except([2022], fixed("New Year's Eve", "12-31", weekendToFriday)),
    ],
  },
};

const johannesburg: Market = {
  mics: "XJSE",
  timeZone: "Africa/Johannesburg",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:00" }],
  holidays: [
    fixed("New Year's Day", "01-01", sundayToMonday),
    fixed("Human Rights Day", "03-21", sundayToMonday),
    goodFriday,
    easterMonday,
    fixed("Freedom Day", "04-27", sundayToMonday),
    fixed("Workers' Day", "05-01", sundayToMonday),
    fixed("Youth Day", "06-16", sundayToMonday),
    fixed("Women's Day", "08-09", sundayToMonday),
    fixed("Heritage Day", "09-24", sundayToMonday),
    fixed("Day of Reconciliation", "12-16", sundayToMonday),
    fixed("Christmas Day", "12-25"),
    fixed("Day of Goodwill", "12-26", sundayToMonday),
    once("Public holiday", "2016-12-27", "2022-12-27", "2023-12-15"),
    once("Elections", "2016-08-03", "2019-05-08", "2021-11-01", "2024-05-29"),
  ],
};

/** Equinoxes of 1980 to 2099 by the approximation the Japanese almanac is reproduced with. */
const equinox = (year: number, base: number) =>
  String(Math.floor(base + 0.242194 * (year - 1980)) - Math.floor((year - 1980) / 4)).padStart(2, "0");

/** Japan's national holidays of a year, before any is made up for. The Olympics moved some in 2020 and 2021. */
function japaneseHolidays(year: number): Named[] {
  const days: Named[] = [
    ["New Year's Day", on(year, "01-01")],
    ["Coming of Age Day", nth(year, "01", 1, 2)],
    ["National Foundation Day", on(year, "02-11")],
    ["Vernal Equinox Day", on(year, `03-${equinox(year, 20.8431)}`)],
    ["Showa Day", on(year, "04-29")],
    ["Constitution Memorial Day", on(year, "05-03")],
    ["Greenery Day", on(year, "05-04")],
    ["Children's Day", on(year, "05-05")],
    ["Marine Day", moved(year, "07-23", "07-22") ?? nth(year, "07", 1, 3)],
    ["Respect for the Aged Day", nth(year, "09", 1, 3)],
    ["Autumnal Equinox Day", on(year, `09-${equinox(year, 23.2488)}`)],
    ["Sports Day", moved(year, "07-24", "07-23") ?? nth(year, "10", 1, 2)],
    ["Culture Day", on(year, "11-03")],
    ["Labour Thanksgiving Day", on(year, "11-23")],
  ];
  if (year >= 2016) days.push(["Mountain Day", moved(year, "08-10", "08-08") ?? on(year, "08-11")]);
  if (year <= 2018) days.push(["The Emperor's Birthday", on(year, "12-23")]);
  if (year >= 2020) days.push(["The Emperor's Birthday", on(year, "02-23")]);
  if (year === 2019) {
    for (const day of ["04-30", "05-01", "05-02", "10-22"]) days.push(["Accession of the Emperor", on(year, day)]);
  }
  return days;
}

function moved(year: number, in2020: string, in2021: string): Day | undefined {
  if (year === 2020) return on(year, in2020);
  return year === 2021 ? on(year, in2021) : undefined;
}

/** A holiday on a Sunday is made up for on the next day that is none, and a day between two holidays is one. */
const tokyoHolidays: Rule = (year) => {
  const days = japaneseHolidays(year);
  const isHoliday = new Set(days.map(([, day]) => day));
  const made: Named[] = [];
  for (const [name, day] of days) {
    if (weekdayOf(day) === 0) {
      let next = addDays(day, 1);
      while (isHoliday.has(next)) next = addDays(next, 1);
      made.push([name, next]);
    }
    const between = addDays(day, 1);
    if (!isHoliday.has(between) && isHoliday.has(addDays(day, 2)) && !isWeekend(between)) {
      made.push(["Citizens' holiday", between]);
    }
  }
  return [...days, ...made];
};

const tokyo: Market = {
  mics: "XTKS",
  timeZone: "Asia/Tokyo",
  source: "Japan's law of holidays as rules, checked against the table of 2026 and a series of real prices to 2024",
  years: RULED,
  sessions: [
    { to: "2024-11-04", days: WEEKDAYS, regular: "09:00-15:00", pause: "11:30-12:30" },
    { from: "2024-11-05", days: WEEKDAYS, regular: "09:00-15:30", pause: "11:30-12:30" },
  ],
  holidays: [
    tokyoHolidays,
    fixed("Exchange holiday", "01-02"),
    fixed("Exchange holiday", "01-03"),
    fixed("Exchange holiday", "12-31"),
    once("Failure of the trading system", "2020-10-01"),
  ],
};

export const pacific: readonly Market[] = [sydney, johannesburg, tokyo];
