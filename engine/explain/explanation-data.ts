import type { Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import type { Definition } from "./definitions.ts";
import { type Explanation, isColumn, type Leaf, type Value } from "./explanation.ts";
import { evaluate, type Operation } from "./operations.ts";

/** A value as JSON: a decimal is text, a column a list in which null is a day on which nothing is known. */
export type ValueData = string | number | null | { from: Day; values: (number | null)[] };

/** A node as plain data. `terms` are places in the list of nodes, as one node may be a term of several. */
export interface ExplanationData {
  label: string;
  formula: string;
  operation: Operation;
  value: ValueData;
  unit: string | null;
  terms: number[];
  signs?: readonly (1 | -1)[];
  parameters?: readonly number[];
  definition?: Definition;
  leaf?: Leaf;
  /** Terms are left out, as they lie deeper than was asked for. */
  more?: true;
}

export interface Extent {
  /** How many levels of terms below the figure. Default: down to the leaves. */
  depth?: number;
  /** Terms are left out once so much is written: a node counts as ten, a cell of a column as one. Default: never. */
  most?: number;
}

const NODE_SIZE = 10;

/** A tree as a list of nodes that can be written as JSON, each before its terms; the first is the figure itself. */
export function writeExplanation(
  tree: Explanation,
  { depth = Number.POSITIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Extent = {},
): ExplanationData[] {
  const places = new Map<Explanation, number>([[tree, 0]]);
  const queue: { node: Explanation; level: number }[] = [{ node: tree, level: 0 }];
  const nodes: ExplanationData[] = [];
  let written = 0;
  for (const { node, level } of queue) {
    written += isColumn(node.value) ? node.value.values.length : 0;
    const isCut = (level >= depth || written + queue.length * NODE_SIZE >= most) && node.operation !== "given";
    const terms = isCut ? [] : node.terms;
    nodes.push({
      ...{ label: node.label, formula: node.formula, operation: node.operation, value: writeValue(node.value) },
      unit: node.unit,
      terms: terms.map((term) => {
        let place = places.get(term);
        if (place === undefined) {
          place = queue.push({ node: term, level: level + 1 }) - 1;
          places.set(term, place);
        }
        return place;
      }),
      ...(node.signs?.includes(-1) ? { signs: node.signs } : {}),
      ...(node.parameters ? { parameters: node.parameters } : {}),
      ...(node.definition ? { definition: node.definition } : {}),
      ...(node.leaf ? { leaf: node.leaf } : {}),
      ...(isCut && node.terms.length > 0 ? { more: true } : {}),
    });
  }
  return nodes;
}

/** As `recompute`, from what was written down. Throws a RangeError where terms were left out. */
export function recomputeData(nodes: readonly ExplanationData[]): Value {
  const values = new Map<number, Value>();
  const stack = [0];
  while (stack.length > 0) {
    const place = stack.at(-1)!;
    const node = nodes[place]!;
    if (node.more) throw new RangeError(`The terms of ${node.label} were not written down.`);
    const open = node.terms.filter((term) => !values.has(term));
    if (open.length > 0 && !values.has(place)) {
      stack.push(...open);
      continue;
    }
    stack.pop();
    if (values.has(place)) continue;
    const terms = node.terms.map((term) => values.get(term)!);
    values.set(place, node.operation === "given" ? readValue(node.value) : evaluate(node, terms));
  }
  return values.get(0)!;
}

function writeValue(value: Value): ValueData {
  if (value instanceof Decimal) return value.toString();
  if (!isColumn(value)) return value;
  return { from: value.from, values: Array.from(value.values, (one) => (Number.isNaN(one) ? null : one)) };
}

function readValue(value: ValueData): Value {
  if (typeof value === "string") return Decimal.parse(value);
  if (value === null || typeof value === "number") return value;
  return { from: value.from, values: Float64Array.from(value.values, (one) => one ?? Number.NaN) };
}
