import { type Instrument, stooqSymbol } from "@tickfolio/engine";
import { cellsOf, delimiterOf } from "../door/csv.ts";
import { isOwn } from "../own-instrument.ts";
import {
  createPriceRows,
  type PriceColumns,
  type PriceFile,
  type PriceFileOptions,
  type PriceProblem,
  type PriceRows,
  priceColumns,
} from "./price-rows.ts";

/** An instrument that may be in a file, and how its prices are read. */
export interface Wanted {
  instrument: Instrument;
  options: PriceFileOptions;
}

/** A file, or one within an archive, of which nothing was read, and why. */
export interface SkippedFile {
  name: string;
  message: string;
}

export interface PriceUpload {
  found: { instrument: Instrument; prices: PriceFile }[];
  /** Symbols that are in it and that none of the instruments has: how many, and the first of them. */
  others: { count: number; symbols: string[] };
  skipped: SkippedFile[];
}

/** Takes the text of files of prices, piece after piece, and keeps the rows of the instruments that are wanted and no others. */
export interface PriceUploadReader {
  /** Whether a file of this name within an archive may hold something that is wanted. */
  isWanted(name: string): boolean;
  /** Where a file has no column with tickers, its name says what its prices are of. A file by itself has no name. */
  file(name: string): { write(text: string): void; end(): void };
  skip(name: string, message: string): void;
  finish(): PriceUpload;
}

const MOST_NAMED = 20;
const LONGEST_LINE = 10_000;
/** Symbols that are nobody's are counted so far: there are no more listings than this in the world. */
const MOST_OTHERS = 100_000;
/** Rows of one file that are kept until it ends, of all instruments together: 300 of them with 50 years each. */
const MOST_ROWS = 4_000_000;
/** `_d` of daily, as Stooq names what it sends; the others are of weeks, months and hours. */
const PERIOD = /_([dwmqy]|5|60|h)$/;

/** Files of an archive that are looked into although their names are nobody's: they may have many tickers in them. */
const MOST_LOOKED_INTO = 20;

