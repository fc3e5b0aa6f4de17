import { explainCash } from "./cash-figures.ts";
import type { DayView } from "./day-view.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";

/** Share of all that is worth more than nothing. */
export function explainWeight(view: DayView, part: Explanation, weight: number | null): Explanation {
  const label = `weight by ${part.label}`;
  if (weight === null) return explained({ label, operation: "none", unit: null });
  const terms = [part, explainWhole(view)];
  return explained({ label, operation: "quotient", unit: null, terms, definition: DEFINITIONS.weight });
}

/** Everything that is worth more than nothing: positions, then cash. */
export function explainWhole(view: DayView): Explanation {
  const { positions, cash } = view.valuation;
  const owned = positions.filter(({ marketValue }) => marketValue !== null && marketValue >= 0);
  const balances = cash.filter(({ value }) => value !== null && value >= 0);
  const sum = (label: string, terms: () => Explanation[]) =>
    explained({ label, operation: "sum", unit: view.base, terms });
  return sum("all that is worth more than nothing", () => [
    sum("positions", () => owned.map(({ instrument }) => view.position(instrument)!.figure("marketValue"))),
    sum("cash", () => balances.map(({ currency }) => explainCash(view, currency, "value"))),
  ]);
}
