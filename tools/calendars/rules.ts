import { addDays, type Day } from "../../engine/day.ts";
import { easter, isWeekend, nth, on, onOrAfter, onOrBefore, weekdayOf } from "./days.ts";

/** The days of a year that go by a name. Those on a weekend fall away later: they close nothing. */
export type Rule = (year: number) => readonly Named[];
export type Named = readonly [name: string, day: Day];

/** Where a holiday goes that falls on a weekend. */
type Observed = (day: Day) => Day;

export const asItFalls: Observed = (day) => day;
export const sundayToMonday: Observed = (day) => (weekdayOf(day) === 0 ? addDays(day, 1) : day);
export const weekendToMonday: Observed = (day) => (isWeekend(day) ? onOrAfter(day, 1) : day);
/** American: a Saturday's holiday is kept on Friday, a Sunday's on Monday. */
export const nearestWeekday: Observed = (day) => (weekdayOf(day) === 6 ? addDays(day, -1) : sundayToMonday(day));
export const weekendToFriday: Observed = (day) => (isWeekend(day) ? onOrBefore(day, 5) : day);

export function fixed(name: string, monthAndDate: string, observed: Observed = asItFalls): Rule {
  return (year) => [[name, observed(on(year, monthAndDate))]];
}

export function fromEaster(name: string, days: number): Rule {
  return (year) => [[name, addDays(easter(year), days)]];
}

/** As "the third Monday of January": weekday 0 is Sunday. */
export function nthWeekday(name: string, month: string, weekday: number, n: number): Rule {
  return (year) => [[name, nth(year, month, weekday, n)]];
}

export function lastWeekday(name: string, lastDay: string, weekday: number): Rule {
  return (year) => [[name, onOrBefore(on(year, lastDay), weekday)]];
}

/** What happened once. */
export function once(name: string, ...days: Day[]): Rule {
  return (year) => days.filter((day) => day.startsWith(`${year}-`)).map((day): Named => [name, day]);
}

/** A rule that held for some years only. */
export function since(first: number, rule: Rule): Rule {
  return (year) => (year >= first ? rule(year) : []);
}

export function until(last: number, rule: Rule): Rule {
  return (year) => (year <= last ? rule(year) : []);
}

export function except(years: readonly number[], rule: Rule): Rule {
  return (year) => (years.includes(year) ? [] : rule(year));
}

export const goodFriday = fromEaster("Good Friday", -2);
export const easterMonday = fromEaster("Easter Monday", 1);
export const ascension = fromEaster("Ascension Day", 39);
export const whitMonday = fromEaster("Whit Monday", 50);
export const corpusChristi = fromEaster("Corpus Christi", 60);
export const newYear = fixed("New Year's Day", "01-01");
export const labourDay = fixed("Labour Day", "05-01");
export const christmasEve = fixed("Christmas Eve", "12-24");
export const christmas = fixed("Christmas Day", "12-25");
export const boxingDay = fixed("Boxing Day", "12-26");
export const newYearsEve = fixed("New Year's Eve", "12-31");

/** Christmas and Boxing Day where those on a weekend are made up for on the next days that are free. */
export const christmasMadeUpFor: Rule = (year) => {
  const [first, second] = [on(year, "12-25"), on(year, "12-26")];
  switch (weekdayOf(first)) {
    case 5: // Friday and Saturday
      return [
        ["Christmas Day", first],
        ["Boxing Day", addDays(second, 2)],
      ];
    case 6: // Saturday and Sunday
      return [
        ["Christmas Day", addDays(first, 2)],
        ["Boxing Day", addDays(second, 2)],
      ];
    case 0: // Sunday and Monday
      return [
        ["Boxing Day", second],
        ["Christmas Day", addDays(first, 2)],
      ];
    default:
      return [
        ["Christmas Day", first],
        ["Boxing Day", second],
      ];
  }
};
