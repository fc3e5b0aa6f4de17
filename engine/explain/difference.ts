import type { Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import type { PortfolioSettings } from "../portfolio.ts";
import { BookedNode } from "./booked.ts";
import type { ExplainInput } from "./day-view.ts";
import { createExplainer, type Figure } from "./explainer.ts";
import { type Explanation, isColumn, numberOf, type Value } from "./explanation.ts";

/** Decimal where both sides were booked, else float64. */
export type Amount = Decimal | number;

/** One thing that is on one side only, or not the same on both. */
export interface DifferenceTerm {
  label: string;
  /** Where it comes from, on either side. */
  a: Side | null;
  b: Side | null;
  /** What it adds to the difference. */
  difference: Amount;
  unit: string | null;
}

export interface Side {
  value: Amount;
  /** In words. */
  formula: string;
}

/** Why one figure is not the other. */
export interface Difference {
  label: string;
  a: Value;
  b: Value;
  /** b - a, as the sum of its terms; null where one of them is not known. */
  difference: Amount | null;
  unit: string | null;
  /** What is the same on both sides is left out. */
  terms: DifferenceTerm[];
}

/**
 * Which terms make one figure differ from another: the same figure on two days, under two cost methods or settings. Sums are followed down as
 * long as both sides are sums, lots by what acquired them and disposals by their transaction; products are taken apart factor by factor, each
 * at the new value of those before it and the old one of those after it. The terms add up to the difference, to the last digit where it was
 * booked.
 */
export function explainDifference(a: Explanation, b: Explanation): Difference {
  const terms: DifferenceTerm[] = [];
  const isKnown = a.value !== null && b.value !== null;
  // Where the figures are equal their terms may differ all the same.
  if (isKnown) takeApart(a, b, 1, terms);
  const difference = isKnown ? terms.reduce<Amount>((sum, term) => add(sum, term.difference), Decimal.ZERO) : null;
  return { label: b.label, a: a.value, b: b.value, difference, unit: b.unit, terms };
}

/** The same figure of the same day under other settings of the portfolio: a cost method, fees in cost, lots by account. */
export function explainSettings(
  input: ExplainInput,
  figure: Figure,
  day: Day,
  a: Partial<PortfolioSettings>,
  b: Partial<PortfolioSettings>,
): Difference | undefined {
  const [one, other] = [a, b].map((changed) => {
    return createExplainer({ ...input, settings: { ...input.settings, ...changed } }).explain(figure, day);
  });
  return one && other && explainDifference(one, other);
}

function compare(a: Explanation, b: Explanation, sign: 1 | -1, terms: DifferenceTerm[]): void {
  if (!isSame(a.value, b.value)) takeApart(a, b, sign, terms);
}

function takeApart(a: Explanation, b: Explanation, sign: 1 | -1, terms: DifferenceTerm[]): void {
  if (isSum(a) && isSum(b)) compareSums(a, b, sign, terms);
  else if (isProduct(a) && isProduct(b) && a.terms.length === b.terms.length) compareFactors(a, b, sign, terms);
  else if (!isSame(a.value, b.value)) terms.push(termOf(b.label, a, b, sign));
}

function compareSums(a: Explanation, b: Explanation, sign: 1 | -1, terms: DifferenceTerm[]): void {
  const others = new Map<string, { node: Explanation; sign: 1 | -1 }[]>();
  for (const part of partsOf(b)) {
    const same = others.get(part.node.key);
    if (same) same.push(part);
    else others.set(part.node.key, [part]);
  }
  const turned = (own: 1 | -1): 1 | -1 => (own === sign ? 1 : -1);
  for (const { node, sign: own } of partsOf(a)) {
    const other = others.get(node.key)?.shift();
    if (other) compare(node, other.node, turned(own), terms);
    else if (!isNothing(node)) terms.push(termOf(node.label, node, null, turned(own)));
  }
  for (const rest of others.values()) {
    for (const { node, sign: own } of rest)
      if (!isNothing(node)) terms.push(termOf(node.label, null, node, turned(own)));
  }
}

function compareFactors(a: Explanation, b: Explanation, sign: 1 | -1, terms: DifferenceTerm[]): void {
  const [before, after] = [a.terms.map(floatOf), b.terms.map(floatOf)];
  for (let i = 0; i < before.length; i++) {
    if (before[i] === after[i]) continue;
    let effect = sign * (after[i]! - before[i]!);
    for (let j = 0; j < before.length; j++) if (j !== i) effect *= j < i ? after[j]! : before[j]!;
    const [from, to] = [a.terms[i]!, b.terms[i]!];
    const label = `${b.label}, by its ${to.label}`;
    terms.push({ label, a: sideOf(from), b: sideOf(to), difference: effect, unit: b.unit });
  }
}

function termOf(label: string, a: Explanation | null, b: Explanation | null, sign: 1 | -1): DifferenceTerm {
  const grown = subtract(b ? amountOf(b) : Decimal.ZERO, a ? amountOf(a) : Decimal.ZERO);
  const difference = sign === 1 ? grown : grown instanceof Decimal ? grown.negated() : -grown;
  return { label, a: a && sideOf(a), b: b && sideOf(b), difference, unit: (b ?? a)!.unit };
}

function sideOf(node: Explanation): Side {
  return { value: amountOf(node), formula: node.formula };
}

/** Steps of a booking are one number: below the lot there is nothing to compare. */
function isSum(node: Explanation): boolean {
  return (node.operation === "sum" || node.operation === "exact sum") && !(node instanceof BookedNode);
}

function isProduct(node: Explanation): boolean {
  return node.operation === "product" && node.terms.every(({ value }) => value !== null && !isColumn(value));
}

function partsOf({ terms, signs }: Explanation): { node: Explanation; sign: 1 | -1 }[] {
  return terms.map((node, i) => ({ node, sign: signs?.[signs.length === 1 ? 0 : i] ?? 1 }));
}

function isSame(a: Value, b: Value): boolean {
  if (a instanceof Decimal && b instanceof Decimal) return a.equals(b);
  return !isColumn(a) && !isColumn(b) && numberOf(a) === numberOf(b);
}

function isNothing(node: Explanation): boolean {
  return isSame(node.value, 0);
}

function amountOf({ value }: Explanation): Amount {
  return value instanceof Decimal ? value : numberOf(value)!;
}

function floatOf({ value }: Explanation): number {
  return numberOf(value)!;
}

function add(a: Amount, b: Amount): Amount {
  return a instanceof Decimal && b instanceof Decimal ? a.plus(b) : numberOf(a)! + numberOf(b)!;
}

function subtract(a: Amount, b: Amount): Amount {
  return a instanceof Decimal && b instanceof Decimal ? a.minus(b) : numberOf(a)! - numberOf(b)!;
}
