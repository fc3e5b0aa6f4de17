import type { Transaction } from "./transaction.ts";

/** Why an entry was written. */
export type EntryReason = { kind: "typed" } | { kind: "import"; file: string } | { kind: "undo"; entry: string };

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
