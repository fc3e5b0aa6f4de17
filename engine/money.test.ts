import { expect, test } from "vitest";
import { minorPlaces, minorUnit } from "./money.ts";

test("a yen has no minor unit, a dinar has three places, most have two", () => {
  expect(["JPY", "KWD", "EUR", "BTC"].map(minorPlaces)).toEqual([0, 3, 2, 8]);
});

test("pence are not pounds, however similar they are spelled", () => {
  expect(minorUnit("GBp")).toEqual({ currency: "GBP", perMajor: 100 });
  expect(minorUnit("GBX")).toEqual({ currency: "GBP", perMajor: 100 });
  expect(minorUnit("KWF")).toEqual({ currency: "KWD", perMajor: 1000 });
  expect(minorUnit("GBP")).toBeUndefined();
  expect(minorUnit("constructor")).toBeUndefined();
});
