import type { Instrument, PriceUsed } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { freshnessOf } from "./components/dot.tsx";
import { feedWords } from "./components/feed-words.ts";
import { marketNow, sessionNow } from "./live/market-hours.ts";
import { marketWords } from "./market-words.ts";

const listed = (symbol: string, mic: string | null, kind: Instrument["kind"] = "stock"): Instrument => ({
  ...{ id: `ins_${symbol}`, symbol, name: symbol, kind, mic, currency: "USD" },
});
const apple = listed("AAPL", "XNAS");

/** Times and days are the reader's, in whichever zone the test runs. */
function words(instrument: Instrument, instant: string): string | undefined {
  const nowMs = Date.parse(instant);
  const market = marketNow(instrument, nowMs);
  return market && marketWords(market, nowMs).replace(/\d+:\d+(\s?[AP]M)?/gi, "TIME");
}

describe("where a market stands, in words", () => {
  test("open, before and after its session, and closed with when it opens", () => {
    expect(words(apple, "2026-11-25T15:00:00Z")).toMatch(/^Nasdaq is open until .*TIME\.$/);
    expect(words(apple, "2026-11-25T13:00:00Z")).toMatch(/^Nasdaq opens .*TIME; trading before that\.$/);
    expect(words(apple, "2026-11-25T22:00:00Z")).toMatch(/^Nasdaq has closed; trading after hours until .*TIME\.$/);
    expect(words(apple, "2026-11-28T15:00:00Z")).toMatch(/^Nasdaq is closed; it opens .*TIME\.$/);
  });

  test("a holiday has its name, a half day says that it is one, and what nobody knows is said too", () => {
    expect(words(apple, "2026-11-26T15:00:00Z")).toMatch(/^Nasdaq is closed \(Thanksgiving\); it opens .*TIME\.$/);
    expect(words(apple, "2026-11-27T15:00:00Z")).toMatch(/until .*TIME, earlier than on other days\.$/);
    expect(words(listed("0700.HK", "XHKG"), "2027-02-08T02:00:00Z")).toBe(
      "Whether Hong Kong is open today is not known.",
    );
  });

  test("of coins, of the simulated market and of what has no market there is nothing to say", () => {
    const now = Date.parse("2026-11-28T15:00:00Z");
    for (const one of [
      listed("BTC-USD", null, "crypto"),
      listed("NOVA.SIM", "SIM"),
      listed("My house", null, "other"),
    ]) {
      expect([marketNow(one, now), sessionNow(one, now)]).toEqual([undefined, undefined]);
    }
  });
});

describe("a price", () => {
  const nowMs = Date.now();
  const price: PriceUsed = {
    ...{ value: 100, currency: "USD", day: "2026-11-25", source: "finnhub", delay: "realtime", stale: false },
    session: "regular",
    at: new Date(nowMs - 20 * 60_000).toISOString(),
  };

  test("some time old is late while its market is open, and the last of its session once that is closed", () => {
    expect(freshnessOf(price, nowMs, "regular")).toBe("delayed");
    expect(freshnessOf(price, nowMs, "closed")).toBe("closed");
    expect(freshnessOf({ ...price, stale: true }, nowMs, "closed")).toBe("stale");
    // Nobody knows whether the market is open: it is not said to be closed.
    expect(freshnessOf(price, nowMs, "unknown")).toBe("delayed");
  });

  test("of closed markets says when the first of them opens", () => {
    const feed = { connection: "live", upstream: null } as const;
    const told = feedWords(feed, [{ price, market: "closed" }], nowMs, "Friday 15:30");
    expect(told).toMatchObject({ word: "Markets closed", tone: "closed" });
    expect(told.explained).toContain("The next market opens Friday 15:30.");
  });
});
