import type { Book } from "../book.ts";
import { Decimal } from "../decimal.ts";
import type { Valuation } from "../valuation.ts";
import type { Figure } from "./explainer.ts";
import type { Explanation, Leaf, Value } from "./explanation.ts";

const POSITION_VALUES = [
  ...(["quantity", "cost", "averageCost", "marketValue", "localMarketValue", "unrealized", "unrealizedPrice"] as const),
  ...(["unrealizedCurrency", "realized", "released", "income", "fees", "taxes", "gain", "purchased"] as const),
  ...(["gainRatio", "dayChange", "dayBase", "dayBaseInCash", "dayChangeRatio", "weight"] as const),
];
const TOTALS = [
  ...(["moneyIn", "moneyOut", "invested", "cost", "unpricedCost", "marketValue", "cash", "unrealized"] as const),
  ...(["unrealizedPrice", "unrealizedCurrency", "realized", "released", "income", "fees", "taxes"] as const),
  ...(["cashCurrencyGain", "gain", "gainRatio", "dayChange", "dayBase", "dayChangeRatio", "residue"] as const),
];

/** Every figure of a valuation and its book with the engine's value. */
export function figuresOf(book: Book, { positions, cash, totals }: Valuation): [Figure, Value][] {
  const figures: [Figure, Value][] = [];
  for (const value of positions) {
    const { instrument } = value;
    const position = book.positions.get(instrument)!;
    for (const name of POSITION_VALUES) figures.push([{ of: "position", instrument, name }, value[name]]);
    for (const name of ["localCost", "realizedCurrency", "releasedCurrency"] as const) {
      figures.push([{ of: "position", instrument, name }, position[name]]);
    }
    position.lots.forEach((own, lot) => {
      const of = { of: "lot", instrument, lot } as const;
      for (const name of ["quantity", "cost", "localCost"] as const) figures.push([{ ...of, name }, own[name]]);
      const price = value.price && value.marketValue !== null && position.lots.length === 1 ? value : null;
      if (price) figures.push([{ ...of, name: "marketValue" }, price.marketValue]);
    });
  }
  const seen = new Set<string>();
  for (const disposal of book.disposals) {
    const { instrument, transaction } = disposal;
    // What closes a short sale and opens a lot, or the other way round, makes one; a merger for cash may make several.
    if (seen.has(transaction)) continue;
    seen.add(transaction);
    const of = { of: "disposal", instrument, transaction } as const;
    for (const name of ["quantity", "proceeds", "cost", "gain"] as const)
      figures.push([{ ...of, name }, disposal[name]]);
    figures.push([{ ...of, name: "currencyPart" }, disposal.currencyGain]);
    const price = disposal.gain && disposal.currencyGain && disposal.gain.minus(disposal.currencyGain);
    figures.push([{ ...of, name: "pricePart" }, price]);
  }
  for (const balance of cash) {
    const of = { of: "cash", currency: balance.currency } as const;
    for (const name of ["amount", "value", "currencyGain", "weight"] as const)
      figures.push([{ ...of, name }, balance[name]]);
  }
  for (const name of TOTALS) figures.push([{ of: "totals", name }, totals[name]]);
  return figures;
}

/** As text, decimals without the places that float64 has not. */
export function said(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "none";
  if (typeof value === "number") return String(value === 0 ? 0 : value);
  return value instanceof Decimal ? String(value.toNumber()) : "column";
}

/** All leaves, by walking the terms. */
export function leavesOf(tree: Explanation): Leaf[] {
  const leaves = new Map<string, Leaf>();
  const seen = new Set<Explanation | string>();
  const stack: Explanation[] = [tree];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.operation === "given") leaves.set(JSON.stringify(node.leaf), node.leaf!);
    stack.push(...node.terms);
  }
  return [...leaves.values()];
}
