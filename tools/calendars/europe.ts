import { on } from "./days.ts";
import { CHECKED, type Market, RULED, WEEKDAYS } from "./market.ts";
import {
  ascension,
  boxingDay,
  christmas,
  christmasEve,
  christmasMadeUpFor,
  corpusChristi,
  easterMonday,
  except,
  fixed,
  goodFriday,
  labourDay,
  lastWeekday,
  newYear,
  newYearsEve,
  nthWeekday,
  once,
  type Rule,
  since,
  until,
  weekendToFriday,
  weekendToMonday,
  whitMonday,
} from "./rules.ts";

const euronextDays = { source: CHECKED, years: RULED } as const;
const euronextHolidays: readonly Rule[] = [newYear, goodFriday, easterMonday, labourDay, christmas, boxingDay];

const london: Market = {
  mics: "XLON",
  timeZone: "Europe/London",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "08:00-16:30" }],
  holidays: [
    fixed("New Year's Day", "01-01", weekendToMonday),
    goodFriday,
    easterMonday,
    except([2020], nthWeekday("Early May bank holiday", "05", 1, 1)),
    once("Early May bank holiday (VE day)", "2020-05-08"),
    except([2022], lastWeekday("Spring bank holiday", "05-31", 1)),
    once("Spring bank holiday", "2022-06-02"),
    once("Platinum Jubilee", "2022-06-03"),
    once("State funeral of Queen Elizabeth II", "2022-09-19"),
    once("Coronation of King Charles III", "2023-05-08"),
    lastWeekday("Summer bank holiday", "08-31", 1),
    christmasMadeUpFor,
  ],
  closes: {
    "12:30": [fixed("Christmas Eve", "12-24", weekendToFriday), fixed("New Year's Eve", "12-31", weekendToFriday)],
  },
};

const germanHolidays: readonly Rule[] = [
  newYear,
  goodFriday,
  easterMonday,
  labourDay,
  // Both were holidays of the exchange until 2021.
  until(2021, whitMonday),
  until(2021, fixed("Day of German Unity", "10-03")),
  once("Reformation Day", "2017-10-31"),
  christmasEve,
  christmas,
  boxingDay,
  newYearsEve,
];

/** 30 December, or the Friday before where that is no weekday. */
const lastSessionOfYear: Rule = (year) => [["The year's last session", weekendToFriday(on(year, "12-30"))]];

const xetra: Market = {
  mics: "XETR",
  timeZone: "Europe/Berlin",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:30" }],
  holidays: germanHolidays,
  closes: { "14:00": [lastSessionOfYear] },
};

const germanFloors: Market = {
  mics: "XFRA XSTU XMUN XBER XDUS XHAM XHAN",
  timeZone: "Europe/Berlin",
  source: "Xetra's holidays; hours as published, not checked against a table",
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "08:00-22:00" }],
  holidays: germanHolidays,
  closes: { "14:00": [lastSessionOfYear] },
};

const euronext: Market = {
  mics: "XPAR XAMS XBRU",
  timeZone: "Europe/Paris",
  ...euronextDays,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:30" }],
  holidays: euronextHolidays,
  closes: { "14:05": [christmasEve, newYearsEve] },
};

const lisbon: Market = {
  mics: "XLIS",
  timeZone: "Europe/Lisbon",
  ...euronextDays,
  sessions: [{ days: WEEKDAYS, regular: "08:00-16:30" }],
  holidays: euronextHolidays,
  closes: { "13:05": [christmasEve, newYearsEve] },
};

const milan: Market = {
  mics: "XMIL",
  timeZone: "Europe/Rome",
  ...euronextDays,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:30" }],
  holidays: [...euronextHolidays, fixed("Assumption Day", "08-15"), christmasEve, newYearsEve],
};

const closedOnEves = [2021, 2022, 2023] as const;
const madridEves = [christmasEve, newYearsEve];

const madrid: Market = {
  mics: "XMAD",
  timeZone: "Europe/Madrid",
  ...euronextDays,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:30" }],
  holidays: [...euronextHolidays, ...madridEves.map((rule) => since(2021, until(2023, rule)))],
  closes: { "14:00": madridEves.map((rule) => except(closedOnEves, rule)) },
};

const zurich: Market = {
  mics: "XSWX",
  timeZone: "Europe/Zurich",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:30" }],
  holidays: [
    newYear,
    fixed("Berchtold's Day", "01-02"),
    goodFriday,
    easterMonday,
    labourDay,
    ascension,
    whitMonday,
    fixed("National Day", "08-01"),
    christmasEve,
    christmas,
    boxingDay,
    newYearsEve,
  ],
};

const warsaw: Market = {
  mics: "XWAR",
  timeZone: "Europe/Warsaw",
  source: CHECKED,
  years: RULED,
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:00" }],
  holidays: [
    newYear,
    fixed("Epiphany", "01-06"),
    goodFriday,
    easterMonday,
    labourDay,
    fixed("Constitution Day", "05-03"),
    corpusChristi,
    fixed("Assumption Day", "08-15"),
    fixed("All Saints' Day", "11-01"),
    fixed("Independence Day", "11-11"),
    christmasEve,
    christmas,
    boxingDay,
    newYearsEve,
    once("Exchange holiday", "2018-01-02"),
    once("Centenary of independence", "2018-11-12"),
  ],
};

export const europe: readonly Market[] = [london, xetra, germanFloors, euronext, lisbon, milan, madrid, zurich, warsaw];
