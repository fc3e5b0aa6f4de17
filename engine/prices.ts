import { type CloseSeries, hasBasis, isPrice, lastRow, nextRow, splitsThrough } from "./closes.ts";
import { type Day, dayNumber } from "./day.ts";
import type { Currency } from "./money.ts";
import type { Quote } from "./quote.ts";
import { type SplitFactors, type SplitOn, splitFactors, toUnitsOfDay } from "./splits.ts";

/**
 * What is known of an instrument's price. It says one price for each day: a close from its day until the next one, and the quote in its
 * own days (see `quoteDays`). None before the first.
 */
export interface KnownPrices {
  series: CloseSeries | undefined;
  quote: Quote | undefined;
  splits: SplitFactors;
}

/** The price of a day and the regular close before its session. */
export interface DayPrice {
  /** In units of the day asked for. */
  value: number;
  units: UnitFactors;
  currency: Currency;
  /** The session day it is of. */
  day: number;
  source: string;
  /** Null where a close was used. */
  quote: Quote | null;
  previous: PreviousClose | null;
}

/** Units, for one before all splits, on the day a price speaks of and on the day it is asked for. */
interface UnitFactors {
  stated: number;
  asked: number;
}

/** The regular close before a session, in units of the evening before it. Its day is null where a quote states the close without one. */
export interface PreviousClose {
  value: number;
  day: number | null;
}

/** The price of one day; undefined before the first known one. */
export function priceOn(known: KnownPrices, day: number): DayPrice | undefined {
  const { series, quote, splits } = known;
  const span = quoteDays(known);
  if (quote && span && span.from <= day && day < span.until) {
    const { currency, source } = quote;
    const units = { stated: splits.on(span.from), asked: splits.on(day) };
    const previous = beforeQuote(known, quote, span.from);
    return { value: inUnits(quote.price, units), units, currency, day: span.from, source, quote, previous };
  }
  const row = series ? lastRow(series, day) : -1;
  if (row < 0) return undefined;
  const { currency, source, days } = series!;
  const units = { stated: 1, asked: splits.on(day) };
  const value = inUnits(inOldUnits(series!, row, splits), units);
  const previous = closeBefore(series!, days[row]!, splits);
  return { value, units, currency, day: days[row]!, source, quote: null, previous };
}

/**
 * The value of a day's price with this quote in place of the one it came from, where nothing but that follows: the quote is of the same
 * session and measured against the same close. NaN where more changes, or where the price is no quote's.
 */
export function valueInSession({ quote, units }: DayPrice, next: Quote): number {
  if (!quote || next.day !== quote.day || next.currency !== quote.currency) return Number.NaN;
  if (next.previousClose !== quote.previousClose || !isPrice(next.price)) return Number.NaN;
  return inUnits(next.price, units);
}

/** The currency a series or quote gives prices in; where they differ, the series'. */
export function priceCurrency({ series, quote }: KnownPrices): Currency | undefined {
  return series?.currency ?? quote?.currency;
}

/**
 * The price of each day, in units of the day and in `priceCurrency`; NaN where there is none. Fills the column it is given. `rateColumn` is
 * asked only where the quote is in another currency than the series.
 */
export function fillPrices(
  column: Float64Array,
  known: KnownPrices,
  first: number,
  rateColumn: (currency: Currency) => Float64Array,
): void {
  const { series, quote, splits } = known;
  if (series) fillCloses(column, series, splits, first);
  else column.fill(Number.NaN);
  const span = quoteDays(known);
  if (quote && span) {
    const isAbroad = series !== undefined && series.currency !== quote.currency;
    const rate = isAbroad ? rateColumn(quote.currency) : undefined;
    const seriesRate = isAbroad ? rateColumn(series.currency) : undefined;
    const price = quote.price * splits.on(span.from);
    const end = Math.min(span.until - first, column.length);
    for (let i = Math.max(span.from - first, 0); i < end; i++) {
      column[i] = rate && seriesRate ? (price * rate[i]!) / seriesRate[i]! : price;
    }
  }
  toUnitsOfDay(column, splits, first);
}

