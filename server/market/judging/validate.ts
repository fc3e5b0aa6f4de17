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
  if (Date.parse(quote.day) > atMs + DAY_MS) return `its day (${quote.day}) comes after its time (${quote.at})`;
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

/** A day's prices as a source gives them; what it leaves out is undefined. */
export interface Bar {
  open?: number | undefined;
  high?: number | undefined;
  low?: number | undefined;
  close: number;
}

/** Floats printed in full differ in their last digits. */
const BAR_TOLERANCE = 1e-6;

/** Why a bar contradicts itself, so that only its close is to be believed; undefined where it does not. */
export function barProblem({ open, high, low, close }: Bar): string | undefined {
  const above = (a: number | undefined, b: number | undefined) =>
    a !== undefined && b !== undefined && a > b * (1 + BAR_TOLERANCE);
  if (above(low, high)) return `its low ${low} is above its high ${high}`;
  for (const [name, price] of [
    ["open", open],
    ["close", close],
  ] as const) {
    if (above(price, high)) return `its ${name} ${price} is above its high ${high}`;
    if (above(low, price)) return `its ${name} ${price} is below its low ${low}`;
  }
  return undefined;
}

/** More than anything costs in any currency: a larger number is a mistake. */
const LARGEST_PRICE = 1e12;

export function isPrice(value: number): boolean {
  return value > 0 && value < LARGEST_PRICE;
}
