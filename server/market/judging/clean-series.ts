import { type CloseSeries, type Day, dayFromNumber } from "@tickfolio/engine";
import { isUnitFactor, type KnownSplit, splitFactor } from "./judge-quote.ts";

/** A close that was left out of a series, and why. */
export interface LeftOut {
  day: Day;
  close: number;
  why: string;
}

export interface CleanSeries {
  series: CloseSeries;
  leftOut: LeftOut[];
  /** Set where the rest cannot be right either. */
  refused?: string;
}

const LARGEST_MOVE = 0.4;
/** A tick that is wrong is a multiple of the right one: shares before and after a split, pence and pounds, a slipped point. */
const MULTIPLES = [2, 3, 4, 5, 10, 100, 1_000];
const EXACT = 0.03;
/** Rows in a row that one mistake makes. */
const LONGEST_MISTAKE = 3;
/** Neighbours of a mistake agree with each other. */
const NEIGHBOURS = 0.1;
/** What costs less moves in steps that are multiples. */
const PENNY = 0.5;

/**
 * The closes of a series that can be. Left out is what is a multiple of both its neighbours, and a last close that is far from the one
 * before until it is said again; refused is a series that changes its unit on the way.
 */
export function cleanSeries(series: CloseSeries, splits: readonly KnownSplit[]): CleanSeries {
  const { days, closes, adjustment } = series;
  const leftOut: LeftOut[] = [];
  const kept: number[] = [];
  const dayOf = (row: number) => dayFromNumber(days[row]!);
  /** Prices of adjusted series have their splits in them. */
  const known = adjustment === "raw" ? splits : [];
  const move = (from: number, to: number) => closes[to]! / closes[from]! / splitFactor(known, dayOf(from), dayOf(to));
  let refused: string | undefined;

  for (let row = 0; row < days.length; row++) {
    const before = kept.at(-1);
    if (before === undefined || Math.abs(move(before, row) - 1) <= LARGEST_MOVE) {
      kept.push(row);
      continue;
    }
    const back = mistakeEnd(row, before, move, closes);
    if (back !== undefined) {
      for (; row < back; row++) {
        const times = multipleOf(move(before, row)) ?? move(before, row);
        const why =
          times > 1 ? `${times} times the closes around it` : `the closes around it are ${1 / times} times it`;
        leftOut.push({ day: dayOf(row), close: closes[row]!, why });
      }
      row -= 1;
    } else if (row === days.length - 1) {
      leftOut.push({ day: dayOf(row), close: closes[row]!, why: `far from ${closes[before]}, the close before it` });
    } else {
      if (isUnitFactor(move(before, row))) {
        refused ??= `from ${dayOf(before)} to ${dayOf(row)} it goes from ${closes[before]} to ${closes[row]}, as when its unit changes`;
      }
      kept.push(row);
    }
  }
  const clean = leftOut.length === 0 ? series : rowsOf(series, kept);
  return { series: clean, leftOut, ...(refused === undefined ? {} : { refused }) };
}

/** Where the closes are again what they were before a mistake that begins at a row; undefined where it is none. */
function mistakeEnd(
  row: number,
  before: number,
  move: (from: number, to: number) => number,
  closes: Float64Array,
): number | undefined {
  if (closes[before]! < PENNY || closes[row]! < PENNY) return undefined;
  for (let back = row + 1; back <= row + LONGEST_MISTAKE && back < closes.length; back++) {
    const isBack = Math.abs(move(before, back) - 1) <= NEIGHBOURS;
    const around = Math.sqrt(Math.abs(move(before, back)));
    const wrong = Array.from({ length: back - row }, (_, index) => move(before, row + index) / around);
    if (isBack) return wrong.every((times) => multipleOf(times) !== undefined) ? back : undefined;
  }
  return undefined;
}

function multipleOf(times: number): number | undefined {
  return MULTIPLES.flatMap((multiple) => [multiple, 1 / multiple]).find(
    (multiple) => Math.abs(times / multiple - 1) <= EXACT,
  );
}

/** Some of a series' rows. */
export function rowsOf(series: CloseSeries, rows: readonly number[]): CloseSeries {
  return {
    ...series,
    days: Int32Array.from(rows, (row) => series.days[row]!),
    closes: Float64Array.from(rows, (row) => series.closes[row]!),
  };
}
