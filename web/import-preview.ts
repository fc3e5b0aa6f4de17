import { instrumentsOf, type ReadTrades, readTradesCsv, type TradeDraft } from "@tickfolio/engine";
import type { ImportResult, ImportWarning } from "@tickfolio/protocol";
import { text } from "./text.ts";

export type Fate = "new" | "already-there" | "unreadable";

export interface PreviewRow {
  /** Its line in the file, from 1. */
  row: number;
  fate: Fate;
  transaction?: TradeDraft;
  /** What is wrong, field by field. */
  problems: readonly { field: string; message: string }[];
}

export interface Preview {
  rows: readonly PreviewRow[];
  count: Record<Fate, number>;
  notes: readonly { row: number; field: string; message: string }[];
  /** What is worth a look before it is written. */
  warnings: readonly ImportWarning[];
  newInstruments: readonly string[];
}

/** What becomes of each row: as the file reads here, and as the server answers for a portfolio that has transactions already. */
export function previewOf(read: ReadTrades, answer: ImportResult | null): Preview {
  const rows = new Map<number, PreviewRow>();
  for (const { row, transaction } of read.rows) rows.set(row, { row, fate: "new", transaction, problems: [] });
  for (const { row, field, message } of read.problems) {
    const before = rows.get(row)?.problems ?? [];
    rows.set(row, { row, fate: "unreadable", problems: [...before, { field, message }] });
  }
  for (const { row, fate, field, message } of answer?.rows ?? []) {
    const known = rows.get(row);
    if (!known || known.fate === "unreadable") continue;
    rows.set(row, { ...known, fate, problems: message ? [{ field: field ?? "", message }] : [] });
  }
  const sorted = [...rows.values()].sort((a, b) => a.row - b.row);
  const count = { new: 0, "already-there": 0, unreadable: 0 };
  for (const { fate } of sorted) count[fate]++;
  const { newInstruments = symbolsOf(read), warnings = [] } = answer ?? {};
  return { rows: sorted, count, notes: read.notes, warnings, newInstruments };
}

/** Why nothing of a file can be brought in, whatever is done with its rows; undefined where something may. */
export function refusalOf({ rows, problems, isNoneOfOurs }: ReadTrades): string | undefined {
  if (isNoneOfOurs) return problems[0]?.message;
  return rows.length + problems.length === 0 ? text.import.noRows : undefined;
}

function symbolsOf(read: ReadTrades): string[] {
  return [...new Set(read.rows.flatMap(({ transaction }) => instrumentsOf(transaction)))];
}

/** The file with one of its lines written anew. */
export function withLine(text: string, row: number, line: string): string {
  return linesOf(text)
    .with(2 * row - 2, line)
    .join("");
}

export function lineOf(text: string, row: number): string {
  return linesOf(text)[2 * row - 2] ?? "";
}

/** Lines and what ends them, in turn: a line end within a note is part of the note. */
function linesOf(text: string): string[] {
  return text.split(/(\r\n|\r|\n)/);
}

/**
 * What a portfolio made for this file is best counted in and how: the currency its rates lead into, else the one most rows have; cash
 * where the file has any.
 */
export function settingsFor(text: string, fallback: string): { baseCurrency: string; cash: "tracked" | "untracked" } {
  const { rows } = readTradesCsv(text);
  const counts = new Map<string, number>();
  for (const { transaction } of rows) {
    if ("currency" in transaction) counts.set(transaction.currency, (counts.get(transaction.currency) ?? 0) + 1);
  }
  const named = rows.find(({ rateCurrency }) => rateCurrency !== undefined)?.rateCurrency;
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  const hasCash = rows.some(({ transaction }) => transaction.kind === "deposit" || transaction.kind === "withdrawal");
  return { baseCurrency: named ?? most?.[0] ?? fallback, cash: hasCash ? "tracked" : "untracked" };
}
