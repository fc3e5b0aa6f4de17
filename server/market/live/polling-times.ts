import { type Exchange, lastClose, localTime, type Quote, type Session } from "@tickfolio/engine";
import type { Provider, QuotaUse } from "../provider.ts";

const FASTEST_MS = 15_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** As much of a quota is for what is watched: see `quota-windows.ts`. */
const WATCHED = 2 / 3;
/** Before and after the session, and where nobody knows whether it is on, prices are worth a quarter as many requests. */
const SELDOM = 4;
/** A close is settled, and sent by those who send it late, this long after the session. */
const SETTLED_MS = 20 * MINUTE_MS;
/** A stream that has said nothing of an instrument this long in a session may have lost it. */
const SILENT_MS = 5 * MINUTE_MS;

/** When an instrument was asked for, and in which session that was. */
export interface Asked {
  atMs: number;
  session: Session;
}

/**
 * How far apart the polls of one instrument are, where so many share the provider's budget (market-data.md 19.3), of which `uses` says how
 * much is left.
 */
export function pollInterval(provider: Provider, polled: number, uses: readonly QuotaUse[] = []): number {
  const { pollsPerMinute, freshMs, quoteBatch, countsSymbols = false } = provider;
  const round = pollsPerMinute === undefined ? 0 : Math.ceil(polled / pollsPerMinute) * MINUTE_MS;
  const requests = countsSymbols ? polled : Math.ceil(polled / quoteBatch);
  return Math.max(FASTEST_MS, freshMs, round, ...uses.map((use) => paceOf(use, requests)));
}

/** What is left for polls of a long window lasts for a third of it, a day's for its session, and is never quite used up. */
function paceOf({ perMs, used, limit }: QuotaUse, requests: number): number {
  if (perMs < HOUR_MS) return 0;
  return (requests * (perMs / 3)) / Math.max(1, limit * WATCHED - used);
}

/** Whether what no stream carries is asked for now: while its market is open, and once after the close. */
export function isPollDue(
  { session, settledMs }: MarketTimes,
  last: Asked | undefined,
  intervalMs: number,
  nowMs: number,
): boolean {
  if (!last) return true;
  if (session === "closed") return last.atMs < settledMs && settledMs <= nowMs;
  // What opens is asked for at once; only the wait within a session is spread.
  if (last.session === "closed" || (session === "regular" && last.session !== "regular")) {
    return nowMs - last.atMs >= Math.min(intervalMs, MINUTE_MS);
  }
  return nowMs - last.atMs >= intervalMs * (session === "regular" ? 1 : SELDOM);
}

/** Whether what a stream carries is asked for as well: for its close before, and where the stream keeps silent. */
export function isPrimeDue(
  { session, today }: MarketTimes,
  quote: Quote | undefined,
  last: Asked | undefined,
  intervalMs: number,
  nowMs: number,
): boolean {
  if (last && nowMs - last.atMs < Math.max(intervalMs, MINUTE_MS)) return false;
  if (!quote || quote.previousClose === undefined) return !last || session === "regular";
  if (session !== "regular") return false;
  if (today !== undefined && quote.day !== today) return true;
  const heardMs = Math.max(Date.parse(quote.at), last?.atMs ?? 0);
  return nowMs - heardMs > SILENT_MS;
}

/** Whether a price is the last one its market will have until it opens again. */
export function isLastOfSession({ session, closedMs }: MarketTimes, quote: Quote | undefined): boolean {
  return session === "closed" && closedMs !== undefined && quote !== undefined && Date.parse(quote.at) >= closedMs;
}

export interface MarketTimes {
  session: Session;
  /** The last regular close by now, and when its prices are settled. */
  closedMs: number | undefined;
  settledMs: number;
  /** The day the exchange's own calendar shows. */
  today: string | undefined;
}

/** `exchange`: undefined of what never closes. */
export function marketTimes(exchange: Exchange | undefined, session: Session, nowMs: number): MarketTimes {
  const closedMs = session === "closed" && exchange ? lastClose(exchange, nowMs) : undefined;
  return {
    session,
    closedMs,
    settledMs: closedMs === undefined ? Number.POSITIVE_INFINITY : closedMs + SETTLED_MS,
    today: exchange && localTime(nowMs, exchange.timeZone).day,
  };
}
