import type { CloseSeries } from "./closes.ts";
import { dayNumber } from "./day.ts";
import type { Currency } from "./money.ts";
import { basisOf, hasBasis, isPrice, lastRow, type SplitFactors, splitFactors } from "./prices.ts";
import type { Quote } from "./quote.ts";

export interface WorthInput {
  series: CloseSeries | undefined;
  quote: Quote | undefined;
  splits: readonly { day: string; numerator: number; denominator: number }[] | undefined;
  /** Day number of the first cell. */
  first: number;
  /** Base-currency units for one unit of the currency, for each cell. */
  rateColumn(currency: Currency): Float64Array;
}

/**
 * What one unit held on each day is worth in base currency: the day's price (see `pickPrice`) on the basis of the day, at its rate.
 * NaN before the first known price. Fills and returns the column it is given.
 */
export function worthColumn(
  column: Float64Array,
  { series, quote, splits, first, rateColumn }: WorthInput,
): Float64Array {
  const factors = splitFactors(splits);
  if (series) fillCloses(column, series, factors, first, rateColumn(series.currency));
  else column.fill(Number.NaN);
  if (quote && isPrice(quote.price)) overlayQuote(column, quote, series, factors, first, rateColumn(quote.currency));
  return column;
}

function fillCloses(
  column: Float64Array,
  series: CloseSeries,
  factors: SplitFactors,
  first: number,
  rate: Float64Array,
): void {
  const { days, closes } = series;
  const split = factors.days.length > 0;
  const count = column.length;
  const inOldUnits = (at: number) => closes[at]! * (split ? factors.on(basisOf(series, at)) : 1);
  let row = lastRow(series, first);
  let price = row >= 0 ? inOldUnits(row) : Number.NaN;
  if (row < 0) row = hasBasis(series) ? -1 : days.length - 2;
  let i = 0;
  while (i < count) {
    row++;
    const end = row < days.length ? Math.min(days[row]! - first, count) : count;
    for (; i < end; i++) column[i] = price * rate[i]!;
    if (row < days.length && isPrice(closes[row]!)) price = inOldUnits(row);
  }
  if (split) toUnitsOfDay(column, factors, first);
}

/** From units before all splits to those of each day. */
function toUnitsOfDay(column: Float64Array, { days, factors }: SplitFactors, first: number): void {
  for (let step = 0; step < days.length; step++) {
    const end = step + 1 < days.length ? Math.min(days[step + 1]! - first, column.length) : column.length;
    for (let i = Math.max(days[step]! - first, 0); i < end; i++) column[i]! /= factors[step]!;
  }
}

/** From its day on, until a later close takes over; beside a close of its own day it speaks for that day alone. */
function overlayQuote(
  column: Float64Array,
  quote: Quote,
  series: CloseSeries | undefined,
  factors: SplitFactors,
  first: number,
  rate: Float64Array,
): void {
  const quoteDay = dayNumber(quote.day);
  const price = quote.price * factors.on(quoteDay);
  for (let i = Math.max(quoteDay - first, 0); i < column.length; i++) {
    const day = first + i;
    const close = series && day !== quoteDay ? lastRow(series, day) : -1;
    if (close >= 0 && series!.days[close]! >= quoteDay) return;
    column[i] = (price / factors.on(day)) * rate[i]!;
  }
}
