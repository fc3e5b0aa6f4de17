import { dayNumber, type RateTable } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { mergedRates } from "./merge-rates.ts";

function table(days: string[], columns: Record<string, number[]>): RateTable {
  return {
    ...{ base: "EUR", source: "ecb", days: Int32Array.from(days, dayNumber) },
    columns: Object.fromEntries(Object.entries(columns).map(([name, rates]) => [name, Float64Array.from(rates)])),
  };
}
const older = table(["2026-11-18", "2026-11-19"], { USD: [1.15, 1.16], GBP: [0.87, 0.88] });

test("where both have a day the newer table's word counts", () => {
  const merged = mergedRates(older, table(["2026-11-19", "2026-11-20"], { USD: [1.17, 1.18], GBP: [0.89, 0.9] }));
  expect([...merged.columns.USD!]).toEqual([1.15, 1.17, 1.18]);
  expect([...merged.columns.GBP!]).toEqual([0.87, 0.89, 0.9]);
});

test("a rate that was set stays where the newer table leaves its currency or its day out", () => {
  const merged = mergedRates(older, table(["2026-11-19", "2026-11-20"], { USD: [Number.NaN, 1.18] }));
  expect([...merged.columns.USD!]).toEqual([1.15, 1.16, 1.18]);
  expect([...merged.columns.GBP!]).toEqual([0.87, 0.88, Number.NaN]);
});
