import { Decimal, type Transaction } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { readStory } from "../engine/testing.ts";
import { cashEffect, searchTextOf, toldOf } from "./transaction-words.ts";

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

test("every kind is told in a sentence of its own, with what it moved in cash", () => {
  const { transactions } = readStory(`
    2024-03-01 cash-in-lieu 0.5 AAPL for 50.00 fee 1.00
    2024-03-01 dividend-reversal AAPL 12.00 tax 1.80
    2024-03-01 stock-dividend 2 AAPL
    2024-03-01 stock-dividend-reversal 2 AAPL
    2024-03-01 reinvested-dividend 0.5 AAPL for 60.00 tax 9.00
    2024-03-01 reinvested-dividend-reversal 0.5 AAPL for 60.00
    2024-03-01 transfer-in 10 AAPL @ 100.00 fee 5.00
    2024-03-01 transfer-out 5 AAPL @ 100.00
    2024-03-01 move 5 AAPL @ 120.00 to B account A
    2024-03-01 spin-off AAPL 1:4 into BABY share 0.12
    2024-03-01 merger AAPL 2:3 into BIG for 100.00
    2024-03-01 merger AAPL 2:3 into BIG
    2024-03-01 symbol-change AAPL into APPL
    2024-03-01 return-of-capital AAPL 12.00`);
  expect(transactions.map((one) => `${told(one)}: ${cashEffect(one) ?? "-"}`)).toEqual([
    "Cash for 0.5 AAPL at €100.00: 49",
    "dividend reversal of €12.00 from AAPL: -10.2",
    "Stock dividend of 2 AAPL: -",
    "Stock dividend of 2 AAPL taken back: -",
    "Dividend reinvested in 0.5 AAPL: -",
    "Dividend reinvested in 0.5 AAPL taken back: -",
    "Transferred in 10 AAPL: -5",
    "Transferred out 5 AAPL: -",
    "Moved 5 AAPL from A to B: -",
    "Spin-off of BABY from AAPL, 1 for 4: -",
    "Merger of AAPL into BIG, 2 for 3: 100",
    "Merger of AAPL into BIG, 2 for 3: -",
    "AAPL became APPL: -",
    "return of capital of €12.00 from AAPL: 12",
  ]);
});

test("what came of an instrument, and the account moved to, are found by their names", () => {
  const [change, move] = readStory("2024-03-01 symbol-change AAPL into APPL\n2024-03-02 move 5 AAPL to Bank account A")
    .transactions as [Transaction, Transaction];
  const listing = { kind: "stock", mic: "XNAS", currency: "USD" } as const;
  const instruments = new Map([
    ["AAPL", { id: "AAPL", symbol: "AAPL", name: "Apple", ...listing }],
    ["APPL", { id: "APPL", symbol: "APPL", name: "Pear", ...listing }],
  ]);
  expect(searchTextOf(change, instruments)).toContain("pear");
  expect(searchTextOf(move, instruments)).toContain("bank");
});
