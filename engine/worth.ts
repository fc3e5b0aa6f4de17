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
  const inOldUnits = (at: number) => closes[at]! * (split ? factors.on(basisOf(series, at)) : 1);
  let row = lastRow(series, first);
  let price = row >= 0 ? inOldUnits(row) : Number.NaN;
  if (row < 0 && !hasBasis(series)) row = days.length - 2;
  let step = 0;
  let unitsOfOne = 1;
  for (let i = 0; i < column.length; i++) {
    const day = first + i;
    while (row + 1 < days.length && days[row + 1]! <= day) {
      row++;
      if (isPrice(closes[row]!)) price = inOldUnits(row);
    }
    while (step < factors.days.length && factors.days[step]! <= day) unitsOfOne = factors.factors[step++]!;
    column[i] = (price / unitsOfOne) * rate[i]!;
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
