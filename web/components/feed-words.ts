import type { PriceUsed, Session } from "@tickfolio/engine";
import type { FeedStatus } from "@tickfolio/protocol";
import { text } from "../text.ts";
import { freshnessOf } from "./dot.tsx";

export interface FeedWords {
  word: string;
  tone: "live" | "delayed" | "closed" | "down";
  explained: string;
}

/** A price, and the session its market is in, where that is known. */
interface Seen {
  price: PriceUsed;
  market?: Session | undefined;
}

/** What the line above the large figure says about how live it is: the data decides, not the connection alone. */
export function feedWords(feed: FeedStatus, prices: readonly Seen[], nowMs: number, opens?: string): FeedWords {
  const oldest = prices.reduce<string | undefined>(
    (first, { price: { at } }) => (at && (!first || at < first) ? at : first),
    undefined,
  );
  const age = text.feed.oldest(oldest);
  if (feed.connection === "offline")
    return { word: text.feed.offline, tone: "down", explained: `${text.feed.offlineWhy} ${age}` };
  if (feed.connection === "connecting") return { word: text.feed.connecting, tone: "delayed", explained: age };
  if (prices.length === 0) return { word: text.feed.idle, tone: "closed", explained: text.feed.idleWhy };
  const states = prices.map(({ price, market }) => freshnessOf(price, nowMs, market));
  const live = states.filter((state) => state === "live").length;
  if (live > 0) {
    const isAll = live === states.length;
    return {
      word: isAll ? text.feed.live : text.feed.some(live, states.length),
      tone: "live",
      explained: `${feed.connection === "polling" ? text.feed.polling : text.feed.liveWhy} ${age}`,
    };
  }
  if (states.includes("delayed"))
    return { word: text.feed.delayed, tone: "delayed", explained: `${text.feed.delayedWhy} ${age}` };
  if (states.every((state) => state === "stale")) {
    return { word: text.feed.stale, tone: "delayed", explained: `${text.feed.staleWhy} ${age}` };
  }
  const next = opens === undefined ? "" : ` ${text.feed.opens(opens)}`;
  return { word: text.feed.closed, tone: "closed", explained: `${text.feed.closedWhy} ${age}${next}` };
}
