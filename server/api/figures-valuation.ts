import { type Book, buildBook, combineValuations, type Day, type Valuation, valueBook } from "@tickfolio/engine";
import type { FiguresInput } from "./figures-input.ts";

/** Worth on a day: of one portfolio, or of all in one currency. */
export function valuationOf(input: FiguresInput, day: Day): Valuation {
  const books = input.parts.map((part) => buildBook({ ...part.input, through: day }));
  return together(input, valueBooks(input, books, day), day);
}

/** A valuation of each part's book. */
export function valueBooks({ parts }: FiguresInput, books: readonly Book[], day: Day): Valuation[] {
  return books.map((book, i) => valueBook(book, parts[i]!.market, day));
}

export function together({ isOfAll, currency, market }: FiguresInput, valuations: Valuation[], day: Day): Valuation {
  return isOfAll ? combineValuations(valuations, currency, market.rates, day) : valuations[0]!;
}
