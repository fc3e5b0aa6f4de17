/** A calendar day, `2024-03-01`. */
export type Day = string;

const MS_PER_DAY = 86_400_000;

/** True for an existing day of the years 1800 to 2299, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^(18|19|20|21|22)\d\d-\d\d-\d\d$/.test(text)) return false;
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  return month >= 1 && month <= 12 && day >= 1 && dayFromNumber(dayNumber(text)) === text;
}

/** Days since 1970-01-01. The text must be a day; this is not checked, because it runs in long loops. */
export function dayNumber(day: Day): number {
  const year = digit(day, 0) * 1000 + digit(day, 1) * 100 + digit(day, 2) * 10 + digit(day, 3);
  const month = digit(day, 5) * 10 + digit(day, 6);
  const date = digit(day, 8) * 10 + digit(day, 9);
  // The civil calendar counted in eras of 400 years that begin in March, so that the leap day is the last of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function dayFromNumber(number: number): Day {
  return new Date(number * MS_PER_DAY).toISOString().slice(0, 10);
}

export function addDays(day: Day, count: number): Day {
  return dayFromNumber(dayNumber(day) + count);
}

/** Mondays to Fridays after `from` up to and including `to`, both day numbers. */
export function weekdaysBetween(from: number, to: number): number {
  return to <= from ? 0 : weekdaysThrough(to) - weekdaysThrough(from);
}

/** Weekdays from Monday 1969-12-29 (day -3) through the day. */
function weekdaysThrough(number: number): number {
  const since = number + 3;
  const weeks = Math.floor(since / 7);
  return weeks * 5 + Math.min(since - weeks * 7 + 1, 5);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}

/** Of day numbers in ascending order, the place of the last on or before the day; -1 where there is none. */
export function placeOf(days: Int32Array, day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
