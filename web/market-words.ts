import { format } from "./format.ts";
import type { MarketNow } from "./live/market-hours.ts";
import { text } from "./text.ts";

/** Where a market stands, in a sentence; times are the reader's. */
export function marketWords({ market, session, holiday, isShort, untilMs, opensMs }: MarketNow, nowMs: number): string {
  const words = text.price.market;
  switch (session) {
    case "regular":
      return words.open(market, when(untilMs, nowMs), isShort);
    case "pre":
      return words.pre(market, opening(opensMs, nowMs));
    case "post":
      return words.post(market, when(untilMs, nowMs));
    case "closed":
      return words.closed(market, holiday, opening(opensMs, nowMs));
    case "unknown":
      return words.unknown(market);
    default:
      return session satisfies never;
  }
}

/** "at 15:30", or "Monday at 15:30". */
export function opening(instantMs: number | undefined, nowMs: number): string | undefined {
  const told = when(instantMs, nowMs);
  return told !== undefined && isToday(instantMs!, nowMs) ? text.price.market.at(told) : told;
}

/** A time of today, or with its day. */
function when(instantMs: number | undefined, nowMs: number): string | undefined {
  if (instantMs === undefined) return undefined;
  const instant = new Date(instantMs).toISOString();
  return isToday(instantMs, nowMs) ? format.time(instant) : format.weekdayTime(instant);
}

const isToday = (instantMs: number, nowMs: number) =>
  new Date(instantMs).toDateString() === new Date(nowMs).toDateString();
