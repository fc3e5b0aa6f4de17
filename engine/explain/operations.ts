import { Decimal } from "../decimal.ts";
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
  | "nothing below zero"
  | "near float64"
  | "sum of near float64"
  | "sum"
  | "product"
  | "quotient"
  | "none";

type Node = Pick<Explanation, "operation" | "signs" | "parameters">;

export function evaluate(node: Node, terms: readonly Value[]): Value {
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
    case "nothing below zero":
      return Math.max(numberOf(terms[0]!)!, 0);
    case "near float64":
      return decimals[0]!.toFloat();
    case "sum of near float64":
      return decimals.reduce((sum, term) => sum + term.toFloat(), 0);
    case "sum":
      return terms.some(isColumn) ? sumOfColumns(node, terms) : sumOf(node, terms.map(numberOf) as number[]);
    case "product":
      return terms.map(numberOf).reduce((product, term) => product! * term!)!;
    case "quotient":
      return terms.map(numberOf).reduce((quotient, term) => quotient! / term!)!;
    default:
      return operation satisfies never;
  }
}

function isTakenOff({ signs }: Node, place: number): boolean {
  return signs?.[signs.length === 1 ? 0 : place] === -1;
}

function sumOf(node: Node, terms: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum = isTakenOff(node, i) ? sum - terms[i]! : sum + terms[i]!;
  return sum;
}

function sumOfColumns(node: Node, terms: readonly Value[]): Column {
  const { from, values: first } = terms.find(isColumn)!;
  const values = new Float64Array(first.length);
  for (const [place, term] of terms.entries()) {
    const sign = isTakenOff(node, place) ? -1 : 1;
    const column = isColumn(term!) ? term.values : null;
    const number = column ? 0 : numberOf(term!)!;
    for (let i = 0; i < values.length; i++) values[i]! += sign * (column ? column[i]! : number);
  }
  return { from, values };
}
