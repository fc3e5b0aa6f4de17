import type { EntryDraft, Portfolio, ReadTrades, TradeDraft, Transaction } from "@tickfolio/engine";
import type { ImportResult, ImportWarning } from "@tickfolio/protocol";
import { withInstruments } from "./import-instruments.ts";
import type { Listings } from "./import-listings.ts";
import { namingLots } from "./import-lots.ts";
import { withRates } from "./import-rates.ts";

export interface ImportPlan {
  /** What each row of the file becomes, in the file's order. */
  rows: ImportResult["rows"];
  draft: EntryDraft;
  /** What was not taken as the file has it. */
  warnings: ImportWarning[];
}

/**
 * What a file would add to a journal. Rows that are in the journal already are recognised by what they say, each as often as
 * the journal has it: the same file twice adds nothing, and two equal trades of one day in one file are two trades.
 */
export async function planImport(parts: {
  read: ReadTrades;
  portfolio: Portfolio;
  live: readonly Transaction[];
  listings: Listings;
  file: { name: string; entry: string };
}): Promise<ImportPlan> {
  const { read, portfolio, live, listings, file } = parts;
  const rows: ImportResult["rows"] = unreadable(read);
  const fresh: { row: number; transaction: Transaction }[] = [];
  const known = new Map<string, string[]>();
  for (const transaction of live) {
    const says = contentOf(transaction);
    known.set(says, [...(known.get(says) ?? []), transaction.id]);
  }

  const warnings: ImportWarning[] = [];
  const lots = namingLots(read.rows, live);
  for (const row of lots.inOrder) {
    const rated = withRates(row, portfolio);
    const named = await withInstruments({ ...row, transaction: rated.transaction }, portfolio, listings);
    if ("message" in named) {
      rows.push({ row: row.row, fate: "unreadable", ...named });
      continue;
    }
    const chosen = lots.resolve(named.transaction);
    if ("message" in chosen) {
      rows.push({ row: row.row, fate: "unreadable", ...chosen });
      continue;
    }
    const there = known.get(contentOf(chosen))?.shift();
    // Named after the entry and the row, so that a retry is the same content, and thousands of them compress well.
    const id = there ?? `txn_${file.entry.slice("ent_".length)}_${row.row}`;
    lots.place(row, id);
    rows.push({ row: row.row, fate: there ? "already-there" : "new", transaction: id });
    if (there) continue;
    fresh.push({ row: row.row, transaction: { ...chosen, id } as Transaction });
    const told = rated.warning ? [rated.warning, ...named.warnings] : named.warnings;
    warnings.push(...told.map((warning) => ({ row: row.row, ...warning })));
  }
  const inFile = (a: { row: number }, b: { row: number }) => a.row - b.row;
  rows.sort(inFile);
  // Of one day the earlier row comes first.
  const transactions = fresh.sort(inFile).map(({ transaction }) => transaction);
  const draft: EntryDraft = { id: file.entry, reason: { kind: "import", file: file.name }, transactions, voids: [] };
  return { rows, draft, warnings };
}

/** A row with several problems is listed once, with all of them said. */
function unreadable(read: ReadTrades): ImportResult["rows"] {
  const rows = new Map<number, ImportResult["rows"][number]>();
  for (const { row, field, message } of read.problems) {
    const first = rows.get(row);
    if (first) first.message = `${first.message} ${field ? `${field}: ` : ""}${message}`;
    else rows.set(row, { row, fate: "unreadable", field, message });
  }
  return [...rows.values()];
}

/** What two transactions must have in common to be the same one. A note is not part of what happened. */
function contentOf(transaction: TradeDraft | Transaction): string {
  const { id: _, note: __, ...said } = transaction as Transaction;
  // Whoever wrote it, charges and lots have their fields in one order.
  return JSON.stringify(said, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
