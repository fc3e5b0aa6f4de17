import { expect, test } from "vitest";
import { followNames, lotChoicesOf } from "./lot-choices.ts";
import { readStory } from "./testing.ts";

test("what names lots of a changed transaction follows its new id, and so does what names lots of that", () => {
  const { transactions } = readStory(`
    2024-01-02 buy 10 AAPL @ 100.00
    2024-01-03 buy 10 AAPL @ 110.00
    2024-02-01 move 5 AAPL to B account A lots txn_1=4,txn_2=1
    2024-03-01 sell 5 AAPL @ 130.00 lots txn_3=5
    2024-03-02 sell 1 AAPL @ 130.00 lots txn_2=1`);
  let made = 9;
  const followed = followNames(transactions, new Map([["txn_1", "txn_9"]]), () => `txn_${++made}`);
  expect(followed.voids).toEqual(["txn_3", "txn_4"]);
  expect(followed.transactions.map((one) => [one.id, lotChoicesOf(one).map((lot) => lot.transaction)])).toEqual([
    ["txn_10", ["txn_9", "txn_2"]],
    ["txn_11", ["txn_10"]],
  ]);
});
