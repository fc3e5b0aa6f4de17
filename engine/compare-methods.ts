import { type BookInput, buildBooks } from "./book.ts";
import type { Day } from "./day.ts";
import { COST_METHODS, type CostMethod } from "./portfolio.ts";
import type { Disposal } from "./position.ts";
import { type MarketView, type PositionValue, type Totals, valueBook } from "./valuation.ts";

/** The figures of one portfolio under one cost method. What no method changes is in all of them. */
export interface MethodFigures {
  method: CostMethod;
  positions: PositionValue[];
  /** In order of days. */
  disposals: Disposal[];
  totals: Totals;
}

/** The same journal under several cost methods side by side, on a day: transactions are read, converted and put in order once. */
export function compareMethods(
  input: BookInput,
  market: MarketView,
  day: Day,
  methods: readonly CostMethod[] = COST_METHODS,
): MethodFigures[] {
  return buildBooks({ ...input, through: day }, methods).map((book) => {
    const { positions, totals } = valueBook(book, market, day);
    return { method: book.settings.costMethod, positions, disposals: book.disposals, totals };
  });
}
