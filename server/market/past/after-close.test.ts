import { expect, test } from "vitest";
import { listing } from "../testing.ts";
import { sessionDayOf, settledSince, settlesNext } from "./after-close.ts";

const apple = listing("AAPL");
const sap = listing("SAP.DE", { mic: "XETR", currency: "EUR" });
const coin = listing("BTC-USD", { kind: "crypto", mic: null });
const shed = listing("SHED", { kind: "other", mic: null });
const since = (instrument: typeof apple, at: string) => iso(settledSince(instrument, Date.parse(at)));
const next = (instrument: typeof apple, at: string) => iso(settlesNext(instrument, Date.parse(at)));
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16));

test("a session's close is there twenty minutes after it", () => {
  expect(since(apple, "2026-11-20T21:19:00Z")).toBe("2026-11-19T21:20");
  expect(since(apple, "2026-11-20T21:20:00Z")).toBe("2026-11-20T21:20");
  expect(next(apple, "2026-11-20T21:19:00Z")).toBe("2026-11-20T21:20");
  expect(since(sap, "2026-11-20T18:00:00Z")).toBe("2026-11-20T16:50");
});

test("over a weekend and a holiday the last session's stays the last, and the next one is the next", () => {
  expect(since(apple, "2026-11-22T12:00:00Z")).toBe("2026-11-20T21:20");
  expect(next(apple, "2026-11-20T21:20:00Z")).toBe("2026-11-23T21:20");
  // Thanksgiving is the 26th, and the day after it ends at one.
  expect(next(apple, "2026-11-25T22:00:00Z")).toBe("2026-11-27T18:20");
});

test("in summer the same clock on the wall is another instant", () => {
  expect(next(apple, "2026-07-06T12:00:00Z")).toBe("2026-07-06T20:20");
});

test("the session is that of the day it was traded on, where it was", () => {
  expect(sessionDayOf(apple, Date.parse("2026-11-20T21:20:00Z"))).toBe("2026-11-20");
  expect(sessionDayOf(coin, Date.parse("2026-11-22T00:20:00Z"))).toBe("2026-11-21");
  const sydney = listing("BHP.AX", { mic: "XASX", currency: "AUD" });
  expect(sessionDayOf(sydney, settledSince(sydney, Date.parse("2026-11-20T12:00:00Z"))!)).toBe("2026-11-20");
});

test("what trades day and night closes with the day, and what no market trades never", () => {
  expect(since(coin, "2026-11-22T12:00:00Z")).toBe("2026-11-22T00:20");
  expect(next(coin, "2026-11-22T12:00:00Z")).toBe("2026-11-23T00:20");
  expect([since(shed, "2026-11-22T12:00:00Z"), next(shed, "2026-11-22T12:00:00Z")]).toEqual([undefined, undefined]);
});
