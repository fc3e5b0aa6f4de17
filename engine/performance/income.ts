import type { BookInput } from "../book.ts";
import { createBooking } from "../booking.ts";
import type { Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import { orderTransactions } from "../ordering.ts";
import type { Transaction } from "../transaction.ts";
import { monthsBefore } from "./named-ranges.ts";

/** Money in base currency, exact. A reversal and interest charged are below zero. */
export interface IncomeSum {
  /** Before tax. */
  gross: Decimal;
  /** That was kept back from it, as its own rows say. */
  tax: Decimal;
  /** Gross - tax. */
  net: Decimal;
}

/** One payment. */
export interface IncomeRow extends IncomeSum {
  transaction: string;
  day: Day;
  /** Dividends paid in new units are dividends. */
  kind: "dividend" | "interest";
  /** Null for interest. */
  instrument: InstrumentId | null;
}

export interface Income<Row extends IncomeRow = IncomeRow> {
  /** Period (from, to]. */
  from: Day | null;
  to: Day;
  total: IncomeSum;
  dividends: IncomeSum;
  /** Interest earned less interest charged; like all cash rows only counted where cash is tracked. */
  interest: IncomeSum;
  /** By month (`2024-03`) and year (`2024`), ascending; those without any are left out. */
  byMonth: Map<string, IncomeSum>;
  byYear: Map<string, IncomeSum>;
  /** Dividends by instrument, by the first payment. */
  byInstrument: Map<InstrumentId, IncomeSum>;
  rows: Row[];
  /** Currencies without an exchange rate: payments in them are in no sum. */
  unrated: Currency[];
}

const NOTHING: IncomeSum = { gross: Decimal.ZERO, tax: Decimal.ZERO, net: Decimal.ZERO };

/**
 * What was paid out in the period (from, to], or from the beginning, on the day it was booked and at that day's rate. Nothing is foreseen:
 * a dividend that has not been booked is not there. The sums are the book's income.
 */
export function incomeOf(input: BookInput, to: Day, from: Day | null = null): Income {
  const unrated = new Set<Currency>();
  const rows = incomeRows({ ...input, through: to }, unrated).filter(({ day }) => from === null || day > from);
  return sumIncome(rows, to, from, [...unrated]);
}

/** Payments with what they add up to. */
export function sumIncome<Row extends IncomeRow>(
  rows: Row[],
  to: Day,
  from: Day | null,
  unrated: Currency[],
): Income<Row> {
  const sumOf = (some: readonly IncomeRow[]) => some.reduce<IncomeSum>(add, NOTHING);
  const by = (key: (row: IncomeRow) => string, some: readonly IncomeRow[] = rows) =>
    new Map(Array.from(Map.groupBy(some, key), ([name, own]) => [name, sumOf(own)]));
  const dividends = rows.filter(({ kind }) => kind === "dividend");
  return {
    ...{ from, to, rows, unrated },
    total: sumOf(rows),
    dividends: sumOf(dividends),
    interest: sumOf(rows.filter(({ kind }) => kind === "interest")),
    byMonth: by(({ day }) => day.slice(0, 7)),
    byYear: by(({ day }) => day.slice(0, 4)),
    byInstrument: by(({ instrument }) => instrument!, dividends),
  };
}

/** Income of the last twelve months: after the same day of the year before, through the day. */
export function trailingIncomeOf(input: BookInput, day: Day): Income {
  return incomeOf(input, day, monthsBefore(day, 12));
}

function incomeRows(
  { transactions, settings, rates, through, account, currencyOf }: BookInput,
  unrated: Set<Currency>,
): IncomeRow[] {
  const booking = createBooking(settings.baseCurrency, rates, [], unrated);
  const rows: IncomeRow[] = [];
  for (const transaction of orderTransactions(transactions)) {
    const paid = paymentOf(transaction);
    if (!paid || (through !== undefined && transaction.day > through)) continue;
    if (account !== undefined && (transaction.account ?? "") !== account) continue;
    const { kind, sign, row } = paid;
    if (kind === "interest" && settings.cash === "untracked") continue;
    const instrument = kind === "dividend" ? row.instrument! : null;
    const listing = instrument === null ? settings.baseCurrency : currencyOf(instrument);
    const booked = booking.book(row.amount, undefined, row.tax, row, listing);
    const signed = (amount: Decimal) => (sign === 1 ? amount : amount.negated());
    const gross = signed(booked.gross.base);
    // Interest charged has its own tax, which is paid beside it.
    const tax = row.kind === "interest-charge" ? booked.tax.base : signed(booked.tax.base);
    const { id, day } = row;
    rows.push({ transaction: id, day, kind, instrument, gross, tax, net: gross.minus(tax) });
  }
  return rows;
}

function paymentOf(row: Transaction) {
  switch (row.kind) {
    case "dividend":
    case "reinvested-dividend":
      return { kind: "dividend", sign: 1, row } as const;
    case "dividend-reversal":
    case "reinvested-dividend-reversal":
      return { kind: "dividend", sign: -1, row } as const;
    case "interest":
      return { kind: "interest", sign: 1, row } as const;
    case "interest-charge":
      return { kind: "interest", sign: -1, row } as const;
    default:
      return undefined;
  }
}

function add(a: IncomeSum, b: IncomeSum): IncomeSum {
  return { gross: a.gross.plus(b.gross), tax: a.tax.plus(b.tax), net: a.net.plus(b.net) };
}
