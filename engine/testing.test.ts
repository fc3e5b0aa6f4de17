import { expect, test } from "vitest";
import { readStory } from "./testing.ts";
import type { TransactionKind } from "./transaction.ts";
import { transactionSchema } from "./transaction-schema.ts";

const STORY = `
  2024-01-02 deposit 5000.00 EUR
  2024-01-02 withdrawal 1.00
  2024-01-02 interest 1.00
  2024-01-02 interest-charge 1.00
  2024-01-02 fee 1.00
  2024-01-02 fee-refund 1.00
  2024-01-02 tax 1.00
  2024-01-02 tax-refund 1.00
  2024-01-03 buy 10 AAPL @ 100.00 USD fee 1.00 tax 0.50 rate 0.92 time 10:00 account A
  2024-02-01 dividend AAPL 12.00 USD tax 1.80
  2024-02-02 dividend-reversal AAPL 12.00 USD tax 1.80
  2024-03-01 split AAPL 2:1
  2024-03-01 convert 100.00 EUR to 108.00 USD
  2024-03-01 cash-in-lieu 0.5 AAPL for 50.00 USD
  2024-03-01 stock-dividend 2 AAPL
  2024-03-01 stock-dividend-reversal 2 AAPL
  2024-03-01 reinvested-dividend 0.5 AAPL for 60.00 USD tax 9.00
  2024-03-01 reinvested-dividend-reversal 0.5 AAPL for 60.00 USD
  2024-03-01 transfer-in 10 SAP @ 100.00 EUR lots 4@2020-01-02=300.00,6@2021-05-05=550.00*0.92
  2024-03-01 transfer-out 5 SAP
  2024-03-01 move 5 AAPL @ 120.00 USD to B account A
  2024-03-01 spin-off AAPL 1:4 into BABY share 0.12
  2024-03-01 merger AAPL 2:3 into BIG for 100.00 EUR share 0.1
  2024-03-01 symbol-change BABY into BABE
  2024-03-01 return-of-capital AAPL 12.00 USD
  2024-03-02 sell 5 SAP @ 130.00 lots txn_19@2020-01-02=4,txn_19@2021-05-05=1`;

test("a story has a line for every kind of transaction, and each is one that a journal takes", () => {
  const { transactions } = readStory(STORY);
  for (const transaction of transactions) {
    const read = transactionSchema().safeParse(JSON.parse(JSON.stringify(transaction)));
    expect(read.error?.issues, transaction.kind).toBeUndefined();
    expect(read.data).toEqual(transaction);
  }
  const kinds = new Set(transactions.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(Object.keys(EVERY_KIND).sort());
  const said = (kind: TransactionKind) => JSON.parse(JSON.stringify(transactions.find((one) => one.kind === kind)));
  expect(said("move")).toMatchObject({ quantity: "5", price: "120", currency: "USD", account: "A", toAccount: "B" });
  expect(said("merger")).toMatchObject({ numerator: 2, denominator: 3, amount: "100", cashCostShare: "0.1" });
  expect(said("sell").lots).toEqual([
    { transaction: "txn_19", acquired: "2020-01-02", quantity: "4" },
    { transaction: "txn_19", acquired: "2021-05-05", quantity: "1" },
  ]);
  expect(said("transfer-in").lots[1]).toEqual({
    acquired: "2021-05-05",
    quantity: "6",
    cost: "550",
    exchangeRate: "0.92",
  });
});

test("what comes of an instrument is in its currency, unless another line states one", () => {
  const { currencyOf } = readStory(`
    2024-01-03 buy 10 AAPL @ 100.00 USD
    2024-02-01 spin-off AAPL 1:4 into BABY share 0.12
    2024-02-02 symbol-change BABY into BABE
    2024-03-01 merger AAPL 2:3 into BIG for 100.00 EUR
    2024-03-02 buy 1 BIG @ 10.00 GBP`);
  expect(["AAPL", "BABY", "BABE", "BIG"].map(currencyOf)).toEqual(["USD", "USD", "USD", "GBP"]);
});

const EVERY_KIND: Record<TransactionKind, true> = {
  buy: true,
  sell: true,
  "cash-in-lieu": true,
  dividend: true,
  "dividend-reversal": true,
  "stock-dividend": true,
  "stock-dividend-reversal": true,
  "reinvested-dividend": true,
  "reinvested-dividend-reversal": true,
  "transfer-in": true,
  "transfer-out": true,
  move: true,
  split: true,
  "spin-off": true,
  merger: true,
  "symbol-change": true,
  "return-of-capital": true,
  deposit: true,
  withdrawal: true,
  interest: true,
  "interest-charge": true,
  fee: true,
  "fee-refund": true,
  tax: true,
  "tax-refund": true,
  conversion: true,
};
