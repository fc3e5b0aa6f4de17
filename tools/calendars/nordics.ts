import { addDays } from "../../engine/day.ts";
import { easter, on, onOrAfter } from "./days.ts";
import { CHECKED, type Market, RULED, WEEKDAYS } from "./market.ts";
import {
  ascension,
  boxingDay,
  christmas,
  christmasEve,
  easterMonday,
  fixed,
  fromEaster,
  goodFriday,
  labourDay,
  newYear,
  newYearsEve,
  type Rule,
  until,
  whitMonday,
} from "./rules.ts";

const epiphany = fixed("Epiphany", "01-06");
const maundyThursday = fromEaster("Maundy Thursday", -3);
const midsummerEve: Rule = (year) => [["Midsummer Eve", onOrAfter(on(year, "06-19"), 5)]];
const aroundTheYear = [christmasEve, christmas, boxingDay, newYearsEve];

const stockholm: Market = {
  mics: "XSTO",
  timeZone: "Europe/Stockholm",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:30" }],
  holidays: [
    newYear,
    epiphany,
    goodFriday,
    easterMonday,
    labourDay,
    ascension,
    fixed("National Day", "06-06"),
    midsummerEve,
    ...aroundTheYear,
  ],
  closes: {
    "13:00": [
      fixed("The day before Epiphany", "01-05"),
      maundyThursday,
      fixed("Walpurgis Night", "04-30"),
      (year) => [["The day before Ascension", addDays(easter(year), 38)]],
      // All Saints' Day is the Saturday from 31 October to 6 November.
      (year) => [["The day before All Saints'", onOrAfter(on(year, "10-30"), 5)]],
    ],
  },
};

const RULES_ONLY = "rules as the exchange publishes them, not checked against a table";

const helsinki: Market = {
  mics: "XHEL",
  timeZone: "Europe/Helsinki",
  source: RULES_ONLY,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "10:00-18:30" }],
  holidays: [
    newYear,
    epiphany,
    goodFriday,
    easterMonday,
    labourDay,
    ascension,
    midsummerEve,
    fixed("Independence Day", "12-06"),
    ...aroundTheYear,
  ],
};

const copenhagen: Market = {
  mics: "XCSE",
  timeZone: "Europe/Copenhagen",
  source: "rules as the exchange publishes them, checked against a series of real prices to 2024",
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:00" }],
  holidays: [
    newYear,
    maundyThursday,
    goodFriday,
    easterMonday,
    until(2023, fromEaster("General Prayer Day", 26)),
    ascension,
    fromEaster("The day after Ascension", 40),
    whitMonday,
    fixed("Constitution Day", "06-05"),
    ...aroundTheYear,
  ],
};

const oslo: Market = {
  mics: "XOSL",
  timeZone: "Europe/Oslo",
  source: RULES_ONLY,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:00-16:20" }],
  holidays: [
    newYear,
    maundyThursday,
    goodFriday,
    easterMonday,
    labourDay,
    fixed("Constitution Day", "05-17"),
    ascension,
    whitMonday,
    ...aroundTheYear,
  ],
  closes: { "13:00": [fromEaster("Holy Wednesday", -4)] },
};

export const nordics: readonly Market[] = [stockholm, helsinki, copenhagen, oslo];
