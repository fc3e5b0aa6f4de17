import { Decimal, type Valuation } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { marketValueOf, worthOf } from "./worth.ts";

/** A valuation of positions with these market values; null where one has no price. */
function valued(marketValues: (number | null)[], cash = 0): Valuation {
  const positions = marketValues.map((marketValue) => ({ quantity: Decimal.ONE, marketValue }));
  const marketValue = marketValues.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return { positions, totals: { marketValue, cash } } as unknown as Valuation;
}

test("what has a price is added up, and what has none is left out", () => {
  expect(marketValueOf(valued([100, null, 50]))).toBe(150);
  expect(worthOf(valued([100, null, 50], 7))).toBe(157);
});

test("where nothing has a price nothing is known, which is not zero", () => {
  expect(marketValueOf(valued([null, null]))).toBeNull();
  expect(worthOf(valued([null]))).toBeNull();
});

test("cash is known without a price, and nothing held is worth nothing", () => {
  expect(worthOf(valued([null], 7))).toBe(7);
  expect(worthOf(valued([]))).toBe(0);
  expect(marketValueOf(valued([]))).toBe(0);
});
