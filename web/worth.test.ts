import { Decimal, type Valuation } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { gainOf, marketValueOf, whyUnvalued, worthOf } from "./worth.ts";

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

test("a gain is told where what is held has a price and everything booked a rate", () => {
  const gained = (marketValues: (number | null)[], codes: string[] = []) => {
    const one = valued(marketValues, 7);
    return gainOf({ ...one, totals: { ...one.totals, gain: 5 }, issues: codes.map((code) => ({ code })) } as Valuation);
  };
  expect(gained([100, null])).toBe(5);
  expect(gained([null])).toBeNull();
  expect(gained([100], ["no_rate"])).toBeNull();
});

test("what has a price and no rate is not called unpriced", () => {
  expect(whyUnvalued({ unpriced: [] } as unknown as Valuation)).toBe("no exchange rate");
  expect(whyUnvalued({ unpriced: ["ins_1"] } as unknown as Valuation)).toBe("unpriced");
});
