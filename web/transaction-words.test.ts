import { Decimal, type Transaction } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { toldOf } from "./transaction-words.ts";

const common = { id: "txn_1", day: "2024-01-02", currency: "EUR" } as const;
const told = (one: Transaction) => toldOf(one, new Map()).replaceAll(/\s/g, " ");

test("what moved cash alone is told with its amount", () => {
  const amount = Decimal.parse("500");
  expect(told({ ...common, kind: "deposit", amount })).toBe("deposit of €500.00");
  expect(told({ ...common, kind: "fee-refund", amount, instrument: "AAPL" })).toBe("fee refund of €500.00 for AAPL");
  expect(told({ ...common, kind: "dividend", amount, instrument: "AAPL" })).toBe("dividend of €500.00 from AAPL");
  const trade = { ...common, kind: "buy", instrument: "AAPL", quantity: Decimal.parse("2") } as const;
  expect(told({ ...trade, price: Decimal.parse("20") })).toBe("Bought 2 AAPL at €20.00");
});
