import { type Flows, readyFlows } from "./flows.ts";
import { createPresentValue } from "./present-value.ts";
import { findRoots, rootFromZero } from "./roots.ts";

export type DayCount = "act/365" | "act/365.25";

/** Days of a year. */
export const DAYS_PER_YEAR: Record<DayCount, number> = { "act/365": 365, "act/365.25": 365.25 };

export interface XirrOptions {
  /** Default: act/365. */
  dayCount?: DayCount;
  /** Each flow is rounded to hundredths first, half away from zero. */
  roundFlows?: boolean;
}

export interface MoneyWeighted {
  /** A year's rate as a fraction: 0.05 for 5 %. Null: no rate solves it. Where several do, the one nearest to zero. */
  rate: number | null;
  /** More than one rate solves it. */
  several: boolean;
  /** All rates that solve it, ascending. */
  roots: number[];
}

/** ln(1 + rate) for -99.9999999 % and +100,000,000 %. */
const LOWEST = Math.log(1e-9);
const HIGHEST = Math.log1p(1e6);

/**
 * The money-weighted return: the yearly rate r at which the sum of amount / (1 + r)^(days since the first flow / 365) is zero, as XIRR of
 * spreadsheets defines it. Flows are as the investor sees them: money put in is negative, money taken out and the final value are positive.
 *
 * Looked for between -99.9999999 % and +100,000,000 %. Null without an answer: flows of one sign only, all on one day, no root in that range,
 * or a flow that is no finite number on a whole day. A loss of everything has no rate, as nothing came back.
 */
export function xirr(flows: Flows, { dayCount = "act/365", roundFlows = false }: XirrOptions = {}): MoneyWeighted {
  const ready = readyFlows(flows, roundFlows);
  const changes = ready ? signChanges(ready.amounts) : 0;
  if (!ready || changes === 0) return answer([]);

  const present = createPresentValue(ready, DAYS_PER_YEAR[dayCount]);
  const root = rootFromZero(present, LOWEST, HIGHEST);
  // One change of sign has one root (Descartes); more may still have only one, and for a portfolio that was never overdrawn they do.
  if (root !== null && (changes === 1 || present.isOnly(root))) return answer([root]);
  return answer(findRoots(present, LOWEST, HIGHEST));
}

function signChanges(amounts: Float64Array): number {
  let changes = 0;
  for (let i = 1; i < amounts.length; i++) if (amounts[i]! > 0 !== amounts[i - 1]! > 0) changes++;
  return changes;
}

function answer(places: number[]): MoneyWeighted {
  const roots = places.map(Math.expm1);
  let rate: number | null = null;
  for (const root of roots) if (rate === null || Math.abs(root) < Math.abs(rate)) rate = root;
  return { rate, several: roots.length > 1, roots };
}
