import { type CloseSeries, dayNumber } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { cleanSeries } from "./clean-series.ts";

function series(closes: number[], adjustment: CloseSeries["adjustment"] = "split"): CloseSeries {
  return {
    ...{ instrument: "ins_a", source: "one", currency: "USD", adjustment },
    days: Int32Array.from(closes, (_, row) => dayNumber("2026-11-02") + row),
    closes: Float64Array.from(closes),
  };
}

test.each<[what: string, closes: number[], kept: number[], why: string[]]>([
  ["ordinary days", [100, 104, 99, 101], [100, 104, 99, 101], []],
  ["a close that doubles for a day", [16.1, 32.2, 16.15, 16.2], [16.1, 16.15, 16.2], ["2 times the closes around it"]],
  ["one that halves", [100, 50.2, 99, 100], [100, 99, 100], ["the closes around it are 2 times it"]],
  [
    "pence among pounds for two days",
    [1.5, 151, 150, 1.52],
    [1.5, 1.52],
    ["100 times the closes around it", "100 times the closes around it"],
  ],
  ["a real crash and its recovery", [347.5, 193.6, 325, 330], [347.5, 193.6, 325, 330], []],
  ["a crash that lasts", [100, 45, 44, 46], [100, 45, 44, 46], []],
  ["a last close that is far from the one before", [100, 101, 160], [100, 101], ["far from 101, the close before it"]],
  ["pennies that double", [0.01, 0.02, 0.01, 0.01], [0.01, 0.02, 0.01, 0.01], []],
  ["nothing", [], [], []],
  ["one day", [5], [5], []],
])("%s", (_, closes, kept, why) => {
  const clean = cleanSeries(series(closes), []);
  expect([...clean.series.closes]).toEqual(kept);
  expect(clean.leftOut.map((one) => one.why)).toEqual(why);
  expect(clean.refused).toBeUndefined();
  if (why.length === 0) expect(clean.series.days.length).toBe(closes.length);
});

test("prices as traded fall by their splits, and the last may", () => {
  const splits = [{ day: "2026-11-04", from: 1, to: 4 }];
  expect(cleanSeries(series([100, 101, 25.2], "raw"), splits).leftOut).toEqual([]);
  expect(cleanSeries(series([100, 101, 25.2], "raw"), []).leftOut).toMatchObject([{ day: "2026-11-04", close: 25.2 }]);
  // In adjusted prices a split is no reason for a fall.
  expect(cleanSeries(series([100, 101, 25.2]), splits).leftOut).toHaveLength(1);
});

test("a series that changes its unit on the way is refused", () => {
  expect(cleanSeries(series([1.5, 1.51, 150, 151, 150, 152]), []).refused).toBe(
    "from 2026-11-03 to 2026-11-04 it goes from 1.51 to 150, as when its unit changes",
  );
  const splits = [{ day: "2026-11-04", from: 100, to: 1 }];
  expect(cleanSeries(series([1.5, 1.51, 150, 151, 150, 152], "raw"), splits).refused).toBeUndefined();
});
