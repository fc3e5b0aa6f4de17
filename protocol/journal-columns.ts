import type { Entry } from "@tickfolio/engine";
import { fromColumns, type JsonRecord, type RecordColumns, toColumns } from "./record-columns.ts";
import { reviverOf } from "./revive.ts";

/** The form in which entries are kept and sent as columns. Older ones are still read. */
export const JOURNAL_FORMAT = 1;

/** Entries that follow on one another, as JSON: packed, half of what an object for each transaction takes. */
export interface JournalColumns {
  format: number;
  /** The number of the first. */
  from: number;
  /** All fields of the entries but numbers and transactions. */
  entries: RecordColumns;
  /** How many transactions each entry records. */
  counts: number[];
  transactions: RecordColumns;
  /** Continues, as in every list; null ends. */
  next: string | null;
}

/** Something else than columns of entries, or of a newer version. */
export class JournalColumnsError extends Error {
  override name = "JournalColumnsError";
}

/** Throws where the entries' numbers do not follow on one another. */
export function writeJournalColumns(entries: readonly Entry[], next: string | null = null): JournalColumns {
  const from = entries[0]?.number ?? 1;
  const heads = entries.map(({ number, transactions: _, ...head }, index) => {
    if (number !== from + index) throw new JournalColumnsError(`Entry ${number} stands where ${from + index} belongs.`);
    return head;
  });
  return {
    format: JOURNAL_FORMAT,
    from,
    entries: toColumns(asJson(heads)),
    counts: entries.map(({ transactions }) => transactions.length),
    transactions: toColumns(asJson(entries.flatMap(({ transactions }) => transactions))),
    next,
  };
}

/** The entries again, decimals and all. */
export function readJournalColumns(columns: JournalColumns): Entry[] {
  const { format, from, counts } = columns;
  if (format !== JOURNAL_FORMAT) {
    throw new JournalColumnsError(`Entries of format ${format}; this version reads up to ${JOURNAL_FORMAT}.`);
  }
  const heads = fromColumns(columns.entries);
  const transactions = fromColumns(columns.transactions, reviverOf);
  let start = 0;
  return heads.map((head, index) => {
    const end = start + counts[index]!;
    const entry = { ...head, transactions: transactions.slice(start, end), number: from + index };
    start = end;
    return entry as unknown as Entry;
  });
}

/** Decimals as text. */
function asJson(records: readonly object[]): JsonRecord[] {
  return JSON.parse(JSON.stringify(records));
}
