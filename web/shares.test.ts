import { Decimal, type Valuation } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { sharesOf } from "./shares.ts";

const instruments = new Map(
  ["A", "B", "S"].map((id) => [id, { id, symbol: id, name: id, kind: "stock", mic: "US", currency: "USD" } as const]),
);
const position = (instrument: string, marketValue: number | null) => ({ instrument, currency: "USD", marketValue });
const cash = (currency: string, value: number) => ({ currency, value, amount: Decimal.fromNumber(value) });
const valued = (positions: unknown[], balances: unknown[]) => ({ positions, cash: balances }) as Valuation;

test("what is owed is no part of what is owned: the parts add up to the whole, and the debt is told beside them", () => {
  const valuation = valued([position("A", 900), position("B", 300), position("S", -50)], [cash("EUR", -400)]);
  const { owned, owed } = sharesOf(valuation, "holding", instruments);
  const whole = owned.reduce((sum, share) => sum + share.value, 0);
  expect(owned.map(({ name, value }) => [name, value / whole])).toEqual([
    ["A", 0.75],
    ["B", 0.25],
  ]);
  expect(owed).toEqual([
    { name: "cash in EUR", value: 400 },
    { name: "S", value: 50 },
  ]);
});

test("by currency, a debt in one stands beside what is owned in it", () => {
  const valuation = valued([position("A", 900), position("B", null)], [cash("USD", -400), cash("EUR", 100)]);
  expect(sharesOf(valuation, "currency", instruments)).toEqual({
    owned: [
      { name: "USD", value: 900 },
      { name: "EUR", value: 100 },
    ],
    owed: [{ name: "USD", value: 400 }],
  });
});
