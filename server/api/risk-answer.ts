import { type DayRange, riskByHolding, riskOver, type SplitOn } from "@tickfolio/engine";
import type { WireRisk } from "@tickfolio/protocol";
import type { FiguresInput } from "./figures-input.ts";
import { knownRange } from "./figures-range.ts";
import { together, valueBooks } from "./figures-valuation.ts";
import type { SubjectPerformance } from "./subject-performance.ts";
import { toCells } from "./to-cells.ts";

interface Options {
  riskFreeRate?: number | undefined;
  periodsPerYear?: number | undefined;
  columns?: readonly string[] | undefined;
}

/** Of the portfolio over the window as far as it was there; of what is held now by the prices of the whole window. */
export function toWireRisk(
  input: FiguresInput,
  { performance, benchmark: source, books, counts }: SubjectPerformance,
  window: DayRange,
  { riskFreeRate = 0, periodsPerYear = 252, columns = [] }: Options,
): WireRisk {
  const { currency, benchmark, market } = input;
  const known = knownRange(window, input);
  const {
    drawdown,
    together: pair,
    beta,
    correlation,
    missing,
    ...figures
  } = riskOver(performance, {
    ...{ ...known, counts: counts(), riskFreeRate, periodsPerYear },
    ...(source ? { benchmark: source } : {}),
  });
  const valuation = together(input, valueBooks(input, books, known.to), known.to);
  const splits = new Map<string, readonly SplitOn[]>(books.flatMap((book) => [...book.splits]));
  const prices = { from: window.from, to: known.to };
  const held = riskByHolding({ valuation, market, splits, ...prices, periodsPerYear });
  return {
    ...{ baseCurrency: currency, ...figures, missing: [...missing] },
    benchmark: benchmark && { instrument: benchmark.id, beta, correlation, ...pair },
    holdings: { ...prices, ...held },
    columns: columns.includes("drawdown") ? { drawdown: toCells(drawdown) } : {},
  };
}
