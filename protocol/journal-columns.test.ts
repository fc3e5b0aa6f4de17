import { Decimal, type Entry, type Transaction } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { readStory } from "../engine/testing.ts";
import {
  type JournalColumns,
  JournalColumnsError,
  readJournalColumns,
  writeJournalColumns,
} from "./journal-columns.ts";
import { fromColumns, type JsonRecord, toColumns } from "./record-columns.ts";

const head = { at: "2026-03-02T10:00:00Z", by: "anna", voids: [] as string[] };

function entry(number: number, transactions: Transaction[], more: Partial<Entry> = {}): Entry {
  return { id: `ent_${number}`, reason: { kind: "typed" }, transactions, number, ...head, ...more };
}

const overTheWire = (columns: JournalColumns) => JSON.parse(JSON.stringify(columns)) as JournalColumns;

/** Every kind of field a transaction can have. */
function everyForm(): Transaction[] {
  const { transactions } = readStory(`
    2024-01-03 buy 10 AAPL @ 100.00 USD fee 1.00 tax 0.50 rate 0.92
    2024-02-01 reinvested-dividend 0.5 AAPL for 60.00 USD tax 9.00
    2024-03-01 convert 100.00 EUR to 108.00 USD
    2024-03-01 transfer-in 10 SAP @ 100.00 EUR lots 4@2020-01-02=300.00,6@2021-05-05=550.00*0.92
    2024-03-01 move 5 AAPL @ 120.00 USD to B account A lots txn_1=5
    2024-03-01 spin-off AAPL 1:4 into BABY share 0.12
    2024-03-01 merger AAPL 2:3 into BIG for 100.00 EUR share 0.1
    2024-03-02 sell 5 SAP @ 130.00 lots txn_4@2020-01-02=4,txn_4@2021-05-05=1`);
  const charged = { ...transactions[0], id: "txn_charged", time: "09:30", note: 'a, b\n"c"' };
  const fee = { amount: Decimal.parse("187.123456789012345678"), currency: "GBP", exchangeRate: Decimal.parse("1.1") };
  return [...transactions, { ...charged, fee } as Transaction];
}

test("entries of every form are the same again, decimals and all", () => {
  const entries = [
    entry(7, everyForm()),
    entry(8, [], { voids: ["txn_1", "txn_2"], reason: { kind: "undo", entry: "ent_7" } }),
    entry(9, everyForm(), { reason: { kind: "import", file: "trades.csv" } }),
  ];
  const columns = overTheWire(writeJournalColumns(entries, "9"));
  expect([columns.from, columns.next]).toEqual([7, "9"]);
  expect(readJournalColumns(columns)).toEqual(entries);
  expect(readJournalColumns(overTheWire(writeJournalColumns([])))).toEqual([]);
});

test("what the first version wrote opens", () => {
  const written: JournalColumns = JSON.parse(
    `{"format":1,"from":3,"entries":{"forms":[["id","reason.kind","reason.file","voids","at","by"]],"form":[0],
    "columns":{"id":{"texts":["ent_a"]},"reason.kind":{"of":["import"],"at":[0]},"reason.file":{"texts":["t.csv"]},
    "voids":{"json":[["txn_1"]]},"at":{"texts":["2026-03-02T10:00:00Z"]},"by":{"texts":["anna"]}}},"counts":[2],
    "transactions":{"forms":[["id","kind","day","instrument","quantity","price","currency","fee.amount"],
    ["id","kind","day","amount","currency"]],"form":[0,1],"columns":{"id":{"of":["txn_a_"],"at":[0,0],"up":[9,1]},
    "kind":{"texts":["buy","deposit"]},"day":{"days":[20000,1]},"instrument":{"texts":["ins_1"]},
    "quantity":{"texts":["1.5"]},"price":{"texts":["20"]},"currency":{"of":["EUR"],"at":[0,0]},
    "fee.amount":{"texts":["0.5"]},"amount":{"texts":["7"]}}},"next":null}`,
  );
  const decimal = Decimal.parse;
  const buy = { id: "txn_a_9", kind: "buy", day: "2024-10-04", instrument: "ins_1", currency: "EUR" } as const;
  const units = { quantity: decimal("1.5"), price: decimal("20"), fee: { amount: decimal("0.5") } };
  expect(readJournalColumns(written)).toEqual([
    entry(
      3,
      [
        { ...buy, ...units },
        { id: "txn_a_10", kind: "deposit", day: "2024-10-05", amount: decimal("7"), currency: "EUR" },
      ],
      { id: "ent_a", reason: { kind: "import", file: "t.csv" }, voids: ["txn_1"] },
    ),
  ]);
});

test("a newer version's columns, and entries that do not follow on one another, are refused", () => {
  const columns = writeJournalColumns([entry(1, [])]);
  expect(() => readJournalColumns({ ...columns, format: 2 })).toThrow(JournalColumnsError);
  expect(() => writeJournalColumns([entry(1, []), entry(3, [])])).toThrow("Entry 3 stands where 2 belongs.");
});

test("thousands of imported rows take a fifth of their JSON", () => {
  const rows = Array.from({ length: 2_000 }, (_, row) => ({ ...everyForm()[0]!, id: `txn_0192_${row + 2}` }));
  const entries = [entry(1, rows)];
  const [columns, plain] = [writeJournalColumns(entries), entries].map((form) => JSON.stringify(form).length);
  expect(columns! * 5).toBeLessThan(plain!);
});

test("records of any form are the same again", () => {
  const records: JsonRecord[] = [
    { a: "txn_1", b: { c: null, d: [1, { e: "f" }] }, g: {} },
    { a: "txn_007", b: {}, g: "2024-02-30" },
    { a: "", g: "txn_12" },
    { a: "txn_999999999999", b: "text", __proto__x: true },
    {},
    { a: "txn_2", day: "2024-02-29" },
    { a: "txn_1", day: "1999-12-31" },
  ];
  expect(fromColumns(JSON.parse(JSON.stringify(toColumns(records))))).toEqual(records);
});