/** `only`: a file by itself is of this one instrument, unless its tickers say otherwise. */
export function createPriceUpload(wanted: readonly Wanted[], only?: Wanted): PriceUploadReader {
  let lookedInto = 0;
  let rowsRead = 0;
  const byTicker = new Map<string, Wanted[]>();
  for (const one of wanted) {
    for (const ticker of tickersOf(one.instrument)) byTicker.set(ticker, [...(byTicker.get(ticker) ?? []), one]);
  }
  /** By instrument, the rows of the first file that has any of it. */
  const taken = new Map<Instrument, { file: string; rows: PriceRows }>();
  const others = new Set<string>();
  let othersNamed: string[] = [];
  const skipped: SkippedFile[] = [];

  const skip = (name: string, message: string) => {
    if (skipped.length < MOST_NAMED) skipped.push({ name, message });
  };
  const other = (ticker: string) => {
    if (others.size >= MOST_OTHERS || others.has(ticker)) return;
    // A part of a text keeps the whole of it: what is kept is a copy.
    others.add(Buffer.from(ticker).toString());
    if (othersNamed.length < MOST_NAMED) othersNamed = [...othersNamed, ticker];
  };

  function rowsOf({ instrument, options }: Wanted, file: string, columns: PriceColumns): PriceRows | undefined {
    const before = taken.get(instrument);
    if (before) return before.file === file ? before.rows : undefined;
    const rows = createPriceRows(columns, options);
    taken.set(instrument, { file, rows });
    return rows;
  }

  return {
    isWanted(name) {
      const { ticker } = tickerOfName(name);
      if (byTicker.has(ticker)) return true;
      other(ticker);
      return ++lookedInto <= MOST_LOOKED_INTO;
    },

    file(name) {
      const itself = name === "" ? only : undefined;
      let unmatched: { ticker: string; rows: PriceRows } | undefined;
      let columns: PriceColumns | PriceProblem | undefined;
      let delimiter = ",";
      let line = 0;
      let rest = "";
      const named = tickerOfName(name);

      function row(text: string): void {
        line += 1;
        if (text.trim() === "") return;
        if (!columns) {
          const header = line === 1 ? text.replace(/^\uFEFF/, "") : text;
          delimiter = delimiterOf(header);
          columns = priceColumns(cellsOf(header, delimiter));
          if ("message" in columns) skip(name, columns.message);
          else if (columns.ticker < 0 && !itself) {
            if (!byTicker.has(named.ticker)) other(named.ticker);
            else if (!named.isDaily) skip(name, "Its name says that its prices are not daily.");
          }
          return;
        }
        if ("message" in columns) return;
        const known = columns;
        const ticker = known.ticker < 0 ? undefined : text.slice(0, text.indexOf(delimiter)).trim().toUpperCase();
        // The column of tickers comes first in all files that have one, so that other rows cost next to nothing.
        const owners = ticker === undefined ? ownersOfFile() : byTicker.get(ticker);
        if (!owners && ticker !== undefined) other(ticker);
        if (!owners && !itself) return;
        const cells = cellsOf(text, delimiter);
        if (!owners) {
          unmatched ??= { ticker: ticker ?? "", rows: createPriceRows(known, itself!.options) };
          if (ticker === unmatched.ticker) unmatched.rows.add(line, cells);
          return;
        }
        for (const one of owners) {
          rowsRead += 1;
          if (rowsRead <= MOST_ROWS) rowsOf(one, name, known)?.add(line, cells);
          else if (rowsRead === MOST_ROWS + 1)
            skip(name, `It has more than ${MOST_ROWS} rows; the others were not read.`);
        }
      }

      function ownersOfFile(): readonly Wanted[] | undefined {
        if (itself) return [itself];
        return named.isDaily ? byTicker.get(named.ticker) : undefined;
      }

      return {
        write(text) {
          const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
          rest = lines.pop() ?? "";
          for (const each of lines) row(each);
          // What has no ends of lines is no table.
          if (rest.length > LONGEST_LINE) {
            rest = "";
            if (columns) return;
            columns = { row: 1, field: "date", message: "The first line is longer than any line of prices." };
            skip(name, columns.message);
          }
        },
        end() {
          if (rest !== "") row(rest.replace(/\r$/, ""));
          rest = "";
          if (!columns) skip(name, "There is nothing in it.");
          // One ticker alone may well be what somebody else calls it.
          if (itself && unmatched && others.size === 1 && taken.size === 0) {
            taken.set(itself.instrument, { file: name, rows: unmatched.rows });
            others.clear();
            othersNamed = [];
          }
        },
      };
    },

    skip,

    finish: () => ({
      found: [...taken].map(([instrument, { rows }]) => ({ instrument, prices: rows.finish() })),
      others: { count: others.size, symbols: othersNamed },
      skipped,
    }),
  };
}

/** What an instrument may be called in a file: as Tickfolio writes it and, of what is listed, as Stooq does. */
function tickersOf(instrument: Instrument): string[] {
  if (instrument.mic === "SIM") return [];
  const stooq = isOwn(instrument) ? undefined : stooqSymbol(instrument.symbol);
  return [...new Set([instrument.symbol.toUpperCase(), ...(stooq ? [stooq.toUpperCase()] : [])])];
}

/** `d/us/aapl.us.txt` and `aapl_us_d.csv` are of AAPL.US. */
function tickerOfName(name: string): { ticker: string; isDaily: boolean } {
  const stem = (name.split(/[\\/]/).at(-1) ?? "").replace(/\.(csv|txt)$/i, "").toLowerCase();
  const period = PERIOD.exec(stem)?.[1];
  const ticker = period === undefined ? stem : stem.replace(PERIOD, "").replace(/_([a-z]{1,2})$/, ".$1");
  return { ticker: ticker.toUpperCase(), isDaily: period === undefined || period === "d" };
}
