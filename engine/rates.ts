import { type Day, dayFromNumber, dayNumber, placeOf } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Currency } from "./money.ts";

/** One source's daily reference rates: units of each currency for one unit of `base`. NaN where there is none. */
export interface RateTable {
  base: Currency;
  source: string;
  /** Day numbers, ascending. */
  days: Int32Array;
  columns: Record<Currency, Float64Array>;
}

/** A rate with where it comes from. `day` is the day it was set, on or before the day asked for. */
export interface Rate {
  rate: Decimal;
  day: Day;
  source: string;
}

/**
 * A rate this many days older than the day it is used for is stale. The ECB publishes on working days, which are at most five days
 * apart (Easter, Christmas); two days more are a late file.
 */
export const RATE_STALE_AFTER_DAYS = 7;

/** A rate that is used for a day it is too old for. `day` is the rate's own. */
export interface StaleRate {
  from: Currency;
  to: Currency;
  day: Day;
}

/** Exchange rates by day: the last on or before it; before the first one, the first (stated by the rate's own day). */
export interface Rates {
  /** Units of `to` for one unit of `from`; undefined where no source has it. Equal currencies give exactly 1. */
  at(from: Currency, to: Currency, day: Day): Rate | undefined;
  /** The same as float64, for each day of a run of days; NaN where there is none. */
  column(from: Currency, to: Currency, firstDay: number, count: number): Float64Array;
}

/** One step between a table's base and one of its currencies. `upward` steps go from the currency to the base and divide. */
interface Leg {
  from: Currency;
  to: Currency;
  upward: boolean;
  source: string;
  days: Int32Array;
  values: Float64Array;
}

interface Path {
  legs: Leg[];
  source: string;
  /** Rates already asked for. */
  known: Map<Day, Rate>;
}

/**
 * Rates over one or more tables. Two currencies are linked directly, inversely, or crossed through a table's base (and, where it
 * takes two tables, through a currency both have); the way with the fewest steps is taken, among equal ones the earlier table's.
 * A cross rate is one division of the two published rates, rounded at the 18th place.
 */
export function createRates(tables: readonly RateTable[]): Rates {
  const legs = tables.flatMap(legsOf);
  const paths = new Map<Currency, Map<Currency, Path | null>>();

  function pathBetween(from: Currency, to: Currency): Path | null {
    let others = paths.get(from);
    if (!others) {
      others = new Map();
      paths.set(from, others);
    }
    let path = others.get(to);
    if (path === undefined) {
      const found = shortestPath(legs, from, to);
      const source = [...new Set(found?.map((leg) => leg.source))].join(", ");
      path = found ? { legs: found, source, known: new Map() } : null;
      others.set(to, path);
    }
    return path;
  }

  return {
    at(from, to, day) {
      if (from === to) return { rate: Decimal.ONE, day, source: "" };
      const path = pathBetween(from, to);
      if (!path) return undefined;
      let rate = path.known.get(day);
      if (!rate) {
        rate = rateOn(path, day);
        path.known.set(day, rate);
      }
      return rate;
    },

    column(from, to, firstDay, count) {
      const column = new Float64Array(count);
      if (from === to) return column.fill(1);
      const path = pathBetween(from, to);
      if (!path) return column.fill(Number.NaN);
      const divisors = new Float64Array(count).fill(1);
      column.fill(1);
      for (const leg of path.legs) multiplyInto(leg.upward ? divisors : column, leg, firstDay);
      for (let i = 0; i < count; i++) column[i]! /= divisors[i]!;
      return column;
    },
  };
}

export function isStaleRate(rateDay: Day, day: Day): boolean {
  return rateDay < day && dayNumber(day) - dayNumber(rateDay) > RATE_STALE_AFTER_DAYS;
}

/** The rate of a day where it is stale. */
export function staleRateOf(rates: Rates, from: Currency, to: Currency, day: Day): StaleRate | undefined {
  const found = rates.at(from, to, day);
  return found && isStaleRate(found.day, day) ? { from, to, day: found.day } : undefined;
}

function legsOf(table: RateTable): Leg[] {
  const legs: Leg[] = [];
  for (const [currency, column] of Object.entries(table.columns)) {
    const { days, values } = publishedRates(table.days, column);
    if (days.length === 0 || currency === table.base) continue;
    const { base, source } = table;
    legs.push({ from: base, to: currency, upward: false, source, days, values });
    legs.push({ from: currency, to: base, upward: true, source, days, values });
  }
  return legs;
}

/** Without the days that have none. Plain loops: twenty years of one currency are 5,000 cells, and every page reads them. */
function publishedRates(days: Int32Array, column: Float64Array): { days: Int32Array; values: Float64Array } {
  const published = { days: new Int32Array(column.length), values: new Float64Array(column.length) };
  let count = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) continue;
    published.days[count] = days[row]!;
    published.values[count++] = value;
  }
  return { days: published.days.subarray(0, count), values: published.values.subarray(0, count) };
}

/** Breadth first, so the first way found has the fewest steps. */
function shortestPath(legs: readonly Leg[], from: Currency, to: Currency): Leg[] | undefined {
  const reached = new Map<Currency, Leg[]>([[from, []]]);
  for (const [currency, way] of reached) {
    if (currency === to) return way;
    for (const leg of legs) {
      if (leg.from === currency && !reached.has(leg.to)) reached.set(leg.to, [...way, leg]);
    }
  }
  return undefined;
}

function rateOn({ legs, source }: Path, day: Day): Rate {
  const number = dayNumber(day);
  let up = Decimal.ONE;
  let down = Decimal.ONE;
  let oldest = Number.POSITIVE_INFINITY;
  for (const leg of legs) {
    const row = rowOn(leg.days, number);
    const value = Decimal.fromNumber(leg.values[row]!);
    if (leg.upward) down = down.times(value);
    else up = up.times(value);
    oldest = Math.min(oldest, leg.days[row]!);
  }
  const rate = down.equals(Decimal.ONE) ? up : up.dividedBy(down);
  return { rate, day: oldest === number ? day : dayFromNumber(oldest), source };
}

/** The last row on or before the day; before the first one, the first. */
function rowOn(days: Int32Array, day: number): number {
  return Math.max(placeOf(days, day), 0);
}

function multiplyInto(column: Float64Array, leg: Leg, firstDay: number): void {
  const { days, values } = leg;
  let row = rowOn(days, firstDay);
  for (let i = 0; i < column.length; i++) {
    while (row + 1 < days.length && days[row + 1]! <= firstDay + i) row++;
    column[i]! *= values[row]!;
  }
}
