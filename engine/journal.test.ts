import { describe, expect, test } from "vitest";
import { Decimal } from "./decimal.ts";
import { type EntryDraft, entryDraftSchema, entrySchema, liveTransactions, undoOf } from "./journal.ts";
import type { Transaction } from "./transaction.ts";
import { transactionSchema } from "./transaction-schema.ts";

const buy = (id: string, quantity = "1"): Transaction => ({
  id,
  kind: "buy",
  day: "2024-01-02",
  instrument: "ins_1",
  quantity: Decimal.parse(quantity),
  price: Decimal.parse("100"),
  currency: "EUR",
});
const entry = (id: string, transactions: Transaction[], voids: string[] = []): EntryDraft => ({
  id,
  reason: { kind: "typed" },
  transactions,
  voids,
});
const ids = (entries: EntryDraft[]) => liveTransactions(entries).map(({ id }) => id);

describe("a journal", () => {
  test("counts what was recorded and not voided since", () => {
    expect(ids([entry("ent_1", [buy("txn_1"), buy("txn_2")]), entry("ent_2", [buy("txn_3")], ["txn_1"])])).toEqual([
      "txn_2",
      "txn_3",
    ]);
  });

  test("takes an edit as a void and a record in one step, also under the same id", () => {
    const entries = [entry("ent_1", [buy("txn_1")]), entry("ent_2", [buy("txn_1", "2")], ["txn_1"])];
    expect(liveTransactions(entries)).toEqual([buy("txn_1", "2")]);
  });
});

describe("undo", () => {
  const edited = [entry("ent_1", [buy("txn_1")]), entry("ent_2", [buy("txn_2", "2")], ["txn_1"])];
  const names = () => {
    let next = 10;
    return () => `txn_${next++}`;
  };

  test("voids what the entry recorded and records again what it voided, under a new id", () => {
    expect(undoOf(edited, "ent_2", names())).toEqual({
      voids: ["txn_2"],
      transactions: [buy("txn_10")],
      conflicts: [],
    });
  });

  test("of an undo is the entry again", () => {
    const { voids, transactions } = undoOf(edited, "ent_2", names());
    const undone = [...edited, entry("ent_3", transactions, voids)];
    expect(liveTransactions(undone)).toEqual([buy("txn_10")]);
    const redo = undoOf(undone, "ent_3", () => "txn_20");
    expect(liveTransactions([...undone, entry("ent_4", redo.transactions, redo.voids)])).toEqual([buy("txn_20", "2")]);
  });

  test("names what a later entry has changed, because both versions would come back", () => {
    const changed = [...edited, entry("ent_3", [buy("txn_3", "3")], ["txn_2"])];
    expect(undoOf(changed, "ent_2", names()).conflicts).toEqual(["txn_2"]);
  });

  test("a second time says who did it first, until that is undone itself", () => {
    const removed = [entry("ent_1", [buy("txn_1")]), entry("ent_2", [], ["txn_1"])];
    const undoing = (id: string, of: string, transactions: EntryDraft["transactions"], voids: string[] = []) => ({
      ...entry(id, transactions, voids),
      reason: { kind: "undo" as const, entry: of },
    });
    const undone = [...removed, undoing("ent_3", "ent_2", [buy("txn_3")])];
    expect(undoOf(undone, "ent_2", names()).undoneBy).toBe("ent_3");
    const redone = [...undone, undoing("ent_4", "ent_3", [], ["txn_3"])];
    expect(undoOf(redone, "ent_2", names())).toEqual({ voids: [], conflicts: [], transactions: [buy("txn_10")] });
    expect(undoOf(redone, "ent_3", names()).undoneBy).toBe("ent_4");
  });

  test("brings back what a sale names as its lot, and the sale names it by its new id; undone again, all is as before", () => {
    const sale = {
      ...buy("txn_2"),
      kind: "sell",
      lots: [{ transaction: "txn_1", quantity: Decimal.ONE }],
    } as Transaction;
    const entry = (id: string, transactions: Transaction[], voids: string[] = []): EntryDraft => {
      return { id, reason: { kind: "typed" }, transactions, voids };
    };
    const entries = [entry("ent_1", [buy("txn_1")]), entry("ent_2", [sale]), entry("ent_3", [], ["txn_1"])];
    let made = 2;
    const newId = () => `txn_${++made}`;
    for (const undone of ["ent_3", "ent_4", "ent_5"]) {
      const { transactions, voids, conflicts } = undoOf(entries, undone, newId);
      expect(conflicts).toEqual([]);
      const reason = { kind: "undo", entry: undone } as const;
      entries.push({ ...entry(`ent_${entries.length + 1}`, transactions, voids), reason });
    }
    const live = liveTransactions(entries);
    const [bought, sold] = [live.find(({ kind }) => kind === "buy")!, live.find(({ kind }) => kind === "sell")!];
    expect(live).toHaveLength(2);
    expect(sold).toEqual({ ...sale, id: sold.id, lots: [{ transaction: bought.id, quantity: Decimal.ONE }] });
  });

  test("of an entry that is not there is an error", () => {
    expect(() => undoOf(edited, "ent_9", names())).toThrow("The journal has no entry ent_9.");
  });
});

