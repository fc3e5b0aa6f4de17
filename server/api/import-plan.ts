import type { EntryDraft, Portfolio, ReadTrades, TradeDraft, Transaction } from "@tickfolio/engine";
import type { ImportResult, ImportWarning } from "@tickfolio/protocol";
import { ApiError } from "./errors.ts";
import type { Listings, Misfit, SaidOfListing } from "./import-listings.ts";
import { type Warning, withRates } from "./import-rates.ts";
import { requireHome } from "./journal-checks.ts";

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
  const transactions: Transaction[] = [];
  const known = new Map<string, string[]>();
  for (const transaction of live) {
    const says = contentOf(transaction);
    known.set(says, [...(known.get(says) ?? []), transaction.id]);
  }

  const warnings: ImportWarning[] = [];
  for (const { row, ...said } of read.rows) {
    const rated = withRates(said, portfolio);
    const named = await withInstrument({ ...said, transaction: rated.transaction }, portfolio, listings);
    if ("message" in named) {
      rows.push({ row, fate: "unreadable", ...named });
      continue;
    }
    const there = known.get(contentOf(named.transaction))?.shift();
    if (there) rows.push({ row, fate: "already-there", transaction: there });
    else {
      // Named after the entry and the row, so that a retry is the same content, and thousands of them compress well.
      const id = `txn_${file.entry.slice("ent_".length)}_${row}`;
      transactions.push({ ...named.transaction, id } as Transaction);
      rows.push({ row, fate: "new", transaction: id });
      for (const { warning } of [rated, named]) if (warning) warnings.push({ row, ...warning });
    }
  }
  rows.sort((a, b) => a.row - b.row);
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

async function withInstrument(
  row: SaidOfListing,
  portfolio: Portfolio,
  listings: Listings,
): Promise<{ transaction: TradeDraft; warning?: Warning } | Misfit> {
  const instrument = await listings.of(row);
  if (!instrument) return row;
  if ("message" in instrument) return instrument;
  const field = "symbol";
  try {
    requireHome(instrument, portfolio, field);
  } catch (error) {
    if (error instanceof ApiError) return { field, message: `${error.message.replace(`${field}: `, "")}.` };
    throw error;
  }
  const transaction = { ...row.transaction, instrument: instrument.id } as TradeDraft;
  const { isin } = row.listing;
  if (isin === undefined || instrument.isin === undefined || isin === instrument.isin) return { transaction };
  const message = `${instrument.symbol} is known here with the ISIN ${instrument.isin}, and the row says ${isin}: if they are two, it needs another symbol.`;
  return { transaction, warning: { code: "other_isin", message } };
}

/** What two transactions must have in common to be the same one. A note is not part of what happened. */
function contentOf(transaction: TradeDraft | Transaction): string {
  const { id: _, note: __, ...said } = transaction as Transaction;
  const fields = Object.entries(said).filter(([, value]) => value !== undefined);
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
