import { BookedNode } from "./booked.ts";
import { ExplainedNode, type Explanation, isColumn, type Value } from "./explanation.ts";
import { evaluate, type Operation } from "./operations.ts";
import { type Tape, Traced } from "./tape.ts";

/**
 * Works a figure out once more, from the leaves of its tree alone. Equal to its value. What was booked is worked out by the steps of the
 * booking itself, which are small integers; its terms show the same steps put together for people (`recomputeData` goes by those).
 */
export function recompute(tree: Explanation): Value {
  return recomputeIn(tree, { done: new Map(), tapes: new Map() });
}

const KEPT: ReadonlySet<Operation> = new Set(["last cell", "came in", "went out"]);

interface Run {
  done: Map<Explanation, Value>;
  tapes: Map<Tape, ReturnType<Tape["memory"]>>;
}

function recomputeIn(node: Explanation, run: Run): Value {
  if (node instanceof BookedNode) return recomputeSteps(node.tape, node.place, run);
  if (node.operation === "given") return node.value;
  if (node instanceof ExplainedNode && node.given instanceof Traced) {
    return recomputeSteps(node.given.tape, node.given.place, run);
  }
  if (node.operation === "same") return recomputeIn(node.terms[0]!, run);
  const before = run.done.get(node);
  if (before !== undefined) return before;
  const value = evaluate(
    node,
    node.terms.map((term) => recomputeIn(term, run)),
  );
  // Of the columns only those that stand in several places are kept: all of them together are many megabytes.
  if (!isColumn(value) || KEPT.has(node.operation)) run.done.set(node, value);
  return value;
}

function recomputeSteps(tape: Tape, place: number, { tapes }: Run): Value {
  let known = tapes.get(tape);
  if (!known) {
    known = tape.memory();
    tapes.set(tape, known);
  }
  return tape.recompute(place, known);
}
