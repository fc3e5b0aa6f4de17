import type { Allocation } from "./allocation.ts";

/** The share of the whole that a label ought to have, as a fraction. */
export interface Target {
  label: string;
  share: number;
}

export interface Drift {
  /** Null: what has no label, whose target is nothing. */
  label: string | null;
  target: number;
  /** Share of the whole. */
  actual: number;
  /** Actual - target. */
  difference: number;
  /** The same in money. */
  differenceValue: number;
  /** Further from the target than the band. */
  isOutside: boolean;
  /** To be bought, or sold where below zero, in base currency. */
  trade: number;
}

export interface DriftOptions {
  /** How far a share may be from its target, in shares of the whole: 0.05 for five percentage points. Default: 0. */
  band?: number;
}

/**
 * How far an allocation has drifted from its targets, and the trades that move the least money and leave every label within the band around its
 * target. They add up to nothing: what is sold pays for what is bought, before fees and taxes. With a band of 0 they restore the targets exactly.
 *
 * A label outside the band trades to the band's nearer edge, no further. Where that sells more than it buys, the rest goes to those
 * furthest below their targets, until they are level; where it buys more, it comes from those furthest above.
 *
 * A label without a target has the target nothing. Throws a RangeError where a target is not from 0 to 1, or they do not add up to one. Of an
 * allocation that is worth nothing there are no trades.
 */
export function driftOf(
  { slices, whole }: Allocation,
  targets: readonly Target[],
  { band = 0 }: DriftOptions = {},
): Drift[] {
  checkTargets(targets, band);
  const labels = new Map<string | null, { target: number; actual: number }>();
  for (const { label, share } of targets) labels.set(label, { target: share, actual: 0 });
  for (const { label, share } of slices) labels.set(label, { target: labels.get(label)?.target ?? 0, actual: share });
  const drifts = Array.from(labels, ([label, { target, actual }]): Drift => {
    const difference = whole > 0 ? actual - target : 0;
    const isOutside = Math.abs(difference) > band + SAME;
    const trade = isOutside ? -(difference - Math.sign(difference) * band) : 0;
    return { label, target, actual, difference, differenceValue: difference * whole, isOutside, trade };
  });
  settle(drifts);
  for (const drift of drifts) drift.trade = Math.abs(drift.trade) <= SAME ? 0 : drift.trade * whole;
  return drifts;
}

/** Shares that differ by less are equal. */
const SAME = 1e-12;

/** Gives what is left over from the trades to those furthest from their targets on the other side, levelling them. */
function settle(drifts: Drift[]): void {
  const excess = drifts.reduce((sum, { trade }) => sum - trade, 0);
  if (Math.abs(excess) <= SAME) return;
  const side = Math.sign(excess);
  // How far each still is from its target on the side that can take some, the furthest first.
  const gap = (drift: Drift) => -side * (drift.difference + drift.trade);
  const takers = drifts.toSorted((a, b) => gap(b) - gap(a));
  const gaps = takers.map(gap);
  // The level to which the first ones come down together.
  let sum = 0;
  let level = 0;
  for (let count = 1; count <= gaps.length; count++) {
    sum += gaps[count - 1]!;
    level = (sum - Math.abs(excess)) / count;
    if (count === gaps.length || level >= gaps[count]!) break;
  }
  for (const [i, taker] of takers.entries()) if (gaps[i]! > level) taker.trade += side * (gaps[i]! - level);
}

function checkTargets(targets: readonly Target[], band: number): void {
  const sum = targets.reduce((total, { share }) => total + share, 0);
  const isShare = ({ share }: Target) => share >= 0 && share <= 1;
  if (!targets.every(isShare) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`Targets are shares from 0 to 1 that add up to 1; these add up to ${sum}.`);
  }
  if (!(band >= 0 && band <= 1)) throw new RangeError(`A band is from 0 to 1, not ${band}.`);
}
