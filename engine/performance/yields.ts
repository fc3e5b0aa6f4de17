import { ratio } from "../figures.ts";
import type { InstrumentId } from "../instrument.ts";
import type { PositionValue, Valuation } from "../valuation.ts";
import type { Income } from "./income.ts";

/** Of what is held: gross dividends of the last twelve months against today's value and cost, as fractions. */
export interface Yield {
  /** Gross dividends of the last twelve months, in base currency. */
  dividends: number;
  /** Dividends / market value. Null without a value above zero. */
  trailingYield: number | null;
  /** Dividends / cost. Null without a cost above zero, and where it is not known of all units. */
  yieldOnCost: number | null;
}

export interface Yields {
  byInstrument: Map<InstrumentId, Yield>;
  /** Of all that is in both: dividends, value and cost of what has no price count in neither. */
  total: Yield;
}

/**
 * Yields of the positions held, from the income of the last twelve months (`trailingIncomeOf`). Dividends of what has been sold are left out,
 * as there is nothing they could be compared with; of what was bought within the year they are those since.
 */
export function yieldsOf(trailing: Income, { positions }: Valuation): Yields {
  const byInstrument = new Map<InstrumentId, Yield>();
  const sum = { dividends: 0, value: 0, cost: 0 };
  for (const position of positions) {
    const { instrument, marketValue } = position;
    if (position.quantity.isZero()) continue;
    const dividends = trailing.byInstrument.get(instrument)?.gross.toNumber() ?? 0;
    const cost = knownCost(position);
    byInstrument.set(instrument, yieldOf(dividends, marketValue, cost));
    if (marketValue === null || cost === null) continue;
    sum.dividends += dividends;
    sum.value += marketValue;
    sum.cost += cost;
  }
  return { byInstrument, total: yieldOf(sum.dividends, sum.value, sum.cost) };
}

function yieldOf(dividends: number, value: number | null, cost: number | null): Yield {
  return { dividends, trailingYield: ratio(dividends, value), yieldOnCost: ratio(dividends, cost) };
}

/** A worth without an unrealized gain has no known cost. */
function knownCost({ cost, unrealized, marketValue }: PositionValue): number | null {
  return unrealized === null && marketValue !== null ? null : cost;
}
