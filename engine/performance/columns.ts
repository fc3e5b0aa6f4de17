import type { Book } from "../book.ts";
import { type Day, dayNumber } from "../day.ts";
import type { History } from "../history.ts";
import type { Currency } from "../money.ts";
import type { MarketView } from "../valuation.ts";
import { type Missing, missingOf } from "./missing.ts";

/** What a day adds to a gain; fees and taxes take away. gain = price + currency + income + cash currency - fees - taxes. */
export const GAIN_PARTS = ["price", "currency", "income", "cashCurrency", "fees", "taxes"] as const;
/**
 * The gains of holdings cut the other way: sold, still held, gone by transfers. Their price parts together are `price` less the fees and
 * taxes that are inside cost and proceeds, their currency parts together are `currency`.
 */
export const HOLDING_PARTS = [
  ...(["realizedPrice", "realizedCurrency", "unrealizedPrice", "unrealizedCurrency"] as const),
  ...(["releasedPrice", "releasedCurrency"] as const),
];
/** What came and went, all of them zero or more. */
export const FLOW_PARTS = ["moneyIn", "moneyOut", "otherIn", "otherOut"] as const;
/** All that is added up over a range. */
export const DAILY_PARTS = [...GAIN_PARTS, ...HOLDING_PARTS, ...FLOW_PARTS];

export type DailyParts = Record<(typeof DAILY_PARTS)[number], Float64Array>;

/**
 * What each day added, in one currency, one cell per calendar day from `from` to `to`. On every day, and so over every range:
 * measured - measured before = money in - money out + other in - other out + gain, where gain is the sum of its parts.
 *
 * `otherIn` and `otherOut` are worth that came or went without a known amount of money, and is neither gain nor loss: units from or to
 * another instrument in a spin-off or merger (at the cost that goes with them), more units sold than were held, amounts without an
 * exchange rate. Zero for a portfolio of which everything is known.
 */
export interface PerformanceColumns extends DailyParts {
  baseCurrency: Currency;
  from: Day;
  to: Day;
  /** Place of the evening from which ranges may begin: that before the first booking, -1 for the evening before `from`. */
  start: number;
  /** Market value with tracked cash. NaN while nothing of what is held has a price. */
  value: Float64Array;
  /** The same with what has no price at its cost: what returns are measured on, so that nothing falls to -100 % for want of a price. */
  measured: Float64Array;
  /** Of both, tracked cash. */
  cash: Float64Array;
  /** What has no price, rate or known cost, and from when to when. */
  missing: Missing[];
}

/** Less than this share of all that moved is what adding and taking out again leaves. */
const NOISE = 1e-12;

/**
 * The columns of a portfolio, from its history and the book that is made of. Where something was booked before the history begins, its
 * first day is where ranges may begin, and what stood on its evening is no gain of it.
 */
export function performanceColumns(history: History, book: Book, market: MarketView): PerformanceColumns {
  const first = dayNumber(history.from);
  const count = history.value.length;
  const begins = firstBooking(book);
  const carried = begins < first;
  const columns = emptyColumns(history.baseCurrency, history.from, history.to, count);
  columns.start = carried ? 0 : Math.min(begins - first, count) - 1;
  columns.missing = missingOf(history, book, market);
  columns.value.set(history.value);
  columns.cash.set(history.cash);
  for (let i = 0; i < count; i++) {
    const known = history.value[i]!;
    columns.measured[i] = (Number.isNaN(known) ? 0 : known) + history.unpricedCost[i]!;
  }
  addGains(columns, history, carried ? 1 : 0);
  addOthers(columns, history, carried);
  return columns;
}

export function emptyColumns(baseCurrency: Currency, from: Day, to: Day, count: number): PerformanceColumns {
  const parts = Object.fromEntries(DAILY_PARTS.map((name) => [name, new Float64Array(count)])) as DailyParts;
  const levels = { value: new Float64Array(count), measured: new Float64Array(count), cash: new Float64Array(count) };
  return { ...parts, ...levels, baseCurrency, from, to, start: count - 1, missing: [] };
}

