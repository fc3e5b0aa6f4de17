import { createHash } from "node:crypto";
import type { EntryDraft, Transaction } from "@tickfolio/engine";
import { type JournalColumns, newId, readJournalColumns } from "@tickfolio/protocol";
import { readWorkload, type Workload } from "../engine/testing-workload.ts";
import { startDynalite } from "../server/store/dynalite-trial.ts";
import type { DynamoOptions } from "../server/store/dynamo-client.ts";
import { createDynamoTable } from "../server/store/dynamo-table.ts";
import type { Journal } from "../server/store/journal.ts";
import { createMemoryTable } from "../server/store/memory-table.ts";
import { textOf } from "../server/store/packs.ts";
import { createStore } from "../server/store/store.ts";
import type { Table } from "../server/store/table.ts";

const USER = "ada";
const PORTFOLIO = "pf_1";
const JOURNAL = `USER#${USER}#JOURNAL#${PORTFOLIO}`;
const DRAFT = { name: "Bench", baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false } as const;

export interface Units {
  /** Strongly consistent read units of 4 KiB to read the journal as the page does, as DynamoDB bills them. */
  read_units: number;
  packs: number;
  /** What lies in the table, in bytes of attributes: the entries with their segments, and the same once more as packs. */
  entries_bytes: number;
  packs_bytes: number;
  /** Of entries alone, without packs. */
  read_units_without_packs: number;
}

/** Writes a workload as entries of so many rows, and reads it from a DynamoDB emulator that counts as DynamoDB does. */
export async function countUnits(workload: Workload, perEntry: number): Promise<Units> {
  const { transactions } = readWorkload(workload);
  const memory = createMemoryTable({ clock: Date.now });
  await writeJournal(memory, transactions, perEntry);
  const { items } = await memory.query({ partition: JOURNAL });
  const lastPacked = Math.max(
    0,
    ...items.flatMap(({ sort }) => (sort.startsWith("P#") ? Number(sort.slice(12, 21)) : [])),
  );
  const dynalite = await startDynalite();
  try {
    const spent = { units: 0 };
    const options = { ...dynalite, clock: Date.now, fetch: counting(spent), tableName: await dynalite.makeTable() };
    const table = createDynamoTable(options);
    // What is in packs is not read, so of those entries one in a hundred shows as well that it is not.
    const { items: user } = await memory.query({ partition: `USER#${USER}` });
    const isRead = ({ sort }: { sort: string }) =>
      !sort.startsWith("E#") || Number(sort.slice(2)) > lastPacked || Number(sort.slice(2)) % 100 === 1;
    for (const item of [...user, ...(perEntry > 100 ? items : items.filter(isRead))]) await table.put(item, "absent");

    spent.units = 0;
    const read = await readJournal(await createStore(table, options).forUser(USER).journal(PORTFOLIO));
    if (read !== transactions.length) throw new Error(`${read} transactions were read, not ${transactions.length}.`);
    const bytes = (prefixes: string) =>
      items.filter(({ sort }) => prefixes.includes(sort[0]!)).reduce((sum, item) => sum + sizeOf(item), 0);
    return {
      read_units: spent.units,
      packs: new Set(items.flatMap(({ sort }) => (sort.startsWith("P#") ? sort.split("#")[1] : []))).size,
      entries_bytes: bytes("ES"),
      packs_bytes: bytes("P"),
      read_units_without_packs: Math.ceil(bytes("ES") / 4096),
    };
  } finally {
    await dynalite.close();
  }
}

async function writeJournal(table: Table, transactions: readonly Transaction[], perEntry: number): Promise<void> {
  const store = createStore(table, { clock: Date.now }).forUser(USER);
  await store.savePortfolio({ id: PORTFOLIO, ...DRAFT }, 0);
  const journal = await store.journal(PORTFOLIO);
  for (let start = 0; start < transactions.length; start += perEntry) {
    const id = newId("ent");
    const rows = transactions.slice(start, start + perEntry);
    const named = (index: number) => (perEntry === 1 ? newId("txn") : `txn_${id.slice("ent_".length)}_${index + 2}`);
    const draft: EntryDraft = {
      id,
      reason: perEntry === 1 ? { kind: "typed" } : { kind: "import", file: "trades.csv" },
      // An instrument's id is part of a hash, as the server makes it.
      transactions: rows.map((row, index) => ({ ...row, ...instrumentOf(row), id: named(index) })),
      voids: [],
    };
    await journal.append(draft, { at: new Date().toISOString(), by: USER });
  }
}

function instrumentOf(row: Transaction): { instrument?: string } {
  if (!("instrument" in row) || !row.instrument) return {};
  return { instrument: `ins_${createHash("sha256").update(row.instrument).digest("hex").slice(0, 32)}` };
}

/** As the API's route of the journal does. */
async function readJournal(journal: Journal): Promise<number> {
  let after = 0;
  let transactions = 0;
  for (let pack = await journal.pack(0); pack; pack = await journal.pack(after)) {
    const entries = readJournalColumns(JSON.parse(await textOf(pack.bytes)) as JournalColumns);
    for (const entry of entries) transactions += entry.transactions.length;
    after = pack.to;
  }
  for (const entry of await journal.entries(after)) transactions += entry.transactions.length;
  return transactions;
}

/** Has each request say what it costs. The emulator checks no signature, which covers the body. */
function counting(spent: { units: number }): DynamoOptions["fetch"] {
  return async (url, init) => {
    const body = JSON.stringify({ ...JSON.parse(String(init?.body)), ReturnConsumedCapacity: "TOTAL" });
    const response = await fetch(url, { ...init, body });
    const answer = (await response.clone().json()) as { ConsumedCapacity?: { CapacityUnits: number } };
    spent.units += answer.ConsumedCapacity?.CapacityUnits ?? 0;
    return response;
  };
}

function sizeOf({ sort, value }: { sort: string; value: { readonly [name: string]: unknown } }): number {
  const { bytes, ...rest } = value;
  return JOURNAL.length + sort.length + JSON.stringify(rest).length + (bytes instanceof Uint8Array ? bytes.length : 0);
}
