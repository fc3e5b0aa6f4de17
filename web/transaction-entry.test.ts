import type { Transaction } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { readStory } from "../engine/testing.ts";
import { standIn, withMade } from "./picked-instrument.ts";
import { entryOf } from "./transaction-entry.ts";

const { transactions } = readStory(`
  2024-01-02 buy 10 AAPL @ 100.00
  2024-03-01 sell 5 AAPL @ 130.00 lots txn_1=5
  2024-03-01 spin-off AAPL 1:4 into BABY share 0.12`);
const [bought, sold, spunOff] = transactions as [Transaction, Transaction, Transaction];

test("a changed purchase takes along the sale that names its lot, in one entry and the same at a second try", () => {
  const changed = { ...bought, id: "txn_new", day: "2024-01-03" };
  const entry = entryOf(changed, bought, transactions);
  expect(entry.voids).toEqual(["txn_1", "txn_2"]);
  expect(JSON.parse(JSON.stringify(entry.transactions))).toMatchObject([
    { id: "txn_new" },
    { id: "txn_new-1", kind: "sell", lots: [{ transaction: "txn_new", quantity: "5" }] },
  ]);
  expect(entryOf(changed, bought, transactions)).toEqual(entry);
  expect(entryOf(sold, undefined, transactions)).toEqual({ transactions: [sold], voids: [] });
});

test("instruments that are new are made before it is written, both of them", async () => {
  const draft = { symbol: "OLD", name: "Old", kind: "stock", mic: null, currency: "EUR" } as const;
  const drafts = new Map([draft, { ...draft, symbol: "NEW" }].map((one) => [standIn(one), one]));
  const [instrument, newInstrument] = [...drafts.keys()];
  const typed = { ...spunOff, instrument, newInstrument } as Transaction;
  const made = await withMade(typed, drafts, async (one) => ({ ...one, id: `ins_${one.symbol}` }));
  expect(made).toEqual({ ...spunOff, instrument: "ins_OLD", newInstrument: "ins_NEW" });
});