describe("schemas", () => {
  const json = {
    id: "txn_1",
    kind: "buy",
    day: "2024-01-02",
    instrument: "ins_1",
    quantity: "1.5",
    price: "100",
    currency: "USD",
    exchangeRate: "0.92",
    fee: { amount: "1", currency: "EUR" },
  };

  test.each([
    json,
    {
      id: "txn_2",
      kind: "dividend",
      day: "2024-01-02",
      time: "09:30",
      account: "Broker",
      instrument: "ins_1",
      amount: "3",
      currency: "USD",
    },
    { id: "txn_3", kind: "interest-charge", day: "2024-01-02", amount: "3", currency: "USD", note: "margin\nJanuary" },
    {
      id: "txn_4",
      kind: "conversion",
      day: "2024-01-02",
      amount: "3",
      currency: "USD",
      toAmount: "2.7",
      toCurrency: "EUR",
    },
    { id: "txn_5", kind: "split", day: "2024-01-02", instrument: "ins_1", numerator: 3, denominator: 2 },
  ])("read a transaction and write it back the same: $kind", (text) => {
    expect(JSON.parse(JSON.stringify(transactionSchema().parse(text)))).toEqual(text);
  });

  test.each([
    ["quantity", { quantity: "0" }, /above zero/],
    ["quantity", { quantity: 1.5 }, /string/],
    ["quantity", { quantity: "-1" }, /above zero/],
    ["quantity", { quantity: "0.1234567890123456789" }, /at most 18 places/],
    ["quantity", { quantity: "1e40" }, /Expected a decimal number above zero as text.*found "1e40"/],
    ["quantity", { quantity: "1000000000000000" }, /at most 15 digits before the point, found "1000000000000000"/],
    ["price", { price: `1${"0".repeat(40)}` }, /at most 15 digits before the point, found "10+\.\.\."/],
    ["amount", { amount: "1000000000000000.5" }, /at most 15 digits/],
    ["fee.amount", { fee: { amount: "1000000000000000" } }, /at most 15 digits/],
    ["exchangeRate", { exchangeRate: "1000000000000000" }, /at most 15 digits/],
    ["price", { price: undefined }, /price per unit or an amount/],
    ["day", { day: "2024-02-30" }, /existing day/],
    ["currency", { currency: "usd" }, /currency code/],
    ["currency", { currency: "GBX" }, /major currency/],
    ["time", { time: "25:00" }, /local time/],
    ["id", { id: "1" }, /txn_/],
    ["kind", { kind: "barter" }, /./],
    ["", { exchange_rate: "0.92" }, /exchange_rate/],
  ])("refuse a wrong %s, naming the field: %j", (field, change, message) => {
    const { success, error } = transactionSchema().safeParse({ ...json, ...change });
    expect(success).toBe(false);
    expect(error!.issues[0]!.path.join(".")).toBe(field);
    expect(error!.issues[0]!.message).toMatch(message);
  });

  test("take numbers of 15 digits and 18 places, and open what was written before there was a limit", () => {
    const largest = "999999999999999.999999999999999999";
    const entry = (quantity: string) => ({
      ...{ id: "ent_1", reason: { kind: "typed" }, voids: [], transactions: [{ ...json, quantity }] },
    });
    const written = { number: 1, at: "2024-01-02T10:00:00Z", by: "user" };
    expect(entryDraftSchema().safeParse(entry(largest)).success).toBe(true);
    expect(entryDraftSchema().safeParse(entry("1000000000000000")).error!.issues[0]!.path).toEqual([
      ...["transactions", 0, "quantity"],
    ]);
    expect(entrySchema().safeParse({ ...entry("1000000000000000"), ...written }).success).toBe(true);
  });

  test("read an entry, and of a draft nothing that is the server's word", () => {
    const draft = {
      id: "ent_1",
      reason: { kind: "import", file: "trades.csv" },
      transactions: [json],
      voids: ["txn_0"],
    };
    expect(entryDraftSchema().parse(draft)).toMatchObject({ id: "ent_1", voids: ["txn_0"] });
    const written = { ...draft, number: 1, at: "2024-01-02T10:00:00Z", by: "user" };
    expect(entrySchema().parse(written).number).toBe(1);
    expect(entryDraftSchema().safeParse(written).success).toBe(false);
  });
});

test("a conversion within one currency is refused: it would only invent a gain on that currency", () => {
  const one = { id: "txn_1", day: "2024-03-01", kind: "conversion", amount: "100", currency: "EUR", toAmount: "90" };
  const read = (toCurrency: string) => transactionSchema().safeParse({ ...one, toCurrency });
  expect(read("USD").success).toBe(true);
  expect(read("EUR").error?.issues[0]).toMatchObject({ path: ["toCurrency"] });
});
