import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal, type EntryDraft, type Transaction } from "@tickfolio/engine";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Death, dyingTable } from "./dying-table.ts";
import { type EmulatedDynamo, startDynalite } from "./dynalite-trial.ts";
import { createDynamoTable } from "./dynamo-table.ts";
import { createMemoryTable } from "./memory-table.ts";
import { createSqliteTable } from "./sqlite-table.ts";
import { createStore } from "./store.ts";
import type { Item, Table } from "./table.ts";
import type { UserStore } from "./user-store.ts";

const START = Date.parse("2024-03-01T12:00:00Z");
const DAY_MS = 86_400_000;
let now = START;
const clock = () => now;
const written = { at: "2024-03-01T12:00:00Z", by: "anna" };
const draft = { name: "Growth", baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false } as const;
/** More than one pack holds. */
const ENTRIES = 300;

let folder: string;
let dynamo: EmulatedDynamo;
const open: Table[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickfolio-bin-"));
  dynamo = await startDynalite();
});
afterEach(async () => {
  for (const table of open.splice(0)) await table.close();
  now = START;
});
afterAll(async () => {
  await dynamo.close();
  rmSync(folder, { recursive: true });
});

function typed(id: string): EntryDraft {
  return { id: `ent_${id}`, reason: { kind: "typed" }, transactions: [], voids: ["txn_0"] };
}

/** Enough to need segments. */
function large(id: string): EntryDraft {
  const transactions = Array.from(
    { length: 1_500 },
    (_, row): Transaction => ({
      ...{ id: `txn_${id}_${row}`, kind: "deposit", day: "2024-03-01", amount: Decimal.ONE, currency: "EUR" },
      note: randomUUID(),
    }),
  );
  return { id: `ent_${id}_import`, reason: { kind: "import", file: "trades.csv" }, transactions, voids: [] };
}

const anna = (table: Table): UserStore => createStore(table, { clock }).forUser("anna");

/** Two portfolios, one of which has been in the bin for its time. */
async function twoPortfolios(table: Table, entries = 3): Promise<void> {
  const user = anna(table);
  for (const id of ["pf_gone", "pf_kept"]) {
    await user.savePortfolio({ ...draft, id }, 0);
    const journal = await user.journal(id);
    for (let n = 1; n <= entries; n++) await journal.append(typed(`${id}-${n}`), written);
    await journal.append(large(id), written);
  }
  await user.deletePortfolio("pf_gone");
  now = START + 30 * DAY_MS;
}

async function itemsOf(table: Table, id: string): Promise<Item[]> {
  const partitions = [`USER#anna#JOURNAL#${id}`, `USER#anna#JOURNAL#${id}#1`];
  const journals = await Promise.all(partitions.map((partition) => table.query({ partition })));
  const user = await table.query({ partition: "USER#anna" });
  return [...journals.flatMap(({ items }) => items), ...user.items.filter(({ sort }) => sort.includes(id))];
}

const tables: [string, () => Promise<Table>][] = [
  ["in memory", async () => createMemoryTable({ clock })],
  ["in a SQLite file", async () => createSqliteTable({ file: join(folder, `${Math.random()}.sqlite`), clock })],
  ["in DynamoDB", async () => createDynamoTable({ ...dynamo, tableName: await dynamo.makeTable(), fetch, clock })],
];

describe.each(tables)("the bin %s", (_, makeTable) => {
  test("keeps a portfolio for 30 days, then removes it for good: entries, packs, segments and traces", async () => {
    const table = await makeTable();
    open.push(table);
    await twoPortfolios(table, ENTRIES);
    now -= 1;
    expect((await anna(table).portfolios({ deleted: true })).map(({ id }) => id)).toEqual(["pf_gone"]);
    expect((await itemsOf(table, "pf_gone")).some(({ sort }) => sort.startsWith("P#"))).toBe(true);
    const kept = await itemsOf(table, "pf_kept");

    now += 1;
    expect(await anna(table).portfolios({ deleted: true })).toEqual([]);
    // All that is left is that the id was used.
    expect((await itemsOf(table, "pf_gone")).map(({ sort }) => sort)).toEqual(["REMOVAL#pf_gone"]);
    expect(await anna(table).portfolio("pf_gone")).toBeUndefined();
    expect(await itemsOf(table, "pf_kept")).toEqual(kept);
    now += 366 * DAY_MS;
    expect(await itemsOf(table, "pf_gone")).toEqual([]);
  });
});

test("what is taken out of the bin in time stays whole", async () => {
  const table = createMemoryTable({ clock });
  await twoPortfolios(table);
  now -= 1;
  await anna(table).restorePortfolio("pf_gone");
  now += 31 * DAY_MS;
  await anna(table).sweep();
  expect(await anna(table).portfolios()).toHaveLength(2);
  expect(await (await anna(table).journal("pf_gone")).entries()).toHaveLength(4);
});

test.each<Death>(["before", "after"])(
  "a removal that dies (%s any of its steps) never leaves half a portfolio in sight, and is taken up again",
  async (death) => {
    for (let survives = 0; ; survives++) {
      now = START;
      const table = createMemoryTable({ clock });
      await twoPortfolios(table);
      const dying = dyingTable(table, survives, death);
      const died = await anna(dying)
        .portfolios({ deleted: true })
        .then(
          () => false,
          () => true,
        );
      // Whoever looks next sees it whole or not at all.
      if (await anna(table).portfolio("pf_gone")) {
        expect(await (await anna(table).journal("pf_gone")).entries()).toHaveLength(4);
      }
      expect(await anna(table).portfolios({ deleted: true })).toEqual([]);
      expect((await itemsOf(table, "pf_gone")).map(({ sort }) => sort)).toEqual(["REMOVAL#pf_gone"]);
      expect(await (await anna(table).journal("pf_kept")).entries()).toHaveLength(4);
      if (!died) break;
      expect(survives).toBeLessThan(60);
    }
  },
);

test("a portfolio too large for one go is out of sight at once and gone after some more", async () => {
  const table = createMemoryTable({ clock });
  await twoPortfolios(table, 1_100);
  expect(await anna(table).portfolios({ deleted: true })).toEqual([]);
  const left = await itemsOf(table, "pf_gone");
  expect(left.length).toBeGreaterThan(500);
  for (let goes = 0; goes < 3; goes++) await anna(table).portfolios({ deleted: true });
  expect(await itemsOf(table, "pf_gone")).toHaveLength(1);
});

test("an id that is used again begins with an empty journal, which nobody's late work on the first one touches", async () => {
  const table = createMemoryTable({ clock });
  await twoPortfolios(table, 1_100);
  // Only part of the first one is gone when the second is made.
  await anna(table).portfolios();
  await anna(table).savePortfolio({ ...draft, id: "pf_gone" }, 0);
  const journal = await anna(table).journal("pf_gone");
  expect(await journal.entries()).toEqual([]);
  await journal.append(typed("new"), written);
  await journal.append(large("new"), written);
  await anna(table).sweep();
  now += 2 * DAY_MS;
  await anna(table).sweep();
  expect((await (await anna(table).journal("pf_gone")).entries()).map(({ id }) => id)).toEqual([
    "ent_new",
    "ent_new_import",
  ]);
  expect((await table.query({ partition: "USER#anna#JOURNAL#pf_gone" })).items).toEqual([]);

  await anna(table).deletePortfolio("pf_gone");
  now += 30 * DAY_MS;
  expect(await anna(table).portfolios({ deleted: true })).toEqual([]);
  expect(await itemsOf(table, "pf_gone")).toHaveLength(1);
});
