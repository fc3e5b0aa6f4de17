import {
  type Adjustment,
  type CloseSeries,
  type Day,
  dayNumber,
  exchangeOf,
  type Instrument,
  isDay,
  localTime,
  minorUnit,
  type Quote,
} from "@tickfolio/engine";
import { closingInstant } from "../close-time.ts";
import { isPrice } from "../judging/validate.ts";
import { majorPrice, unitOf } from "../minor-price.ts";
import { sessionOfPrice } from "../session-of-price.ts";

/** A price as an answer says it. Anything may be missing or wrong. */
export interface SaidPrice {
  price: number | undefined;
  previousClose?: number | undefined;
  /** When, or of which day it is the close. */
  atMs?: number | undefined;
  day?: string | undefined;
  delay: Quote["delay"];
  /** The currency or minor unit the answer states. */
  currency?: string | undefined;
}

/** A day's prices as an answer says them. */
export interface SaidBar {
  day: string | undefined;
  open?: number | undefined;
  high?: number | undefined;
  low?: number | undefined;
  close: number | undefined;
}

const EARLIEST_MS = Date.UTC(1900, 0, 1);
/** Clocks differ a little. */
const AHEAD_MS = 5 * 60_000;
/** Prices are rounded. */
const ROUNDING = 1e-6;

/** A quote, where what was said makes one: a price above zero in the instrument's currency at a time that was. */
export function quoteOfSaid(source: string, instrument: Instrument, said: SaidPrice, nowMs: number): Quote | undefined {
  const unit = unitSaid(instrument, said.currency);
  const when = whenSaid(instrument, said, nowMs);
  if (unit === undefined || !when || !isUsable(said.price)) return undefined;
  const price = unit(said.price);
  if (!isPrice(price)) return undefined;
  const previousClose = isUsable(said.previousClose) ? unit(said.previousClose) : Number.NaN;
  return {
    instrument: instrument.id,
    price,
    currency: instrument.currency,
    ...(isPrice(previousClose) ? { previousClose } : {}),
    ...when,
    source,
    delay: said.delay,
    session: said.delay === "eod" ? "closed" : sessionOfPrice(instrument, Date.parse(when.at), nowMs),
  };
}

export interface SeriesOptions {
  adjustment: Adjustment;
  currency?: string | undefined;
  nowMs: number;
}

/**
 * The closes of an answer's rows, in whatever order they come. A row that cannot be right is left out: no price, its close outside
 * its own day's range, a day whose session is not over, or a day that is there twice with different prices. Undefined where the
 * answer is of another currency.
 */
export function seriesOfSaid(
  source: string,
  instrument: Instrument,
  bars: readonly SaidBar[],
  { adjustment, currency, nowMs }: SeriesOptions,
): CloseSeries | undefined {
  const unit = unitSaid(instrument, currency);
  if (unit === undefined) return undefined;
  const byDay = new Map<number, number>();
  const contradicted = new Set<number>();
  for (const bar of bars) {
    if (bar.day === undefined || !isDay(bar.day) || !isUsable(bar.close) || !isWithinItsDay(bar)) continue;
    // What closes after now, is not a close yet.
    if (Date.parse(closingInstant(instrument, bar.day, Number.POSITIVE_INFINITY)) > nowMs) continue;
    const day = dayNumber(bar.day);
    const close = unit(bar.close);
    if (!isPrice(close)) continue;
    if (byDay.has(day) && byDay.get(day) !== close) contradicted.add(day);
    byDay.set(day, close);
  }
  for (const day of contradicted) byDay.delete(day);
  const rows = [...byDay].sort(([a], [b]) => a - b);
  return {
    instrument: instrument.id,
    source,
    currency: instrument.currency,
    adjustment,
    days: Int32Array.from(rows, ([day]) => day),
    closes: Float64Array.from(rows, ([, close]) => close),
  };
}

/**
 * From what an answer states its prices in to the instrument's currency. `GBp` is pence and `GBP` pounds, whatever the instrument's
 * record says; stated nothing, it is what the exchange quotes in. Undefined for another currency: that is another listing.
 */
export function unitSaid(instrument: Instrument, stated: string | undefined): ((price: number) => number) | undefined {
  if (stated === undefined || stated === "") return (price) => majorPrice(price, unitOf(instrument));
  if ((minorUnit(stated)?.currency ?? stated.toUpperCase()) !== instrument.currency) return undefined;
  return (price) => majorPrice(price, stated);
}

function whenSaid(instrument: Instrument, said: SaidPrice, nowMs: number): { at: string; day: Day } | undefined {
  if (said.day !== undefined) {
    if (!isDay(said.day)) return undefined;
    const zone = zoneOf(instrument);
    if (said.day > localTime(nowMs, zone).day) return undefined;
    return { at: closingInstant(instrument, said.day, nowMs), day: said.day };
  }
  const { atMs = Number.NaN } = said;
  if (!(atMs > EARLIEST_MS && atMs <= nowMs + AHEAD_MS)) return undefined;
  return { at: new Date(atMs).toISOString(), day: localTime(atMs, zoneOf(instrument)).day };
}

/** The close lies between low and high, where those are what their names say. */
function isWithinItsDay({ high, low, close }: SaidBar): boolean {
  if (!isUsable(high) || !isUsable(low) || low > high) return true;
  return close! >= low * (1 - ROUNDING) && close! <= high * (1 + ROUNDING);
}

function zoneOf(instrument: Instrument): string {
  return (instrument.kind === "crypto" ? undefined : exchangeOf(instrument)?.timeZone) ?? "UTC";
}

const isUsable = (value: number | undefined): value is number => value !== undefined && isPrice(value);
