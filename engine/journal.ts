import * as z from "zod/mini";
import { followNames, renameLots } from "./lot-choices.ts";
import { idText, lazy } from "./schema.ts";
import type { Transaction } from "./transaction.ts";
import { transactionSchema, writtenTransactionSchema } from "./transaction-schema.ts";

/** Why an entry was written. */
export type EntryReason =
  | { kind: "typed" }
  | { kind: "import"; file: string }
  | { kind: "undo"; entry: string }
  /** A proposal that a person has taken over, with who told of it. */
  | { kind: "adopted"; proposal: string; source: string };

/** What a client asks to be written: records and voids in one atomic step. The client names it (uuid v7, `ent_...`). */
export interface EntryDraft {
  id: string;
  reason: EntryReason;
  transactions: Transaction[];
  /** Ids of transactions recorded earlier that no longer count. */
  voids: string[];
}

/** A written entry. `number` is its place in the journal, from 1; `at` and `by` are the server's word. */
export interface Entry extends EntryDraft {
  number: number;
  at: string;
  by: string;
}

/** What undoing an entry takes. */
export interface Undo {
  /** What the entry voided, recorded again under new ids, and what names lots of that. */
  transactions: Transaction[];
  /** What the entry recorded, and what names lots by ids that are new now. */
  voids: string[];
  /** What the entry recorded and a later entry has changed since: undoing would bring back both versions, so it should be refused. */
  conflicts: string[];
  /** The entry that has undone it already and was not undone itself: doing it twice would record things twice. */
  undoneBy?: string;
}

/** Transactions that count, in journal order: those recorded and not voided since. An entry's voids come before its records. */
export function liveTransactions(entries: readonly EntryDraft[]): Transaction[] {
  const live = new Map<string, Transaction>();
  for (const { transactions, voids } of entries) {
    for (const id of voids) live.delete(id);
    for (const transaction of transactions) live.set(transaction.id, transaction);
  }
  return [...live.values()];
}

/** The opposite of an entry: void what it recorded, record again what it voided. `newId` names the records. Throws for an unknown entry. */
export function undoOf(entries: readonly EntryDraft[], entryId: string, newId: () => string): Undo {
  const place = entries.findIndex(({ id }) => id === entryId);
  const entry = entries[place];
  if (!entry) throw new RangeError(`The journal has no entry ${entryId}.`);
  const before = new Map(liveTransactions(entries.slice(0, place)).map((transaction) => [transaction.id, transaction]));
  const now = new Map(liveTransactions(entries).map((transaction) => [transaction.id, transaction]));
  const isLive = (transaction: Transaction) => now.get(transaction.id) === transaction;
  const undoneBy = undoneEntries(entries).get(entryId);
  const voids = entry.transactions.filter(isLive).map(({ id }) => id);
  const restored = entry.voids.flatMap((id) => before.get(id) ?? []);
  const names = new Map(restored.map(({ id }) => [id, newId()]));
  const gone = new Set(voids);
  const rest = names.size === 0 ? [] : [...now.values()].filter(({ id }) => !gone.has(id));
  const followers = followNames(rest, names, newId);
  return {
    ...(undoneBy === undefined ? {} : { undoneBy }),
    voids: [...voids, ...followers.voids],
    conflicts: entry.transactions.filter((transaction) => !isLive(transaction)).map(({ id }) => id),
    transactions: [
      ...restored.map((voided) => renameLots({ ...voided, id: names.get(voided.id)! }, names)),
      ...followers.transactions,
    ],
  };
}

/** Entries that are taken back, with the entry that did it. From the last to the first, since undoing an undo brings an entry back. */
function undoneEntries(entries: readonly EntryDraft[]): Map<string, string> {
  const undone = new Map<string, string>();
  for (const { id, reason } of entries.toReversed()) {
    if (reason.kind === "undo" && !undone.has(id)) undone.set(reason.entry, id);
  }
  return undone;
}

const reasonSchema = lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("typed") }),
    z.strictObject({ kind: z.literal("import"), file: z.string().check(z.minLength(1), z.maxLength(255)) }),
    z.strictObject({ kind: z.literal("undo"), entry: idText("ent") }),
    z.strictObject({
      kind: z.literal("adopted"),
      proposal: z.string().check(z.minLength(1), z.maxLength(200)),
      source: z.string().check(z.minLength(1), z.maxLength(200)),
    }),
  ]),
);

const entryShape = lazy(() => ({
  id: idText("ent"),
  reason: reasonSchema(),
  transactions: z.array(writtenTransactionSchema()),
  voids: z.array(idText("txn")),
}));

/** What a client sends: no number, time or author, which are the server's word. */
export const entryDraftSchema = lazy(() =>
  z.strictObject({ ...entryShape(), transactions: z.array(transactionSchema()) }),
);

/** A written entry, as stored and sent. */
export const entrySchema = lazy(() =>
  z.strictObject({
    ...entryShape(),
    number: z.int().check(z.positive()),
    at: z.iso.datetime(),
    by: z.string().check(z.minLength(1), z.maxLength(200)),
  }),
);
