import { Decimal } from "../decimal.ts";
import { COLUMN_OPERATIONS, type ColumnOperation } from "./column-operations.ts";
import { type Column, type Explanation, isColumn, numberOf, type Value } from "./explanation.ts";

/**
 * How a value comes from those of its terms. The exact ones are of decimals; all others are of float64, from the first term to the last,
 * and a decimal among their terms is taken as the nearest float64. Null where a term is.
 */
export type Operation =
  | "given"
  | "same"
  | "exact sum"
  | "exact product"
  | "exact share"
  | "rounded"
  | "near float64"
  | "sum of near float64"
  | "sum"
  | "product"
  | "quotient"
  | "none"
  | ColumnOperation;

export type Evaluated = Pick<Explanation, "operation" | "signs" | "parameters">;

export function evaluate(node: Evaluated, terms: readonly Value[]): Value {
  const { operation } = node;
  if (operation === "none" || terms.some((term) => term === null)) return null;
  const decimals = terms as readonly Decimal[];
  switch (operation) {
    case "same":
    case "given":
      return terms[0]!;
    case "exact sum":
      return decimals.reduce((sum, term, i) => (isTakenOff(node, i) ? sum.minus(term) : sum.plus(term)), Decimal.ZERO);
    case "exact product":
      return decimals.reduce((product, term) => product.times(term));
    case "exact share":
      return decimals[0]!.timesRatio(decimals[1]!, decimals[2]!);
    case "rounded":
      return decimals[0]!.round(node.parameters![0]!);
    case "near float64":
      return decimals[0]!.toFloat();
    case "sum of near float64":
      return decimals.reduce((sum, term) => sum + term.toFloat(), 0);
    case "sum":
      return sumOf(node, terms.map(numberOf) as number[]);
    case "product":
      return terms.some(isColumn)
        ? eachDay(terms, true)
        : terms.map(numberOf).reduce((product, term) => product! * term!)!;
    case "quotient":
      return terms.some(isColumn)
        ? eachDay(terms, false)
        : terms.map(numberOf).reduce((quotient, term) => quotient! / term!)!;
    default:
      return COLUMN_OPERATIONS[operation](terms, node.parameters ?? []);
  }
}

function isTakenOff({ signs }: Evaluated, place: number): boolean {
  return signs?.[signs.length === 1 ? 0 : place] === -1;
}

function sumOf(node: Evaluated, terms: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum = isTakenOff(node, i) ? sum - terms[i]! : sum + terms[i]!;
  return sum;
}

/** Products or quotients of columns alone, from the first to the last. */
function eachDay(terms: readonly Value[], isProduct: boolean): Column {
  const [first, ...others] = terms as readonly Column[];
  if (others.length === 0) return first!;
  const values = first!.values.slice();
  for (const { values: other } of others) {
    if (isProduct) for (let i = 0; i < values.length; i++) values[i]! *= other[i]!;
    else for (let i = 0; i < values.length; i++) values[i]! /= other[i]!;
  }
  return { from: first!.from, values };
}
