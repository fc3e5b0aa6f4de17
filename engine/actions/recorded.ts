import { type Day, dayNumber } from "../day.ts";
import type { Decimal } from "../decimal.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Transaction } from "../transaction.ts";
import { apart, type CompanyDividend, type CompanySplit, type OddSplit, SAME_SPLIT_DAYS } from "./company-actions.ts";

/** Money comes some weeks after the ex-date; where nobody says when, within so many days. */
const LATEST_PAY_DAYS = 60;
/** Clocks and people differ by so much. */
const EARLY_DAYS = 3;
const NEAR_PAY_DAYS = 10;
/** A gross amount that was typed or rounded, or had tax taken off. */
const SMALLEST_NET = 0.6;
const LARGEST_GROSS = 1.02;

type InstrumentRow = Extract<Transaction, { instrument: InstrumentId }>;

/** Whether the journal has it already, in whatever words: new units may have been written down as a stock dividend or a spin-off. */
export function isSplitRecorded(
  { day }: CompanySplit | OddSplit,
  instrument: InstrumentId,
  rows: readonly Transaction[],
): boolean {
  return rows.some(
    (row) =>
      (row.kind === "split" || row.kind === "stock-dividend" || row.kind === "spin-off" || row.kind === "merger") &&
      row.instrument === instrument &&
      apart(row.day, day) <= SAME_SPLIT_DAYS,
  );
}

/**
 * Of dividends those that no row of the journal is about. Each row answers for one of them, the one whose payment it is nearest to; rows of
 * several accounts within the same days answer together. `grossOf`: what one brings.
 */
export function unrecordedDividends(
  dividends: readonly CompanyDividend[],
  instrument: InstrumentId,
  rows: readonly Transaction[],
  grossOf: (dividend: CompanyDividend) => number,
): CompanyDividend[] {
  const recorded = rows.filter(
    (row): row is InstrumentRow & { amount: Decimal; currency: string } =>
      (row.kind === "dividend" || row.kind === "reinvested-dividend") && row.instrument === instrument,
  );
  const pairs = dividends.flatMap((dividend) =>
    recorded.flatMap((row) => {
      const distance = distanceOf(dividend, row, () => grossOf(dividend));
      return distance === undefined ? [] : [{ dividend, row, distance }];
    }),
  );
  pairs.sort((a, b) => a.distance - b.distance);
  const answered = new Map<CompanyDividend, Transaction>();
  const spent = new Set<Transaction>();
  for (const { dividend, row } of pairs) {
    const first = answered.get(dividend);
    const isBeside = first !== undefined && first.account !== row.account && apart(first.day, row.day) <= NEAR_PAY_DAYS;
    if (spent.has(row) || (first !== undefined && !isBeside)) continue;
    spent.add(row);
    if (!first) answered.set(dividend, row);
  }
  return dividends.filter((dividend) => !answered.has(dividend));
}

/** How far a row is from being this dividend's; undefined where it is not. */
function distanceOf(
  { day, payDay, currency }: CompanyDividend,
  row: { day: Day; amount: Decimal; currency: string },
  gross: () => number,
): number | undefined {
  const late = dayNumber(row.day) - dayNumber(day);
  if (Math.abs(late) <= EARLY_DAYS) return Math.abs(late);
  if (payDay !== undefined && apart(row.day, payDay) <= NEAR_PAY_DAYS) return apart(row.day, payDay);
  if (late < 0 || late > LATEST_PAY_DAYS) return undefined;
  if (row.currency !== currency) return late + LATEST_PAY_DAYS;
  const share = row.amount.toNumber() / gross();
  return share >= SMALLEST_NET && share <= LARGEST_GROSS ? late : undefined;
}
