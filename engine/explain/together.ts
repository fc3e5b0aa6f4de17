import { type Day, dayNumber } from "../day.ts";
import { CASH_FIGURES, type Combination, POSITION_FIGURES, TOTAL_FIGURES } from "../figures.ts";
import type { Currency } from "../money.ts";
import type { Rates } from "../rates.ts";
import type { ExplainInput } from "./day-view.ts";
import { createExplainer, type Figure } from "./explainer.ts";
import { type Explanation, explained } from "./explanation.ts";
import { createMarketNodes } from "./market-nodes.ts";

export interface ExplainedPart extends ExplainInput {
  /** Of the portfolio, for people. */
  name: string;
}

/** Booked sums that a valuation does not have in its rows. */
const MORE_SUMS = new Set(["worth", "separate", "realizedCurrency", "releasedCurrency", "booked"]);

/**
 * A figure of several portfolios in one currency, as `combineValuations` has it: each portfolio's own, at the rate of the day, added in their order.
 * A portfolio without a rate, or without the position or balance, is left out. Undefined where none has it, and where the figure is not added over
 * portfolios (see `isAdded`).
 */
export function explainTogether(
  parts: readonly ExplainedPart[],
  figure: Figure,
  day: Day,
  currency: Currency,
  rates: Rates,
): Explanation | undefined {
  if (!isAdded(figure)) return undefined;
  const number = dayNumber(day);
  const combination = combinationOf(figure);
  const nodes = createMarketNodes({ rates, quote: () => undefined, closes: () => undefined }, currency, []);
  const terms = parts.flatMap(({ name, ...input }) => {
    const base = input.settings.baseCurrency;
    const own = createExplainer(input).explain(figure, day);
    const rate = nodes.rate(base, number);
    // Without one a portfolio is in no sum, and what one alone has is not known of none.
    if (!own || rate?.value === null || (combination === "any" && own.value === null)) return [];
    const label = `${own.label} in ${name}`;
    return [explained({ label, operation: "product", unit: currency, terms: rate ? [own, rate] : [own] })];
  });
  if (terms.length === 0) return undefined;
  const [first] = terms as [Explanation];
  const { label, definition } = first.terms[0]!;
  return explained({
    ...{ label: `${label} of all portfolios`, formula: "sum of all portfolios, each at the rate of the day" },
    ...{ operation: "sum", unit: currency, terms, ...(definition ? { definition } : {}) },
  });
}

/** Whether a figure of several portfolios is the sum of theirs: money is, ratios, prices and returns are not. */
export function isAdded(figure: Figure): boolean {
  if (figure.of !== "position" && figure.of !== "cash" && figure.of !== "totals") return false;
  const combination = combinationOf(figure);
  return combination === "sum" || combination === "all" || combination === "any" || MORE_SUMS.has(figure.name);
}

function combinationOf({ of, name }: Figure): Combination | undefined {
  const tables = { position: POSITION_FIGURES, cash: CASH_FIGURES, totals: TOTAL_FIGURES } as Record<string, object>;
  const table = tables[of] as Record<string, Combination> | undefined;
  return table && Object.hasOwn(table, name) ? table[name] : undefined;
}