/** The price of each day in base currency, at its rate: what one unit held on it is worth. NaN where there is none. Fills the column it is given. */
export function fillWorth(
  column: Float64Array,
  known: KnownPrices,
  first: number,
  rateColumn: (currency: Currency) => Float64Array,
): void {
  fillPrices(column, known, first, rateColumn);
  const currency = priceCurrency(known);
  if (currency === undefined) return;
  const rate = rateColumn(currency);
  for (let i = 0; i < column.length; i++) column[i]! *= rate[i]!;
}

/**
 * The series in the units of a day (later closes in those of their own), for drawing: so a split is no fall. The same series where no
 * split is known, and where nothing says in whose units its closes are: that one must not be drawn across a split.
 */
export function adjustCloses(series: CloseSeries, splits: readonly SplitOn[] | undefined, day: Day): CloseSeries {
  if (!splits || splits.length === 0 || !hasBasis(series)) return series;
  const factors = splitFactors(splits);
  const through = splitsThrough(series);
  const units = dayNumber(day);
  const closes = series.closes.map(
    (_, row) => inOldUnits(series, row, factors, through) / factors.on(Math.max(units, series.days[row]!)),
  );
  return { ...series, adjustment: "split", adjustedThrough: day, closes };
}

/** A quote speaks from its day until the next close takes over; beside a close of its own day, for that day alone. */
export function quoteDays({ series, quote }: KnownPrices): { from: number; until: number } | undefined {
  if (!quote || !isPrice(quote.price)) return undefined;
  const from = dayNumber(quote.day);
  if (!series) return { from, until: Number.POSITIVE_INFINITY };
  const row = lastRow(series, from);
  if (row >= 0 && series.days[row] === from) return { from, until: from + 1 };
  return { from, until: series.days[nextRow(series, row)] ?? Number.POSITIVE_INFINITY };
}

function fillCloses(column: Float64Array, series: CloseSeries, splits: SplitFactors, first: number): void {
  const { days, closes } = series;
  const through = splitsThrough(series);
  // Most instruments never split, and this is asked once for each of a million closes.
  const split = splits.days.length > 0;
  const count = column.length;
  let row = lastRow(series, first);
  let i = 0;
  if (row < 0) {
    // Before the first close there is no price.
    row = nextRow(series, row);
    const until = row < days.length ? Math.min(days[row]! - first, count) : count;
    while (i < until) column[i++] = Number.NaN;
  }
  while (i < count) {
    const next = nextRow(series, row);
    const until = next < days.length ? Math.min(days[next]! - first, count) : count;
    const price = closes[row]! * (split ? splits.on(Math.max(days[row]!, through)) : 1);
    while (i < until) column[i++] = price;
    row = next;
  }
}

/** As the quote states it, in units of the quote's day; else the last close before that day. */
function beforeQuote({ series, splits }: KnownPrices, quote: Quote, day: number): PreviousClose | null {
  const stated = quote.previousClose;
  if (stated !== undefined && isPrice(stated)) {
    return { value: (stated * splits.on(day)) / splits.on(day - 1), day: null };
  }
  // A close in another currency than the quote's cannot be compared with it.
  return series && series.currency === quote.currency ? closeBefore(series, day, splits) : null;
}

function closeBefore(series: CloseSeries, session: number, splits: SplitFactors): PreviousClose | null {
  const row = lastRow(series, session - 1);
  if (row < 0) return null;
  return { value: inOldUnits(series, row, splits) / splits.on(session - 1), day: series.days[row]! };
}

function inUnits(price: number, { stated, asked }: UnitFactors): number {
  return (price * stated) / asked;
}

/** A close as the price of one unit before all splits. */
function inOldUnits(series: CloseSeries, row: number, splits: SplitFactors, through = splitsThrough(series)): number {
  const close = series.closes[row]!;
  return splits.days.length === 0 ? close : close * splits.on(Math.max(series.days[row]!, through));
}