function addGains(columns: PerformanceColumns, history: History, from: number): void {
  growth(history.realizedCurrency, columns.realizedCurrency, from);
  growth(history.releasedCurrency, columns.releasedCurrency, from);
  growth(history.unrealizedPrice, columns.unrealizedPrice, from);
  growth(history.unrealizedCurrency, columns.unrealizedCurrency, from);
  growth(history.realized, columns.realizedPrice, from);
  growth(history.released, columns.releasedPrice, from);
  growth(history.income, columns.income, from);
  growth(history.cashCurrencyGain, columns.cashCurrency, from);
  growth(history.fees, columns.fees, from);
  growth(history.taxes, columns.taxes, from);
  // Fees and taxes inside cost and proceeds made these gains smaller; they are counted by themselves.
  growth(history.separate, columns.price, from);
  const { price, currency, fees, taxes, unrealizedPrice, unrealizedCurrency } = columns;
  const { realizedPrice, realizedCurrency, releasedPrice, releasedCurrency } = columns;
  for (let i = from; i < price.length; i++) {
    realizedPrice[i]! -= realizedCurrency[i]!;
    releasedPrice[i]! -= releasedCurrency[i]!;
    const inside = fees[i]! + taxes[i]! - price[i]!;
    price[i] = unrealizedPrice[i]! + realizedPrice[i]! + releasedPrice[i]! + inside;
    currency[i] = unrealizedCurrency[i]! + realizedCurrency[i]! + releasedCurrency[i]!;
  }
  columns.moneyIn.set(history.moneyIn.subarray(from), from);
  columns.moneyOut.set(history.moneyOut.subarray(from), from);
}

function growth(level: Float64Array, change: Float64Array, from: number): void {
  let before = from > 0 ? level[from - 1]! : 0;
  for (let i = from; i < level.length; i++) {
    change[i] = level[i]! - before;
    before = level[i]!;
  }
}

/** What neither money nor a known gain accounts for. */
function addOthers(columns: PerformanceColumns, history: History, carried: boolean): void {
  const { measured, moneyIn, moneyOut, otherIn, otherOut } = columns;
  let scale = 0;
  let moved = 0;
  for (let i = 0; i < measured.length; i++) {
    moved += moneyIn[i]! + moneyOut[i]!;
    scale = Math.max(scale, moved + Math.abs(measured[i]!) + levelsAt(history, i));
    const change = measured[i]! - (i > 0 ? measured[i - 1]! : 0);
    const other = change - moneyIn[i]! + moneyOut[i]! - gainAt(columns, i);
    if (Math.abs(other) <= scale * NOISE && !(carried && i === 0)) continue;
    if (other > 0) otherIn[i] = other;
    else otherOut[i] = -other;
  }
}

function levelsAt({ cash, cost, realized, released, income, fees, taxes }: History, i: number): number {
  const ofHoldings = Math.abs(cash[i]!) + Math.abs(cost[i]!) + Math.abs(realized[i]!) + Math.abs(released[i]!);
  return ofHoldings + Math.abs(income[i]!) + Math.abs(fees[i]!) + Math.abs(taxes[i]!);
}

export function gainAt({ price, currency, income, cashCurrency, fees, taxes }: DailyParts, i: number): number {
  return price[i]! + currency[i]! + income[i]! + cashCurrency[i]! - fees[i]! - taxes[i]!;
}

/** Day number of the first booking; infinite where there is none. */
export function firstBooking({ positions, flows, earnings, cashTrails }: Book): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { firstDay } of positions.values()) first = Math.min(first, dayNumber(firstDay));
  for (const { day } of flows) first = Math.min(first, day);
  for (const { day } of earnings) first = Math.min(first, day);
  for (const { days } of cashTrails.values()) first = Math.min(first, days[0] ?? first);
  return first;
}
