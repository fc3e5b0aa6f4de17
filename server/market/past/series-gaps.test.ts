import { type CloseSeries, dayNumber, type Instrument } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { listing } from "../testing.ts";
import { gapsOf } from "./series-gaps.ts";

function series(days: string[], source = "stooq"): CloseSeries {
  return {
    ...{ instrument: "ins_one", source, currency: "USD", adjustment: "raw" },
    days: Int32Array.from(days, dayNumber),
    closes: Float64Array.from(days, () => 1),
  };
}
const gaps = (instrument: Instrument, days: string[], source?: string) => gapsOf(instrument, series(days, source));

describe("the sessions a series has no close of", () => {
  const apple = listing("AAPL");

  test("are those the market had: no weekend, and no holiday", () => {
    // Thanksgiving of 2025 was Thursday the 27th.
    expect(gaps(apple, ["2025-11-25", "2025-11-26", "2025-11-28", "2025-12-01"])).toEqual({ ranges: [], missing: 0 });
    expect(gaps(apple, ["2025-11-21", "2025-11-26", "2025-11-28"])).toEqual({
      ranges: [{ from: "2025-11-24", to: "2025-11-25" }],
      missing: 2,
    });
  });

  test("over a weekend are one gap", () => {
    expect(gaps(apple, ["2025-10-16", "2025-10-21"])).toEqual({
      ranges: [{ from: "2025-10-17", to: "2025-10-20" }],
      missing: 2,
    });
  });

  test("are not claimed where nobody knows the market's calendar, or before it begins", () => {
    const shed = listing("SHED", { mic: null, kind: "other" });
    expect(gaps({ ...shed, symbol: "Garden shed" }, ["2025-10-01", "2025-10-31"])).toEqual({ ranges: [], missing: 0 });
    expect(gaps(apple, ["1901-01-02", "1901-06-03"])).toEqual({ ranges: [], missing: 0 });
  });

  test("of a coin are every day", () => {
    const coin = listing("BTC-USD", { mic: null, kind: "crypto" });
    expect(gaps(coin, ["2025-10-03", "2025-10-06"])).toEqual({
      ranges: [{ from: "2025-10-04", to: "2025-10-05" }],
      missing: 2,
    });
  });

  test("mean nothing where prices are typed now and then", () => {
    expect(gaps(apple, ["2025-01-02", "2025-10-06"], "manual").missing).toBe(0);
  });

  test("are all counted, and the newest of many gaps named", () => {
    const everyOther = Array.from({ length: 200 }, (_, index) => index * 2 + dayNumber("2024-01-02"));
    const { ranges, missing } = gapsOf(listing("BTC-USD", { mic: null, kind: "crypto" }), {
      ...series([]),
      ...{ days: Int32Array.from(everyOther), closes: Float64Array.from(everyOther) },
    });
    expect(missing).toBe(199);
    expect(ranges).toHaveLength(50);
    expect(ranges.at(-1)!.to).toBe("2025-02-02");
  });
});
