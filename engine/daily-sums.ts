import type { CashTrail } from "./cash.ts";
import { dayNumber } from "./day.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Earning, Flow } from "./ledger.ts";
import type { Currency } from "./money.ts";
import type { Position, Trail } from "./position.ts";
import type { UnitPrices } from "./unit-worth.ts";

/**
 * What is added up by day of all positions, balances and flows. Levels that hold for many days (costs) are kept as their changes, and what is
 * in another currency in that currency, so that a day costs each position one multiplication.
 */
export interface DailySums {
  /** Day number of the first cell. */
  first: number;
  /** Market value of what has a price, by the currency of the price. */
  worth: Map<Currency, Float64Array>;
  /** Of it, worth of units whose cost has no rate: no gain of theirs is known. */
  unratedWorth: Map<Currency, Float64Array>;
  /** Changes of the cost of what has a price and rate, in base and by the listings' currencies. */
  cost: Float64Array;
  localCost: Map<Currency, Float64Array>;
  /** Cost and number of open positions and balances without a price or rate. */
  unpricedCost: Float64Array;
  unpriced: Uint16Array;
  /** Tracked cash, and what its movements were worth when they were booked. */
  cash: Float64Array;
  cashBooked: Float64Array;
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
  ...(["cost", "unpricedCost", "cash", "cashBooked"] as const),
  ...(["realized", "realizedCurrency", "released", "releasedCurrency", "income", "fees", "taxes"] as const),
  ...(["separate", "invested", "moneyIn", "moneyOut"] as const),
];

export function createDailySums(first: number, count: number): DailySums {
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(count)]));
  return {
    ...(columns as Pick<DailySums, (typeof COLUMNS)[number]>),
    ...{ first, worth: new Map(), unratedWorth: new Map(), localCost: new Map() },
    ...{ unpriced: new Uint16Array(count), without: new Set() },
  };
}

/** What a position's days are counted with. */
export interface PositionPrices {
  prices: UnitPrices;
  /** Whether the currency of the prices, and that of the listing, lead to the base currency. */
  isPriceRated: boolean;
  isListingRated: boolean;
}

/** Adds a position's days; with -1 takes them out again. */
export function addPosition(sums: DailySums, position: Position, pricesOf: () => PositionPrices, sign: 1 | -1): void {
  const { instrument, currency, trail, unratedFrom, oversoldFrom } = position;
  // An amount without a rate was booked on a day of the trail, so it holds for whole steps.
  const unrated = unratedFrom ? dayNumber(unratedFrom) : Number.POSITIVE_INFINITY;
  let known: PositionPrices | undefined;
  let missing = 0;
  eachRun(trail.days, sums, (step, start, end) => {
    const units = sign * trail.quantity[step]!;
    if (units === 0) return;
    known ??= pricesOf();
    const { price, currency: priceCurrency } = known.prices;
    const cost = sign * trail.cost[step]!;
    // Once there is a price there always is one: a day without is before the first.
    let priced = known.isPriceRated ? start : end;
    while (priced < end && Number.isNaN(price[priced]!)) priced++;
    for (let i = start; i < priced; i++) {
      sums.unpriced[i]! += sign;
      sums.unpricedCost[i]! += cost;
      missing++;
    }
    if (priced === end) return;
    addTimes(columnOf(sums.worth, priceCurrency, sums), price, units, priced, end);
    if (trail.days[step]! < unrated && known.isListingRated) {
      addLevel(sums.cost, cost, priced, end);
      addLevel(columnOf(sums.localCost, currency, sums), sign * trail.localCost[step]!, priced, end);
    } else addTimes(columnOf(sums.unratedWorth, priceCurrency, sums), price, units, priced, end);
  });
  addSteps(sums, trail, sign);
  if (sign === 1 && (missing > 0 || unratedFrom || oversoldFrom)) sums.without.add(instrument);
  else sums.without.delete(instrument);
}

function addTimes(sum: Float64Array, price: Float64Array, units: number, start: number, end: number): void {
  for (let i = start; i < end; i++) sum[i]! += units * price[i]!;
}

/** A level of some days, as its changes. */
function addLevel(changes: Float64Array, level: number, start: number, end: number): void {
  changes[start]! += level;
  if (end < changes.length) changes[end]! -= level;
}

function columnOf(columns: Map<Currency, Float64Array>, currency: Currency, { cost }: DailySums): Float64Array {
  let column = columns.get(currency);
  if (!column) {
    column = new Float64Array(cost.length);
    columns.set(currency, column);
  }
  return column;
}

/** Columns in several currencies as one in base, each day at its rate; with `changes` they are levels kept as their changes. */
export function inBase(
  columns: Map<Currency, Float64Array>,
  rate: (currency: Currency) => Float64Array,
  count: number,
  changes = false,
): Float64Array {
  const sum = new Float64Array(count);
  for (const [currency, column] of columns) {
    const rates = rate(currency);
    let level = 0;
    for (let i = 0; i < count; i++) {
      level = changes ? level + column[i]! : column[i]!;
      // Without a rate nothing was added; a zero must not become NaN.
      if (level !== 0) sum[i]! += level * rates[i]!;
    }
  }
  return sum;
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
  { first, cost: { length } }: DailySums,
  use: (step: number, start: number, end: number) => void,
): void {
  for (let step = 0; step < days.length; step++) {
    const start = Math.max(days[step]! - first, 0);
    const end = step + 1 < days.length ? Math.min(days[step + 1]! - first, length) : length;
    if (start < end) use(step, start, end);
  }
}
