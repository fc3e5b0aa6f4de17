import {
  type BenchmarkSource,
  type Book,
  bookOfSubject,
  combineColumns,
  createPerformance,
  type DayRange,
  dayNumber,
  daysWithNewPrices,
  eitherCounts,
  emptyColumns,
  historyOf,
  type Performance,
  type PerformanceColumns,
  performanceColumns,
  type Subject,
} from "@tickfolio/engine";
import type { SubjectQuery } from "@tickfolio/protocol";
import { invalid } from "./errors.ts";
import { type FiguresInput, requireTraded } from "./figures-input.ts";

interface BookedPart {
  book: Book;
  columns: PerformanceColumns;
}

/** Performance of what is asked for, in one portfolio or in all, with the books behind it. */
export interface SubjectPerformance {
  performance: Performance;
  /** What is known of the benchmark; null where none is asked for. */
  benchmark: BenchmarkSource | null;
  books: readonly Book[];
  /** The days that count for risk, one for each of the columns'. */
  counts: () => Uint8Array;
}

/** Throws where nothing of the subject was ever booked: that is a word typed wrong, and no portfolio that stood still. */
export function subjectPerformance(
  input: FiguresInput,
  asked: SubjectQuery,
  { from, to }: DayRange,
): SubjectPerformance {
  const subject = subjectOf(input, asked);
  const booked = input.parts.map(({ input: own, market }): BookedPart => {
    const book = bookOfSubject({ ...own, through: to }, subject);
    return { book, columns: performanceColumns(historyOf(book, market, from, to), book, market) };
  });
  const { isOfAll, market, benchmark } = input;
  const columns = isOfAll ? together(booked, input, { from, to }) : booked[0]!.columns;
  const books = booked.map(({ book }) => book);
  return {
    performance: createPerformance(columns),
    books,
    benchmark: benchmark && {
      rates: market.rates,
      series: market.closes(benchmark.id),
      quote: market.quote(benchmark.id),
      // Each portfolio that holds it has its splits.
      splits: books.map(({ splits }) => splits.get(benchmark.id)).find((known) => known !== undefined) ?? [],
    },
    counts: () =>
      eitherCounts(
        input.parts.map((part, i) => ({ from, counts: daysWithNewPrices(books[i]!, part.market, from, to) })),
        { from, to },
      ),
  };
}

function together(booked: readonly BookedPart[], input: FiguresInput, { from, to }: DayRange): PerformanceColumns {
  const { currency, market } = input;
  if (booked.length === 0) return emptyColumns(currency, from, to, dayNumber(to) - dayNumber(from) + 1);
  const list = booked.map(({ columns }) => columns);
  return combineColumns(list, currency, market.rates);
}

function subjectOf({ parts }: FiguresInput, { instrument, account }: SubjectQuery): Subject {
  const rows = parts.flatMap(({ input }) => input.transactions);
  if (instrument !== undefined) {
    requireTraded(parts, instrument);
    return { kind: "instrument", instrument };
  }
  if (account === undefined) return { kind: "portfolio" };
  const isNamed = (row: (typeof rows)[number]) =>
    (row.account ?? "") === account || ("toAccount" in row && row.toAccount === account);
  if (!rows.some(isNamed)) throw invalid("account", "is named by no transaction here");
  return { kind: "account", account };
}
