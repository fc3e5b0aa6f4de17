import type { CashTrail } from "./cash.ts";
import { dayNumber } from "./day.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Earning, Flow } from "./ledger.ts";
import type { Position, Trail } from "./position.ts";

/** What is added up by day of all positions, balances and flows. */
export interface DailySums {
  /** Day number of the first cell. */
  first: number;
  /** Market value of what has a price and rate, its cost, and its cost in the listings' currencies at the rates of the day. */
  worth: Float64Array;
  cost: Float64Array;
  localCost: Float64Array;
  /** Worth of units whose cost has no rate: no gain of theirs is known. */
  unratedWorth: Float64Array;
  unpricedCost: Float64Array;
  /** Tracked cash, and what its movements were worth when they were booked. */
  cash: Float64Array;
  cashBooked: Float64Array;
  /** Number of open positions and balances without a price or rate. */
  unpriced: Uint16Array;
  /** What happened on each day; in the first cell also what happened before it. */
  realized: Float64Array;
  realizedCurrency: Float64Array;
  released: Float64Array;
  releasedCurrency: Float64Array;
  income: Float64Array;
  fees: Float64Array;
  taxes: Float64Array;
  separate: Float64Array;
  invested: Float64Array;
  /** Of the day alone. */
  moneyIn: Float64Array;
  moneyOut: Float64Array;
  /** Instruments that are left out of value or gain on some days. */
  without: Set<InstrumentId>;
}

const COLUMNS = [
  ...(["worth", "cost", "localCost", "unratedWorth", "unpricedCost", "cash", "cashBooked"] as const),
  ...(["realized", "realizedCurrency", "released", "releasedCurrency", "income", "fees", "taxes"] as const),
  ...(["separate", "invested", "moneyIn", "moneyOut"] as const),
];

export function createDailySums(first: number, count: number): DailySums {
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(count)]));
  return {
    ...(columns as Pick<DailySums, (typeof COLUMNS)[number]>),
    ...{ first, unpriced: new Uint16Array(count), without: new Set() },
  };
}

/** What one unit is worth in base on each day (NaN where that is not known), and the rate of the listing's currency; null for the base currency. */
export interface UnitWorth {
  worth: Float64Array;
  rate: Float64Array | null;
}

/** Adds a position's days; with -1 takes them out again. */
export function addPosition(sums: DailySums, position: Position, unitWorth: () => UnitWorth, sign: 1 | -1): void {
  const { instrument, trail, unratedFrom, oversoldFrom } = position;
  // An amount without a rate was booked on a day of the trail, so it holds for whole steps.
  const unrated = unratedFrom ? dayNumber(unratedFrom) : Number.POSITIVE_INFINITY;
  let unit: UnitWorth | undefined;
  let missing = 0;
  eachRun(trail.days, sums, (step, start, end) => {
    const units = sign * trail.quantity[step]!;
    if (units === 0) return;
    unit ??= unitWorth();
    const isRated = trail.days[step]! < unrated && !Number.isNaN(unit.rate?.[0]);
    const cost = sign * trail.cost[step]!;
    const localCost = sign * trail.localCost[step]!;
    for (let i = start; i < end; i++) {
      const now = units * unit.worth[i]!;
      // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and this runs a million times
      if (now !== now) {
        sums.unpriced[i]! += sign;
        sums.unpricedCost[i]! += cost;
        missing++;
      } else if (isRated) {
        sums.worth[i]! += now;
        sums.cost[i]! += cost;
        sums.localCost[i]! += unit.rate === null ? cost : localCost * unit.rate[i]!;
      } else {
        sums.worth[i]! += now;
        sums.unratedWorth[i]! += now;
      }
    }
  });
  addSteps(sums, trail, sign);
  if (missing > 0 || unratedFrom || oversoldFrom) sums.without.add(instrument);
  else sums.without.delete(instrument);
}

/** Balances, and what they cost. One without a rate is in neither. */
export function addCash(sums: DailySums, { days, balances, booked }: CashTrail, rate: Float64Array): void {
  eachRun(days, sums, (step, start, end) => {
    const balance = balances[step]!;
    for (let i = start; i < end; i++) {
      const worth = balance === 0 ? 0 : balance * rate[i]!;
      if (Number.isNaN(worth)) sums.unpriced[i]!++;
      else {
        sums.cash[i]! += worth;
        sums.cashBooked[i]! += booked[step]!;
      }
    }
  });
}

export function addFlows(sums: DailySums, flows: readonly Flow[], sign: 1 | -1): void {
  const { first, invested, moneyIn, moneyOut } = sums;
  for (const { day, amount } of flows) {
    const money = sign * amount.toFloat();
    const at = day - first;
    if (at >= invested.length) continue;
    invested[Math.max(at, 0)]! += money;
    if (at < 0) continue;
    if (amount.isNegative()) moneyOut[at]! -= money;
    else moneyIn[at]! += money;
  }
}

/** Interest and charges of the portfolio as a whole. */
export function addEarnings(sums: DailySums, earnings: readonly Earning[], sign: 1 | -1): void {
  for (const { day, interest, fees, taxes } of earnings) {
    const at = Math.max(day - sums.first, 0);
    if (at >= sums.income.length) continue;
    const fee = sign * fees.toFloat();
    const tax = sign * taxes.toFloat();
    sums.income[at]! += sign * interest.toFloat();
    sums.fees[at]! += fee;
    sums.taxes[at]! += tax;
    sums.separate[at]! += fee + tax;
  }
}

/** What each step of a trail added to what is counted so far. */
function addSteps(sums: DailySums, trail: Trail, sign: 1 | -1): void {
  addGrowth(sums.realized, trail.realized, trail.days, sums.first, sign);
  addGrowth(sums.realizedCurrency, trail.realizedCurrency, trail.days, sums.first, sign);
  addGrowth(sums.released, trail.released, trail.days, sums.first, sign);
  addGrowth(sums.releasedCurrency, trail.releasedCurrency, trail.days, sums.first, sign);
  addGrowth(sums.income, trail.dividends, trail.days, sums.first, sign);
  addGrowth(sums.fees, trail.fees, trail.days, sums.first, sign);
  addGrowth(sums.taxes, trail.taxes, trail.days, sums.first, sign);
  addGrowth(sums.separate, trail.separate, trail.days, sums.first, sign);
}

function addGrowth(sum: Float64Array, steps: Float64Array, days: Int32Array, first: number, sign: 1 | -1): void {
  let before = 0;
  for (let step = 0; step < days.length; step++) {
    const at = Math.max(days[step]! - first, 0);
    if (at >= sum.length) return;
    sum[at]! += sign * (steps[step]! - before);
    before = steps[step]!;
  }
}

/** Calls with each step of a trail and the cells it holds for. */
function eachRun(
  days: ArrayLike<number>,
  { first, worth: { length } }: DailySums,
  use: (step: number, start: number, end: number) => void,
): void {
  for (let step = 0; step < days.length; step++) {
    const start = Math.max(days[step]! - first, 0);
    const end = step + 1 < days.length ? Math.min(days[step + 1]! - first, length) : length;
    if (start < end) use(step, start, end);
  }
}
