import { CsvError, type CsvRecord, readCsv } from "./csv.ts";
import type { Currency } from "./money.ts";
import { COLUMN_OF, TRADE_COLUMNS, type TradeDraft } from "./trades-csv.ts";
import type { Finding } from "./trades-csv-cells.ts";
import type { ListingWords } from "./trades-csv-listing.ts";
import { TradeRow } from "./trades-csv-row.ts";
import { transactionSchema } from "./transaction-schema.ts";

/** A row that could be read. `row` is its line in the file, from 1. */
export interface ReadRow {
  row: number;
  transaction: TradeDraft;
  /** What other rows call it where they name its lots. */
  id?: string;
  /** Into which currency the row says its rates lead. Older files do not say it. */
  rateCurrency?: Currency;
  /** What it says its symbol stands for. */
  listing: ListingWords;
  /** The same of the instrument that comes of it, where one does. */
  newListing?: ListingWords;
}

/** Something about one row, or about the file's first line. */
export interface RowProblem extends Finding {
  row: number;
}

export interface ReadTrades {
  /** The good rows stand, whatever is wrong with others. */
  rows: ReadRow[];
  problems: RowProblem[];
  /** Its first line is none of ours, so nothing of it was read; the one problem says why. */
  isNoneOfOurs?: true;
  /** What was read but not quite as written: numbers rounded to 18 places, columns nobody knows. */
  notes: RowProblem[];
}

/**
 * Reads Tickfolio's own CSV (`TRADE_COLUMNS`, in any order; a column left out is empty everywhere). Numbers have a point and no
 * thousands separators: a comma could mean either. `currency` may be a minor unit (GBX): price, amount, fee and tax are then converted.
 */
export function readTradesCsv(text: string): ReadTrades {
  const result: ReadTrades = { rows: [], problems: [], notes: [] };
  let records: CsvRecord[];
  try {
    records = readCsv(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ...result, problems: [{ row: error.line, field: "", message: error.message }] };
  }
  const [header, ...body] = records;
  const columns = header?.cells.map((name) => name.trim().toLowerCase().replaceAll(" ", "_")) ?? [];
  if (columns.length > MOST_COLUMNS) {
    const message = `The first line names ${columns.length} columns, and at most ${MOST_COLUMNS} are read.`;
    return noneOfOurs({ row: header!.line, field: "", message });
  }
  const twice = columns.find((name, index) => name !== "" && columns.indexOf(name) < index);
  if (twice !== undefined) {
    const message = `The first line names "${twice}" twice, so it is not clear which of the two counts.`;
    return noneOfOurs({ row: header!.line, field: twice, message });
  }
  for (const needed of ["date", "kind"] as const) {
    if (columns.includes(needed)) continue;
    const why = whyUnreadable(text);
    const message = `The first line must name the columns, with "date" and "kind" among them: ${TRADE_COLUMNS.join(",")}`;
    const problem = why ? { field: "", message: why } : { field: needed, message };
    return noneOfOurs({ row: header?.line ?? 1, ...problem });
  }
  for (const name of columns) {
    if (name && !(TRADE_COLUMNS as readonly string[]).includes(name)) {
      result.notes.push({ row: header!.line, field: name, message: "This column is not known and was left out." });
    }
  }
  for (const { line, cells } of body) {
    const row = new TradeRow(columns, cells);
    const transaction = row.read();
    const rateCurrency = row.rateCurrency();
    const listing = row.listing();
    const newListing = transaction && "newInstrument" in transaction ? { newListing: row.newListing() } : {};
    const id = row.id();
    for (const { field, message } of row.notes) result.notes.push({ row: line, field, message });
    if (transaction && row.problems.length === 0) row.problems.push(...refusalsOf(transaction));
    if (transaction && row.problems.length === 0) {
      const more = { ...newListing, ...(rateCurrency === undefined ? {} : { rateCurrency }) };
      result.rows.push({ row: line, transaction, listing, ...(id === undefined ? {} : { id }), ...more });
    } else {
      for (const { field, message } of row.problems) result.problems.push({ row: line, field, message });
    }
  }
  return result;
}

function noneOfOurs(problem: RowProblem): ReadTrades {
  return { rows: [], problems: [problem], notes: [], isNoneOfOurs: true };
}

/** Those of a broker beside our own. A first line without end would keep everybody else waiting. */
const MOST_COLUMNS = 200;

/** Why a journal would not take it: a note too long, an amount out of all measure. One such row must not keep out the others. */
function refusalsOf(transaction: TradeDraft): Finding[] {
  const read = transactionSchema().safeParse(JSON.parse(JSON.stringify({ ...transaction, id: "txn_row" })));
  if (read.success) return [];
  return read.error.issues.map(({ path, message }) => {
    const field = String(path[0]);
    return { field: COLUMN_OF[field as keyof typeof COLUMN_OF] ?? field, message };
  });
}

/** Spreadsheets also write UTF-16, and workbooks are no text at all: then columns are not what is missing. */
function whyUnreadable(text: string): string | undefined {
  if (text.trim() === "") return "The file is empty.";
  if (!text.includes("\u0000") && !text.includes("\uFFFD")) return undefined;
  return 'The file is not UTF-8 text. In a spreadsheet, save it as "CSV UTF-8", then bring it again.';
}
