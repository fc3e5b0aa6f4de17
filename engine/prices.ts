import type { CloseSeries } from "./closes.ts";
import { dayNumber } from "./day.ts";
import type { Currency } from "./money.ts";
import type { Quote } from "./quote.ts";

/** Splits of one instrument as a step function: units on a day for one unit before all of them. */
export interface SplitFactors {
  /** Factor on the day, splits of the day included. */
  on(day: number): number;
  /** Days of splits, ascending, with the factor from then on. */
  days: number[];
  factors: number[];
}

export function splitFactors(
  splits: readonly { day: string; numerator: number; denominator: number }[] = [],
): SplitFactors {
  const days: number[] = [];
  const factors: number[] = [];
  let factor = 1;
  for (const { day, numerator, denominator } of splits) {
    factor = (factor * numerator) / denominator;
    days.push(dayNumber(day));
    factors.push(factor);
  }
  return {
    days,
    factors,
    on(day) {
      let last = days.length - 1;
      while (last >= 0 && days[last]! > day) last--;
      return last < 0 ? 1 : factors[last]!;
    },
  };
}

/** A price as the source has it: `basis` is the day whose units it speaks of. */
export interface RawPrice {
  value: number;
  day: number;
  basis: number;
}

/** The regular close before a session. Its day is null where a quote states the close without one. */
export interface PreviousClose {
  value: number;
  day: number | null;
  basis: number;
}

/** The price of a day and the regular close before it. The quote is null where a close was used. */
export interface PricePick {
  price: RawPrice;
  currency: Currency;
  source: string;
  quote: Quote | null;
  previous: PreviousClose | null;
}

/**
 * A day's price: the quote when it is of that day or newer than the last close, else the last close on or before the day.
 * Undefined before the first known price. A series of unknown adjustment, or one with dividends in it, speaks by its last close only.
 */
export function pickPrice(
  series: CloseSeries | undefined,
  quote: Quote | undefined,
  day: number,
): PricePick | undefined {
  const row = series ? lastRow(series, day) : -1;
  const closeDay = row >= 0 ? series!.days[row]! : Number.NEGATIVE_INFINITY;
  if (quote && isPrice(quote.price)) {
    const quoteDay = dayNumber(quote.day);
    if (quoteDay <= day && (quoteDay === day || quoteDay > closeDay)) {
      const { currency, source } = quote;
      const price = { value: quote.price, day: quoteDay, basis: quoteDay };
      return { price, currency, source, quote, previous: previousClose(quote, quoteDay, series) };
    }
  }
  if (row < 0) return undefined;
  const { currency, source } = series!;
  const before = lastRow(series!, closeDay - 1);
  const previous = before >= 0 ? closeOf(series!, before) : null;
  return { price: closeOf(series!, row), currency, source, quote: null, previous };
}

/** As the quote states it, in units of the quote's day; else the last close before that day. */
function previousClose(quote: Quote, quoteDay: number, series: CloseSeries | undefined): PreviousClose | null {
  const stated = quote.previousClose;
  if (stated !== undefined && isPrice(stated)) return { value: stated, day: null, basis: quoteDay };
  const before = series ? lastRow(series, quoteDay - 1) : -1;
  // A close in another currency than the quote's cannot be compared with it.
  return before >= 0 && series!.currency === quote.currency ? closeOf(series!, before) : null;
}

/** True where the series' prices of past days can be put on the basis of another day. */
export function hasBasis({ adjustment }: CloseSeries): boolean {
  return adjustment === "raw" || adjustment === "split";
}

/** The day whose units a close speaks of: its own, or for an adjusted one the day through which splits are in it, if that is later. */
export function basisOf(series: CloseSeries, row: number): number {
  const day = series.days[row]!;
  if (series.adjustment !== "split") return day;
  const through = series.adjustedThrough ? dayNumber(series.adjustedThrough) : series.days[series.days.length - 1]!;
  return Math.max(day, through);
}

export function isPrice(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

function closeOf(series: CloseSeries, row: number): RawPrice {
  return { value: series.closes[row]!, day: series.days[row]!, basis: basisOf(series, row) };
}

/** Last row with a price on or before the day that may value something; -1 where there is none. */
export function lastRow(series: CloseSeries, day: number): number {
  const { days, closes } = series;
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  if (!hasBasis(series) && low < days.length) return -1;
  let row = low - 1;
  while (row >= 0 && !isPrice(closes[row]!)) row--;
  return row;
}
