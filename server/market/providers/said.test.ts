import { dayFromNumber } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { apple, NOW_MS, vodafone } from "./keyed-testing.ts";
import { dividendOfSaid, splitOfSaid, wholeRatio } from "./said-actions.ts";
import { quoteOfSaid, type SaidBar, seriesOfSaid } from "./said-prices.ts";

const series = (bars: SaidBar[], nowMs = NOW_MS) => {
  const { days, closes } = seriesOfSaid("x", apple, bars, { adjustment: "raw", nowMs })!;
  return [...days].map((day, row) => [dayFromNumber(day), closes[row]]);
};

describe("a day's prices as they are said", () => {
  test("come in any order and are kept by day", () => {
    expect(
      series([
        { day: "2026-11-20", close: 3 },
        { day: "2026-11-18", close: 1 },
        { day: "2026-11-19", close: 2 },
        { day: "2026-11-19", close: 2 },
      ]),
    ).toEqual([
      ["2026-11-18", 1],
      ["2026-11-19", 2],
      ["2026-11-20", 3],
    ]);
  });

  test("what cannot be right is left out: the other days stand", () => {
    const good = { day: "2026-11-17", close: 5 };
    expect(
      series([
        good,
        { day: "2026-11-18", open: 5, high: 5.1, low: 4.9, close: 50 },
        { day: "2026-11-19", close: -1 },
        { day: "2026-11-20", close: Number.POSITIVE_INFINITY },
        { day: "2026-02-30", close: 5 },
        { day: "2027-01-04", close: 5 },
        { day: undefined, close: 5 },
        { day: "2026-11-16", close: undefined },
        { day: "2026-11-13", close: 5 },
        { day: "2026-11-13", close: 6 },
      ]),
    ).toEqual([["2026-11-17", 5]]);
  });

  test("where high and low are none, the close still is one; and rounding is no contradiction", () => {
    expect(
      series([
        { day: "2026-11-17", high: 1, low: 2, close: 5 },
        { day: "2026-11-18", high: 0, low: 0, close: 5 },
        { day: "2026-11-19", high: 4.999999, low: 4, close: 5 },
      ]),
    ).toHaveLength(3);
  });

  test("the price of a session that is not over is no close", () => {
    const bars = [
      { day: "2026-11-19", close: 1 },
      { day: "2026-11-20", close: 2 },
    ];
    expect(series(bars, Date.parse("2026-11-20T18:00:00Z"))).toEqual([["2026-11-19", 1]]);
    expect(series(bars, Date.parse("2026-11-20T21:00:00Z"))).toHaveLength(2);
  });
});

describe("a last price as it is said", () => {
  const said = { price: 92.74, previousClose: 92.02, atMs: NOW_MS - 60_000, delay: "delayed" as const };
  test("is in the unit that is stated, else in that of the exchange", () => {
    expect(quoteOfSaid("x", vodafone, said, NOW_MS)).toMatchObject({ price: 0.9274, previousClose: 0.9202 });
    expect(quoteOfSaid("x", vodafone, { ...said, currency: "GBP" }, NOW_MS)).toMatchObject({ price: 92.74 });
    expect(quoteOfSaid("x", vodafone, { ...said, currency: "GBp" }, NOW_MS)).toMatchObject({ price: 0.9274 });
    expect(quoteOfSaid("x", vodafone, { ...said, currency: "USD" }, NOW_MS)).toBeUndefined();
  });

  test.each([
    ["no price", { price: 0 }],
    ["no time", { atMs: Number.NaN }],
    ["an impossible time", { atMs: 1e300 }],
    ["the future", { atMs: NOW_MS + 3_600_000 }],
    ["a day to come", { day: "2026-11-21" }],
    ["no day", { day: "today" }],
  ])("%s is none", (_, change) => {
    expect(quoteOfSaid("x", apple, { ...said, ...change }, NOW_MS)).toBeUndefined();
  });

  test("a previous close that is none is left out", () => {
    expect(quoteOfSaid("x", apple, { ...said, previousClose: 0 }, NOW_MS)).not.toHaveProperty("previousClose");
  });
});

describe("splits and dividends as they are said", () => {
  test("a factor is two whole numbers", () => {
    expect([4, 0.1, 1.5, 2 / 3, 1.05, 1 / 3, 7.5].map(wholeRatio)).toEqual([
      [4, 1],
      [1, 10],
      [3, 2],
      [2, 3],
      [21, 20],
      [1, 3],
      [15, 2],
    ]);
    for (const none of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9, Math.SQRT2])
      expect(wholeRatio(none)).toBeUndefined();
    expect(splitOfSaid("2026-01-05", 1, 1)).toBeUndefined();
    expect(splitOfSaid("2026-01-05", 0, 4)).toBeUndefined();
  });

  test("a dividend in another currency than the share's is not taken for one in its own", () => {
    const said = { day: "2026-01-05", amount: 2.25, basis: "declared" as const };
    expect(dividendOfSaid(vodafone, { ...said, currency: "USD" })).toBeUndefined();
    expect(dividendOfSaid(vodafone, { ...said, currency: "GBX" })).toMatchObject({ amount: 0.0225, currency: "GBP" });
    expect(dividendOfSaid(apple, { ...said, amount: 0 })).toBeUndefined();
    expect(dividendOfSaid(apple, { ...said, payDay: "2025-01-01" })).not.toHaveProperty("payDay");
  });
});
