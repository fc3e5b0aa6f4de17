import { dayFromNumber, dayNumber, isDay } from "@tickfolio/engine";
import { barProblem, isPrice } from "../judging/validate.ts";
import { majorPrice } from "../minor-price.ts";

/** A row that was left out, or of which only the close was kept, and why. `row` is its line in the file. */
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
  /** Rows whose prices of the day contradict each other: only their close is kept. */
  notes: PriceProblem[];
  /** A row has fewer cells than the header: the end of the file is missing, and with it perhaps the end of a number. */
  cutOff: boolean;
}

export interface PriceFileOptions {
  /** `GBX` and the like: prices are divided into the major currency. */
  quotedIn?: string | undefined;
  /** Days after this one (day number) are not believed. */
  lastDay: number;
}

type Column = "date" | "open" | "high" | "low" | "close" | "ticker" | "period";

/** Header names of Tickfolio's own files, of Stooq's in both its languages, and of its bulk files. */
const COLUMNS: Record<string, Column> = {
  ...{ date: "date", data: "date", "<date>": "date", "<dtyyyymmdd>": "date" },
  ...{ open: "open", otwarcie: "open", "<open>": "open" },
  ...{ high: "high", najwyzszy: "high", "<high>": "high" },
  ...{ low: "low", najnizszy: "low", "<low>": "low" },
  ...{ close: "close", zamkniecie: "close", "<close>": "close" },
  ...{ "<ticker>": "ticker", symbol: "ticker", "<per>": "period" },
};

/** Where each column of a price file stands; -1 where it has none. */
export interface PriceColumns extends Record<Column, number> {
  count: number;
}

/** The columns its first line names; a problem where it is no price file. */
export function priceColumns(header: readonly string[]): PriceColumns | PriceProblem {
  const names = header.map((cell) => COLUMNS[folded(cell)]);
  const at = (column: Column) => names.indexOf(column);
  const columns: PriceColumns = {
    ...{ date: at("date"), open: at("open"), high: at("high"), low: at("low"), close: at("close") },
    ...{ ticker: at("ticker"), period: at("period"), count: header.length },
  };
  if (columns.date >= 0 && columns.close >= 0) return columns;
  const field = columns.date < 0 ? "date" : "close";
  return { row: 1, field, message: `The first line has no column "${field}".` };
}

/** True for the first line of a price file. */
export function isPriceHeader(cells: readonly string[]): boolean {
  return !("message" in priceColumns(cells));
}

/** Takes the rows of one instrument's prices as they come, in any order that is one. */
export interface PriceRows {
  add(line: number, cells: readonly string[]): void;
  finish(): PriceFile;
}

/** Problems of one file that are told; the others are as these. */
const MOST_TOLD = 1_000;
/** More days than there have been markets for: what has more is no file of daily prices of one instrument. */
const MOST_ROWS = 100_000;

export function createPriceRows(columns: PriceColumns, options: PriceFileOptions): PriceRows {
  const problems: PriceProblem[] = [];
  const notes: PriceProblem[] = [];
  const read: { line: number; day: number; close: number }[] = [];
  let cutOff = false;
  let isFull = false;

  const tell = (list: PriceProblem[], row: number, field: string, message: string) => {
    if (list.length < MOST_TOLD) list.push({ row, field, message });
  };
  const price = (cells: readonly string[], column: number) =>
    column < 0 ? undefined : readPrice(cells[column] ?? "", options.quotedIn);

  return {
    add(line, cells) {
      if (read.length >= MOST_ROWS) {
        if (!isFull) tell(problems, line, "row", `From here on nothing was read: no instrument has ${MOST_ROWS} days.`);
        isFull = true;
        return;
      }
      if (cells.length < columns.count) {
        cutOff = true;
        tell(problems, line, "row", "The row has fewer cells than the first line has names.");
        return;
      }
      if (columns.period >= 0 && cells[columns.period]?.toUpperCase() !== "D") {
        tell(problems, line, "period", `"${shown(cells[columns.period])}" is not D: only daily prices are read.`);
        return;
      }
      const day = readDay(cells[columns.date] ?? "");
      if (day === undefined || day > options.lastDay) {
        const why = day === undefined ? "is no day" : "is in the future";
        tell(problems, line, "date", `"${shown(cells[columns.date])}" ${why}.`);
        return;
      }
      const close = price(cells, columns.close);
      if (close === undefined) {
        tell(problems, line, "close", `"${shown(cells[columns.close])}" is no price.`);
        return;
      }
      const bar = {
        open: price(cells, columns.open),
        high: price(cells, columns.high),
        low: price(cells, columns.low),
      };
      const contradiction = barProblem({ ...bar, close });
      if (contradiction !== undefined) {
        tell(notes, line, "close", `${dayFromNumber(day)}: ${contradiction}. Only its close is kept.`);
      }
      read.push({ line, day, close });
    },

    finish() {
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
        tell(problems, row.line, "date", `${dayFromNumber(row.day)} ${why}.`);
      }
      return {
        days: Int32Array.from(kept, (row) => row.day),
        closes: Float64Array.from(kept, (row) => row.close),
        problems: problems.sort((a, b) => a.row - b.row),
        notes: notes.sort((a, b) => a.row - b.row),
        cutOff,
      };
    },
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

/** In lower case, and without the marks on Polish letters. */
const folded = (name: string) => name.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const shown = (cell: string | undefined) => (cell ?? "").slice(0, 40);
