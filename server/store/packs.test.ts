import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal, dayFromNumber, type Entry, type Transaction } from "@tickfolio/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmulatedDynamo, startDynalite } from "./dynalite-trial.ts";
import { createDynamoTable } from "./dynamo-table.ts";
import { createMemoryTable } from "./memory-table.ts";
import { absorbed, entriesOf, type Pack, readPacks, writePack } from "./packs.ts";
import { createSqliteTable } from "./sqlite-table.ts";
import type { Table } from "./table.ts";

const clock = () => Date.parse("2024-03-01T12:00:00Z");
const partition = "USER#anna#JOURNAL#pf_1";
const READ_UNIT_BYTES = 4096;

/** Rows as brokers' files have them: 250 instruments over ten years, units with and without a fraction, prices and fees in cents. */
function imported(count: number, perEntry: number): Entry[] {
  let state = 7;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const instruments = Array.from({ length: 250 }, () =>
    Array.from({ length: 4 }, () => (2 ** 32 + below(2 ** 32)).toString(16).slice(1)).join(""),
  );
  const prices = instruments.map(() => 1_000 + below(49_000));
  const row = (index: number): Transaction => {
    const place = below(250);
    prices[place] = Math.max(100, Math.round(prices[place]! * (0.97 + below(61) / 1_000)));
    const fraction = below(10) < 4 ? `.${1_000 + below(9_000)}` : "";
    return {
      id: `txn_0192aaaa-bbbb-7ccc-8ddd-${String(Math.floor(index / perEntry)).padStart(12, "0")}_${(index % perEntry) + 2}`,
      kind: below(4) === 0 ? "sell" : "buy",
      day: dayFromNumber(16_800 + Math.floor((index * 3_650) / count)),
      instrument: `ins_${instruments[place]}`,
      quantity: Decimal.parse(`${1 + below(200)}${fraction}`),
      price: Decimal.parse(`${prices[place]! / 100}`),
      currency: ["EUR", "EUR", "USD", "USD", "GBP"][place % 5]!,
      fee: { amount: Decimal.parse(`${(100 + below(900)) / 100}`) },
    };
  };
  const rows = Array.from({ length: count }, (_, index) => row(index));
  return Array.from({ length: Math.ceil(count / perEntry) }, (_, index) => ({
    id: `ent_0192aaaa-bbbb-7ccc-8ddd-${String(index).padStart(12, "0")}`,
    number: index + 1,
    at: "2024-03-01T12:00:00Z",
    by: "anna",
    reason: { kind: "import", file: `trades-${index + 1}.csv` },
    transactions: rows.slice(index * perEntry, (index + 1) * perEntry),
    voids: [],
  }));
}

let dynamo: EmulatedDynamo;
const folder = mkdtempSync(join(tmpdir(), "tickfolio-packs-"));
beforeAll(async () => {
  dynamo = await startDynalite();
});
afterAll(async () => {
  await dynamo.close();
  rmSync(folder, { recursive: true });
});

const tables: [string, () => Promise<Table>][] = [
  ["memory", async () => createMemoryTable({ clock })],
  ["a SQLite file", async () => createSqliteTable({ file: join(folder, "packs.sqlite"), clock })],
  [
    "DynamoDB",
    async () => createDynamoTable({ ...dynamo, tableName: await dynamo.makeTable(), fetch, clock: Date.now }),
  ],
];

test.each(tables)(
  "50,000 imported transactions in %s are read with at most 150 units of 4 KiB, and are the same again",
  async (_, makeTable) => {
    const table = await makeTable();
    const entries = imported(50_000, 5_000);
    await writePack(table, partition, entries);
    const { items } = await table.query({ partition });
    const bytes = items.reduce((sum, { value }) => sum + (value.bytes as Uint8Array).length + 500, 0);
    expect(Math.ceil(bytes / READ_UNIT_BYTES)).toBeLessThanOrEqual(150);
    const { packs, leftOver } = await readPacks(table, partition);
    expect([packs.length, leftOver]).toEqual([1, []]);
    const read = (await entriesOf(packs[0]!))!;
    expect(read.length).toBe(entries.length);
    expect(read[9]).toEqual(entries[9]);
    await table.close();
  },
);

test("a pack takes in the ones before it that are less than twice as large, and none grows without end", () => {
  const packs = (...sizes: number[]) => sizes.map((size) => ({ size }) as Pack);
  const taken = (list: Pack[], size: number) => absorbed(list, size).map((pack) => pack.size);
  expect(taken(packs(8_000, 2_400, 600), 512)).toEqual([600]);
  expect(taken(packs(8_000, 2_000, 900), 512)).toEqual([2_000, 900]);
  expect(taken(packs(4_000, 1_024), 512)).toEqual([]);
  expect(taken(packs(90_000, 20_000), 15_000)).toEqual([20_000]);
});

test("a pack of which a part is another writer's is as good as none, and its items can go", async () => {
  const table = createMemoryTable({ clock });
  await writePack(table, partition, imported(30_000, 3_000));
  const [first] = (await table.query({ partition })).items;
  expect(first!.sort).toBe("P#000000001-000000010#001");
  await table.put({ ...first!, value: { ...first!.value, bytes: new Uint8Array(10) } }, "any");
  const { packs, leftOver } = await readPacks(table, partition);
  expect(packs).toEqual([]);
  expect(leftOver.map(({ sort }) => sort)).toContain(first!.sort);
});
