import { Decimal, type Transaction } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { readStory } from "../engine/testing.ts";
import { reviveTransaction } from "./revive.ts";

test("whatever decimals a transaction has, in charges and lots too, they are decimals again", () => {
  const { transactions } = readStory(`
    2024-01-03 buy 10 AAPL @ 100.00 USD fee 1.00 tax 0.50 rate 0.92
    2024-02-01 reinvested-dividend 0.5 AAPL for 60.00 USD tax 9.00
    2024-03-01 convert 100.00 EUR to 108.00 USD
    2024-03-01 transfer-in 10 SAP @ 100.00 EUR lots 4@2020-01-02=300.00,6@2021-05-05=550.00*0.92
    2024-03-01 move 5 AAPL @ 120.00 USD to B account A lots txn_1=5
    2024-03-01 spin-off AAPL 1:4 into BABY share 0.12
    2024-03-01 merger AAPL 2:3 into BIG for 100.00 EUR share 0.1
    2024-03-02 sell 5 SAP @ 130.00 lots txn_4@2020-01-02=4,txn_4@2021-05-05=1`);
  const charged = { ...transactions[0], fee: { amount: Decimal.ONE, currency: "GBP", exchangeRate: Decimal.ONE } };
  for (const transaction of [...transactions, charged as Transaction]) {
    expect(reviveTransaction(JSON.parse(JSON.stringify(transaction))), transaction.kind).toEqual(transaction);
  }
});
