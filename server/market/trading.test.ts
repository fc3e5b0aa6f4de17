import type { Instrument } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { isTrading } from "./trading.ts";

const at = (symbol: string, mic: string | null, instant: string, kind: Instrument["kind"] = "stock"): boolean => {
  const instrument: Instrument = { id: "ins_1", symbol, name: symbol, kind, mic, currency: "USD" };
  return isTrading(instrument, Date.parse(instant));
};

test("prices move while an exchange is open, before and after its regular hours where it trades then", () => {
  expect(at("AAPL", "XNAS", "2026-03-02T15:00:00Z")).toBe(true);
  expect(at("AAPL", "XNAS", "2026-03-02T13:00:00Z")).toBe(true);
  expect(at("AAPL", "XNAS", "2026-03-03T04:00:00Z")).toBe(false);
  expect(at("AAPL", "XNAS", "2026-03-07T15:00:00Z")).toBe(false);
  expect(at("7203.T", "XTKS", "2026-03-03T01:00:00Z")).toBe(true);
});

test("the simulated market and crypto never close; what people price themselves never trades", () => {
  expect(at("GLOBE.SIM", "SIM", "2026-03-07T03:00:00Z")).toBe(true);
  expect(at("BTC-USD", null, "2026-03-07T03:00:00Z", "crypto")).toBe(true);
  expect(at("My house", null, "2026-03-02T15:00:00Z")).toBe(false);
});

test("a holiday is like a weekend, a half day ends early, and where the calendar has ended prices may move in the usual hours", () => {
  expect(at("AAPL", "XNAS", "2026-11-26T15:00:00Z")).toBe(false);
  expect(at("AAPL", "XNAS", "2026-11-27T17:59:00Z")).toBe(true);
  expect(at("AAPL", "XNAS", "2026-11-27T22:00:00Z")).toBe(false);
  expect(at("7203.T", "XTKS", "2026-11-23T01:00:00Z")).toBe(false);
  expect(at("0700.HK", "XHKG", "2027-02-08T02:00:00Z")).toBe(true);
  expect(at("0700.HK", "XHKG", "2027-02-08T20:00:00Z")).toBe(false);
});
