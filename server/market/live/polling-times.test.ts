import { exchangeOf, type Quote } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { sessionNow } from "../session-of-price.ts";
import { listing, quoteOf, scripted } from "../testing.ts";
import { isLastOfSession, isPollDue, isPrimeDue, marketTimes, pollInterval } from "./polling-times.ts";

const apple = listing("AAPL");
const finnhub = scripted({ name: "finnhub", clock: Date.now, rest: { pollsPerMinute: 36, freshMs: 10_000 } });
const ms = (instant: string) => Date.parse(instant);
const timesOf = (now: string, instrument = apple) =>
  marketTimes(
    instrument.kind === "crypto" ? undefined : exchangeOf(instrument),
    sessionNow(instrument, ms(now)),
    ms(now),
  );
const MINUTE_MS = 60_000;

function isDue(now: string, lastAsked: string, sharing = 1, instrument = apple): boolean {
  const last = { atMs: ms(lastAsked), session: sessionNow(instrument, ms(lastAsked)) };
  return isPollDue(timesOf(now, instrument), last, pollInterval(finnhub, sharing), ms(now));
}

test("polls of one instrument are max(15 s, ceil(|P|/36) min) apart", () => {
  expect([0, 1, 36, 37, 72, 100].map((polled) => pollInterval(finnhub, polled) / MINUTE_MS)).toEqual([
    0.25, 1, 1, 2, 2, 3,
  ]);
  const unlimited = scripted({ name: "any", clock: Date.now });
  expect(pollInterval(unlimited, 1_000)).toBe(15_000);
});

test("before and after the session it is a quarter of that, and while nobody knows whether it is on", () => {
  expect(isDue("2026-11-25T15:01:00Z", "2026-11-25T15:00:00Z")).toBe(true);
  expect(isDue("2026-11-25T15:00:59Z", "2026-11-25T15:00:00Z")).toBe(false);
  expect(isDue("2026-11-25T12:03:59Z", "2026-11-25T12:00:00Z")).toBe(false);
  expect(isDue("2026-11-25T12:04:00Z", "2026-11-25T12:00:00Z")).toBe(true);
  expect(isDue("2026-11-25T23:03:59Z", "2026-11-25T23:00:00Z")).toBe(false);
  const tencent = listing("0700.HK", { mic: "XHKG" });
  expect(isDue("2027-02-08T02:03:59Z", "2027-02-08T02:00:00Z", 1, tencent)).toBe(false);
  expect(isDue("2027-02-08T02:04:00Z", "2027-02-08T02:00:00Z", 1, tencent)).toBe(true);
});

test("when a market opens, what waited at the slow rate is asked for soon", () => {
  expect(isDue("2026-11-25T14:30:05Z", "2026-11-25T14:29:00Z", 100)).toBe(true);
  expect(isDue("2026-11-25T09:00:01Z", "2026-11-25T01:10:00Z", 100)).toBe(true);
});

test("while it is closed nothing is asked, but once twenty minutes after the close", () => {
  const vodafone = listing("VOD.L", { mic: "XLON" });
  expect(isDue("2026-11-25T16:49:00Z", "2026-11-25T16:29:00Z", 1, vodafone)).toBe(false);
  expect(isDue("2026-11-25T16:50:00Z", "2026-11-25T16:29:00Z", 1, vodafone)).toBe(true);
  expect(isDue("2026-11-25T20:00:00Z", "2026-11-25T16:50:00Z", 1, vodafone)).toBe(false);
  // Christmas Eve ends at half past twelve, and the next four days have no session.
  expect(isDue("2026-12-24T12:50:00Z", "2026-12-24T12:29:00Z", 1, vodafone)).toBe(true);
  expect(isDue("2026-12-28T10:00:00Z", "2026-12-24T12:50:00Z", 1, vodafone)).toBe(false);
  expect(isDue("2026-12-29T08:00:00Z", "2026-12-24T12:50:00Z", 1, vodafone)).toBe(true);
});

test("over Tokyo's noon nothing is asked", () => {
  const toyota = listing("7203.T", { mic: "XTKS", currency: "JPY" });
  expect(isDue("2026-11-25T03:00:00Z", "2026-11-25T02:29:00Z", 1, toyota)).toBe(false);
  expect(isDue("2026-11-25T03:30:30Z", "2026-11-25T02:29:00Z", 1, toyota)).toBe(true);
});

test("a coin is asked for at the same rate day and night", () => {
  const coin = listing("BTC-USD", { mic: null, kind: "crypto" });
  expect(isDue("2026-11-26T03:01:00Z", "2026-11-26T03:00:00Z", 1, coin)).toBe(true);
});

test("on the first look a market that is closed is asked only where its last price is not there yet", () => {
  const quote = (at: string): Quote => quoteOf("finnhub", apple, ms(at), { price: 100 });
  const thanksgiving = timesOf("2026-11-26T15:00:00Z");
  expect(isLastOfSession(thanksgiving, quote("2026-11-25T21:00:00Z"))).toBe(true);
  expect(isLastOfSession(thanksgiving, quote("2026-11-25T20:10:00Z"))).toBe(false);
  expect(isLastOfSession(thanksgiving, undefined)).toBe(false);
  expect(isLastOfSession(timesOf("2026-11-25T15:00:00Z"), quote("2026-11-25T14:59:00Z"))).toBe(false);
});

test("what is streamed is asked for its close before, and when its stream is silent, no more often than all of them together may be", () => {
  const now = "2026-11-25T15:00:00Z";
  const times = timesOf(now);
  const heard = (at: string, rest: Partial<Quote> = { previousClose: 99 }) =>
    quoteOf("finnhub", apple, ms(at), { price: 100, ...rest });
  const asked = (agoMs: number) => ({ atMs: ms(now) - agoMs, session: "regular" as const });
  const prime = (quote: Quote | undefined, agoMs?: number, sharing = 1) =>
    isPrimeDue(times, quote, agoMs === undefined ? undefined : asked(agoMs), pollInterval(finnhub, sharing), ms(now));
  expect(prime(undefined)).toBe(true);
  expect(prime(heard(now, {}), 59_000)).toBe(false);
  expect(prime(heard(now, {}), 61_000)).toBe(true);
  expect(prime(heard(now, {}), 61_000, 48)).toBe(false);
  expect(prime(heard(now, {}), 120_000, 48)).toBe(true);
  expect(prime(heard("2026-11-25T14:58:00Z"))).toBe(false);
  expect(prime(heard("2026-11-25T14:54:00Z"))).toBe(true);
  // It was asked, and there was no newer trade: once in five minutes is enough.
  expect(prime(heard("2026-11-25T14:40:00Z"), 120_000)).toBe(false);
  expect(prime(heard("2026-11-24T21:00:00Z", { day: "2026-11-24", previousClose: 99 }))).toBe(true);
});
