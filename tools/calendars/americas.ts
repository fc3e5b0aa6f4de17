import { addDays } from "../../engine/day.ts";
import { nth, on, weekdayOf } from "./days.ts";
import { CHECKED, type Market, RULED, WEEKDAYS } from "./market.ts";
import {
  christmas,
  christmasEve,
  christmasMadeUpFor,
  corpusChristi,
  except,
  fixed,
  fromEaster,
  goodFriday,
  labourDay,
  lastWeekday,
  nearestWeekday,
  newYear,
  nthWeekday,
  once,
  type Rule,
  since,
  sundayToMonday,
  until,
  weekendToFriday,
  weekendToMonday,
} from "./rules.ts";

/** The day before the Fourth, where that is a weekday with a session before it. */
const beforeTheFourth: Rule = (year) =>
  [2, 3, 4, 5].includes(weekdayOf(on(year, "07-04"))) ? [["Independence Day's eve", on(year, "07-03")]] : [];

const beforeChristmas: Rule = (year) =>
  [1, 2, 3, 4].includes(weekdayOf(on(year, "12-24"))) ? [["Christmas Eve", on(year, "12-24")]] : [];

const newYork: Market = {
  mics: "US XNYS XNAS ARCX XASE BATS OTCM",
  timeZone: "America/New_York",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, pre: "04:00", regular: "09:30-16:00", post: "20:00" }],
  holidays: [
    fixed("New Year's Day", "01-01", sundayToMonday),
    nthWeekday("Martin Luther King Day", "01", 1, 3),
    nthWeekday("Presidents' Day", "02", 1, 3),
    goodFriday,
    lastWeekday("Memorial Day", "05-31", 1),
    since(2022, fixed("Juneteenth", "06-19", nearestWeekday)),
    fixed("Independence Day", "07-04", nearestWeekday),
    nthWeekday("Labor Day", "09", 1, 1),
    nthWeekday("Thanksgiving", "11", 4, 4),
    fixed("Christmas Day", "12-25", nearestWeekday),
    once("Mourning for George H. W. Bush", "2018-12-05"),
    once("Mourning for Jimmy Carter", "2025-01-09"),
  ],
  closes: {
    "13:00": [
      beforeTheFourth,
      (year) => [["The day after Thanksgiving", addDays(nth(year, "11", 4, 4), 1)]],
      beforeChristmas,
    ],
  },
};

const toronto: Market = {
  mics: "XTSE XTSX XCNQ NEOE",
  timeZone: "America/Toronto",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:30-16:00" }],
  holidays: [
    fixed("New Year's Day", "01-01", weekendToMonday),
    nthWeekday("Family Day", "02", 1, 3),
    goodFriday,
    lastWeekday("Victoria Day", "05-24", 1),
    fixed("Canada Day", "07-01", weekendToMonday),
    nthWeekday("Civic Holiday", "08", 1, 1),
    nthWeekday("Labour Day", "09", 1, 1),
    nthWeekday("Thanksgiving", "10", 1, 2),
    christmasMadeUpFor,
  ],
  closes: { "13:00": [christmasEve] },
};

const brazil: Market = {
  mics: "BVMF",
  timeZone: "America/Sao_Paulo",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "10:00-18:00" }],
  holidays: [
    newYear,
    until(2021, fixed("São Paulo's day", "01-25")),
    fromEaster("Carnival Monday", -48),
    fromEaster("Carnival Tuesday", -47),
    goodFriday,
    fixed("Tiradentes", "04-21"),
    labourDay,
    corpusChristi,
    until(2021, except([2020], fixed("Constitutionalist Revolution", "07-09"))),
    fixed("Independence Day", "09-07"),
    fixed("Our Lady of Aparecida", "10-12"),
    fixed("All Souls' Day", "11-02"),
    fixed("Republic Day", "11-15"),
    except([2020, 2021, 2022, 2023], fixed("Black Consciousness Day", "11-20")),
    christmasEve,
    christmas,
    fixed("The year's last business day", "12-31", weekendToFriday),
  ],
  opens: { "13:00": [fromEaster("Ash Wednesday", -46)] },
};

export const americas: readonly Market[] = [newYork, toronto, brazil];
