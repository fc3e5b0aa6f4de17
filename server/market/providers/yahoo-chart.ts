import { type CloseSeries, dayNumber, type Instrument, type Quote } from "@tickfolio/engine";
import { fieldOf, listOf, numberOf, textOf } from "../door/json.ts";
import { isPrice } from "../judging/validate.ts";
import type { ReportedAction, ReportedDividend, ReportedSplit } from "../provider.ts";
import { sessionNow, sessionOfPrice } from "../session-of-price.ts";
import { calendarOf, failure, secondsOf, unitOfAnswer, YAHOO } from "./yahoo-answer.ts";

/** More than this share of the price in one dividend is pence taken for pounds, or a mistake. */
const MOST_OF_PRICE = 0.5;

/** The last price of one result of chart or spark; undefined where it has none. */
export function quoteFrom(result: unknown, instrument: Instrument, nowMs: number): Quote | undefined {
  const meta = fieldOf(result, "meta");
  const unit = unitOfAnswer(meta, instrument);
  const last = lastPrice(result, meta);
  if (!last) return undefined;
  const atMs = last.seconds * 1_000;
  const previous = numberOf(meta, "previousClose") ?? numberOf(meta, "chartPreviousClose");
  const isAmerican = textOf(meta, "exchangeTimezoneName") === "America/New_York";
  return {
    instrument: instrument.id,
    price: unit(last.price),
    currency: instrument.currency,
    ...(previous !== undefined && isPrice(previous) ? { previousClose: unit(previous) } : {}),
    at: new Date(atMs).toISOString(),
    day: calendarOf(meta, instrument)(last.seconds),
    source: YAHOO,
    delay: isAmerican || instrument.kind === "crypto" ? "realtime" : "delayed",
    session: sessionOfPrice(instrument, atMs, nowMs),
  };
}

function lastPrice(result: unknown, meta: unknown): { price: number; seconds: number } | undefined {
  const price = numberOf(meta, "regularMarketPrice");
  const seconds = secondsOf(meta, "regularMarketTime");
  if (price !== undefined && isPrice(price) && seconds !== undefined) return { price, seconds };
  return barsOf(result).at(-1);
}

/** Bars with a close. Any cell may be null, and there may be no bars at all. */
function barsOf(result: unknown): { price: number; seconds: number }[] {
  const closes = listOf(result, "indicators", "quote", 0, "close");
  return listOf(result, "timestamp").flatMap((_, row) => {
    const [price, seconds] = [numberOf(closes, row), secondsOf(result, "timestamp", row)];
    return price !== undefined && isPrice(price) && seconds !== undefined ? [{ price, seconds }] : [];
  });
}

/** A result's daily closes: split-adjusted as of now, each day once, without a session that is still on. */
export function closesFrom(result: unknown, instrument: Instrument, nowMs: number): CloseSeries {
  const meta = fieldOf(result, "meta");
  const unit = unitOfAnswer(meta, instrument);
  const granularity = textOf(meta, "dataGranularity");
  if (granularity !== undefined && granularity !== "1d") {
    throw failure("malformed", `Yahoo's prices of ${instrument.symbol} are not daily as asked, but of ${granularity}.`);
  }
  const dayOf = calendarOf(meta, instrument);
  const nowSeconds = nowMs / 1_000;
  const ends = secondsOf(meta, "currentTradingPeriod", "regular", "end");
  const isOn = ends === undefined ? sessionNow(instrument, nowMs) === "regular" : ends > nowSeconds;
  const today = isOn ? dayOf(nowSeconds) : undefined;

  // During a session the last bar is a live one that may repeat the day: the last of each day is its close.
  const byDay = new Map<number, number>();
  for (const { price, seconds } of barsOf(result)) {
    const day = dayOf(seconds);
    if (day !== today) byDay.set(dayNumber(day), unit(price));
  }
  const rows = [...byDay].sort(([a], [b]) => a - b);
  if (rows.length === 0) throw failure("no-data", `Yahoo has no closes of ${instrument.symbol}.`);
  // Prices of the past are put on a split's basis once the split is listed, which may be before its first close.
  const lastSplit = splitsFrom(result, dayOf).at(-1);
  const lastBar = new Date(rows.at(-1)![0] * 86_400_000).toISOString().slice(0, 10);
  return {
    instrument: instrument.id,
    source: YAHOO,
    currency: instrument.currency,
    adjustment: "split",
    adjustedThrough: lastSplit && lastSplit.day > lastBar ? lastSplit.day : lastBar,
    days: Int32Array.from(rows, ([day]) => day),
    closes: Float64Array.from(rows, ([, close]) => close),
  };
}

/** A result's splits and dividends, ascending. Its dividends are of today's units, divided by every split since. */
export function actionsFrom(result: unknown, instrument: Instrument): ReportedAction[] {
  const meta = fieldOf(result, "meta");
  const unit = unitOfAnswer(meta, instrument);
  const dayOf = calendarOf(meta, instrument);
  const price = lastPrice(result, meta)?.price ?? Number.POSITIVE_INFINITY;
  const dividends = events(result, "dividends").flatMap((event): ReportedDividend[] => {
    const [amount, seconds] = [numberOf(event, "amount"), secondsOf(event, "date")];
    if (amount === undefined || seconds === undefined || !isPrice(amount) || amount > price * MOST_OF_PRICE) return [];
    const money = { amount: unit(amount), currency: instrument.currency };
    return [{ kind: "dividend", day: dayOf(seconds), ...money, basis: "split" }];
  });
  return [...splitsFrom(result, dayOf), ...dividends].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

function splitsFrom(result: unknown, dayOf: (seconds: number) => string): ReportedSplit[] {
  return events(result, "splits")
    .flatMap((event): ReportedSplit[] => {
      const [to, from] = [numberOf(event, "numerator"), numberOf(event, "denominator")];
      const seconds = secondsOf(event, "date");
      if (to === undefined || from === undefined || seconds === undefined) return [];
      if (!isPrice(to) || !isPrice(from) || to === from) return [];
      return [{ kind: "split", day: dayOf(seconds), from, to }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function events(result: unknown, kind: string): unknown[] {
  const found = fieldOf(result, "events", kind);
  return typeof found === "object" && found !== null ? Object.values(found) : [];
}
