import { Decimal } from "./decimal.ts";
import { type Currency, minorPlaces } from "./money.ts";
import { byKeys } from "./ordering.ts";

/** A balance after each day it moved on, and what its movements so far were worth in base when booked: float64, for daily series. */
export interface CashTrail {
  /** Day numbers, ascending. */
  days: number[];
  balances: number[];
  booked: number[];
}

/** Cash that came, or went where negative. `base` is what it was worth in base, unrounded. */
export interface CashMove {
  day: number;
  currency: Currency;
  /** In the currency's minor unit, as accounts move. */
  amount: Decimal;
  base: Decimal;
}

/** Balances by currency, what their movements were worth in base when they were booked, and both after each day. */
export interface Cash {
  balances: Map<Currency, Decimal>;
  booked: Map<Currency, Decimal>;
  trails: Map<Currency, CashTrail>;
}

/** An amount of a currency, rounded half-even to its minor unit; everything else keeps all places. */
export function cashMove(currency: Currency, amount: Decimal, base: Decimal, day: number): CashMove {
  return { day, currency, amount: amount.round(minorPlaces(currency)), base };
}

/** Adds up moves, which come in any order: balances are as of the end of each day. */
export function sumCash(moves: readonly CashMove[]): Cash {
  const cash: Cash = { balances: new Map(), booked: new Map(), trails: new Map() };
  for (const [currency, own] of Map.groupBy(inOrderOfDays(moves), (move) => move.currency)) {
    const trail: CashTrail = { days: [], balances: [], booked: [] };
    let balance = Decimal.ZERO;
    let worth = Decimal.ZERO;
    for (const [index, { day, amount, base }] of own.entries()) {
      balance = balance.plus(amount);
      worth = worth.plus(base);
      if (own[index + 1]?.day === day) continue;
      trail.days.push(day);
      trail.balances.push(balance.toFloat());
      trail.booked.push(worth.toFloat());
    }
    cash.balances.set(currency, balance);
    cash.booked.set(currency, worth);
    cash.trails.set(currency, trail);
  }
  return cash;
}

/** A copy, ascending by day number; what is of one day stays in its order. */
export function inOrderOfDays<T extends { day: number }>(items: readonly T[]): T[] {
  return inOrder(items, ({ day }) => day);
}

export function inOrder<T>(items: readonly T[], dayOf: (item: T) => number): T[] {
  // Sorting plain numbers is many times faster than comparing objects.
  const count = items.length;
  const keys = new Float64Array(count);
  let sorted = true;
  for (let i = 0; i < count; i++) {
    keys[i] = (dayOf(items[i]!) + 100_000) * count + i;
    sorted &&= i === 0 || keys[i]! > keys[i - 1]!;
  }
  return sorted ? items.slice() : byKeys(items, keys.sort());
}
