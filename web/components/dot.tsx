import type { PriceUsed, Session } from "@tickfolio/engine";
import { text } from "../text.ts";

export type Freshness = "live" | "delayed" | "stale" | "closed" | "unpriced";

const LIVE_FOR_MS = 15 * 60_000;

/** How far a price can be trusted to be now's; `market`: the session its market is in, where that is known. */
export function freshnessOf(price: PriceUsed | null, nowMs: number, market?: Session): Freshness {
  if (!price) return "unpriced";
  if (price.stale) return "stale";
  if (market === "closed" || price.session === "closed" || price.delay === "eod" || price.delay === "manual")
    return "closed";
  const isRecent = price.at !== undefined && nowMs - Date.parse(price.at) < LIVE_FOR_MS;
  if (!isRecent) return price.at === undefined ? "closed" : "delayed";
  return price.delay === "realtime" || price.delay === "simulated" ? "live" : "delayed";
}

/** Told apart by shape as well as by colour: full, half, dashed ring, ring, crossed ring. */
export function Dot({ state }: { state: Freshness }) {
  return (
    <svg className={`dot ${state}`} viewBox="0 0 10 10" role="img" aria-label={text.freshness[state]}>
      {state === "live" && <circle cx="5" cy="5" r="4" className="full" />}
      {state !== "live" && <circle cx="5" cy="5" r="3.4" className="ring" />}
      {state === "delayed" && <path d="M5 1.6A3.4 3.4 0 0 1 5 8.4z" className="full" />}
      {state === "unpriced" && <path d="M2.6 7.4l4.8-4.8" className="ring" />}
    </svg>
  );
}
