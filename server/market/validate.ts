import { type CloseSeries, type Instrument, isDay, type Quote } from "@tickfolio/engine";

/** Clocks differ a little; a price from further in the future than this is not believed. */
const AHEAD_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

/** A quote that may be shown and stored, without a previous close that could not be one; or why it may not. */
export function checkedQuote(quote: Quote, instrument: Instrument, nowMs: number): Quote | string {
  if (!isPrice(quote.price)) return `${quote.price} is no price`;
  if (quote.currency !== instrument.currency) return `it is in ${quote.currency}, not in ${instrument.currency}`;
  const atMs = Date.parse(quote.at);
  if (Number.isNaN(atMs) || !isDay(quote.day)) return "it has no time";
  if (atMs > nowMs + AHEAD_MS) return `it is of the future (${quote.at})`;
  if (quote.previousClose === undefined || isPrice(quote.previousClose)) return quote;
  const { previousClose: _, ...rest } = quote;
  return rest;
}

/** The part of a series that may be stored: prices above zero, each day once and in order, none of the future. */
export function checkedCloses(series: CloseSeries, nowMs: number): CloseSeries {
  const lastDay = Math.floor((nowMs + AHEAD_MS) / DAY_MS) + 1;
  const rows: number[] = [];
  for (let row = 0; row < series.days.length; row++) {
    const day = series.days[row]!;
    const previous = rows.length > 0 ? series.days[rows.at(-1)!]! : Number.NEGATIVE_INFINITY;
    if (isPrice(series.closes[row]!) && day > previous && day <= lastDay) rows.push(row);
  }
  if (rows.length === series.days.length) return series;
  return {
    ...series,
    days: Int32Array.from(rows, (row) => series.days[row]!),
    closes: Float64Array.from(rows, (row) => series.closes[row]!),
  };
}

/** More than anything costs in any currency: a larger number is a mistake. */
const LARGEST_PRICE = 1e12;

export function isPrice(value: number): boolean {
  return value > 0 && value < LARGEST_PRICE;
}
