import { expect, test } from "vitest";
import { Decimal } from "./decimal.ts";
import { addMoney, minorPlaces, minorUnit } from "./money.ts";

const money = (amount: string, currency: string) => ({ amount: Decimal.parse(amount), currency });

test("amounts of one currency add, amounts of two do not", () => {
  expect(addMoney(money("1.10", "EUR"), money("2.20", "EUR"))).toEqual(money("3.3", "EUR"));
  expect(() => addMoney(money("1", "EUR"), money("1", "USD"))).toThrow("EUR and USD cannot be added.");
});

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
