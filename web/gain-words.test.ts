import type { PositionValue, Totals } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { explainGain, gainParts } from "./gain-words.ts";

const position = {
  ...{ currency: "USD", realized: 30, released: 0, unrealized: 20, unrealizedPrice: 15, unrealizedCurrency: 5 },
  ...{ income: 4, gain: 53 },
} as PositionValue;
const totals = { realized: 30, released: 0, unrealized: 20, income: 4, cashCurrencyGain: 0, gain: 53 } as Totals;

test("the parts of a position's gain add up to it, and what is zero for most is told where it is not", () => {
  expect(gainParts(position, 10, "EUR")).toEqual([
    { name: "Price", value: 35 },
    { name: "Exchange rate of USD", value: 15 },
    { name: "Income", value: 4 },
    { name: "Fees and taxes kept apart", value: -1 },
  ]);
  const left = { ...position, currency: "EUR", released: -40, gain: 14 };
  expect(gainParts(left, 0, "EUR")).toEqual([
    { name: "Price", value: 45 },
    { name: "Transferred", value: -40 },
    { name: "Income", value: 4 },
  ]);
});

test("of a gain that is not known there are no parts", () => {
  expect(gainParts({ ...position, unrealized: null, gain: null }, 0, "EUR")).toBeNull();
});

test("a total gain is explained by its terms, also what left with transfers and what rates did to cash", () => {
  expect(explainGain(totals, "EUR")).toBe(
    "Realised +€30.00, unrealised +€20.00, income €4.00, less fees and taxes not in a cost or proceeds €1.00. The percentage is of all money ever put in.",
  );
  expect(explainGain({ ...totals, released: 7, cashCurrencyGain: -2, gain: 58 }, "EUR")).toBe(
    "Realised +€30.00, transferred +€7.00, unrealised +€20.00, income €4.00, exchange rates of cash −€2.00, less fees and taxes not in a cost or proceeds €1.00. The percentage is of all money ever put in.",
  );
});
