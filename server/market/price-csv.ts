import { dayFromNumber, dayNumber, isDay } from "@tickfolio/engine";
import { readCsv } from "./csv.ts";
import { majorPrice } from "./minor-price.ts";
import { isPrice } from "./validate.ts";

/** A row that was left out, and why. `row` is its line in the file. */
export interface PriceProblem {
  row: number;
  field: string;
  message: string;
}

export interface PriceFile {
  /** Day numbers, ascending, each once. */
  days: Int32Array;
  /** In the major currency. */
  closes: Float64Array;
  problems: PriceProblem[];
  /** A row has fewer cells than the header: the end of the file is missing, and with it perhaps the end of a number. */
  cutOff: boolean;
}

/** Header names of Tickfolio's own files, of Stooq's in both its languages, and of its bulk files. */
const COLUMNS: Record<string, string> = {
  date: "date",
  data: "date",
  "<date>": "date",
  close: "close",
  zamkniecie: "close",
  "<close>": "close",
};

export interface PriceFileOptions {
  /** `GBX` and the like: prices are divided into the major currency. */
  quotedIn?: string | undefined;
  /** Days after this one (day number) are not believed. */
  lastDay: number;
}

/** True for the first line of a price file. */
export function isPriceHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => COLUMNS[cell.toLowerCase()]);
  return names.includes("date") && names.includes("close");
}

/**
 * Reads daily prices with a header, in any order that is one. A row that cannot be right is left out and reported; the
 * others stand. Of the prices only the close is kept, so an open outside high and low does no harm.
 */
export function readPriceCsv(text: string, options: PriceFileOptions): PriceFile {
  const [header, ...rows] = readCsv(text);
  const problems: PriceProblem[] = [];
  const names = (header?.cells ?? []).map((cell) => COLUMNS[cell.toLowerCase()]);
  const dateColumn = names.indexOf("date");
  const closeColumn = names.indexOf("close");
  if (dateColumn < 0 || closeColumn < 0) {
    const field = dateColumn < 0 ? "date" : "close";
    problems.push({ row: 1, field, message: `The first line has no column "${field}".` });
    return { days: new Int32Array(), closes: new Float64Array(), problems, cutOff: false };
  }

  let cutOff = false;
  const read = rows.flatMap(({ line, cells }) => {
    if (cells.length < header!.cells.length) {
      cutOff = true;
      problems.push({ row: line, field: "row", message: "The row has fewer cells than the first line has names." });
      return [];
    }
    const day = readDay(cells[dateColumn] ?? "");
    if (day === undefined || day > options.lastDay) {
      const why = day === undefined ? "is no day" : "is in the future";
      problems.push({ row: line, field: "date", message: `"${shown(cells[dateColumn])}" ${why}.` });
      return [];
    }
    const close = readPrice(cells[closeColumn] ?? "", options.quotedIn);
    if (close !== undefined) return [{ line, day, close }];
    problems.push({ row: line, field: "close", message: `"${shown(cells[closeColumn])}" is no price.` });
    return [];
  });
  // Newest first is an order too.
  if (read.length > 1 && read[0]!.day > read.at(-1)!.day) read.reverse();

  const kept: typeof read = [];
  for (const row of read) {
    const before = kept.at(-1);
    if (!before || row.day > before.day) {
      kept.push(row);
      continue;
    }
    const why = row.day === before.day ? `is there twice (line ${before.line})` : "is out of order";
    problems.push({ row: row.line, field: "date", message: `${dayFromNumber(row.day)} ${why}.` });
  }
  return {
    days: Int32Array.from(kept, (row) => row.day),
    closes: Float64Array.from(kept, (row) => row.close),
    problems: problems.sort((a, b) => a.row - b.row),
    cutOff,
  };
}

/** `2024-03-01`, also with a time behind it, or `20240301`. */
function readDay(text: string): number | undefined {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const day = compact ? `${compact[1]}-${compact[2]}-${compact[3]}` : text.slice(0, 10);
  return isDay(day) ? dayNumber(day) : undefined;
}

/** A price above zero in the major currency, divided exactly. */
export function readPrice(text: string, quotedIn?: string): number | undefined {
  const plain = /^\d+,\d+$/.test(text) ? text.replace(",", ".") : text;
  if (!/^\d*\.?\d+(e[+-]?\d{1,2})?$/i.test(plain)) return undefined;
  const price = majorPrice(Number(plain), quotedIn);
  return isPrice(price) ? price : undefined;
}

const shown = (cell: string | undefined) => (cell ?? "").slice(0, 40);
