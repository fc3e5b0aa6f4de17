/** A fall from a peak and back. Places are of the growth column. */
export interface Drawdown {
  /** Share of the peak that was lost, between 0 and 1. */
  depth: number;
  /** The last place at the peak before it fell. */
  peak: number;
  trough: number;
  /** The first place at or above that peak again. Null: not within the column. */
  recovery: number | null;
  /** Days (cells) from the peak to the recovery, or to the column's last known one. */
  length: number;
}

export interface Drawdowns {
  /** How far below its running peak each cell is, between 0 and 1. NaN where the growth is not known. */
  series: Float64Array;
  /** The greatest depth: 0 when it never fell, null where no growth is known. */
  maximum: number | null;
  /** The deepest fall, of several equal ones the first. Null when it never fell. */
  deepest: Drawdown | null;
}

/**
 * Drawdown of 1 + cumulative return from its running peak, cell by cell (one per calendar day; NaN: not known, and passed over). What is worth
 * nothing or less has lost all; before anything is worth more than nothing there is no peak to fall from.
 */
export function drawdownsOf(growth: ArrayLike<number>): Drawdowns {
  const series = new Float64Array(growth.length).fill(Number.NaN);
  let deepest: Drawdown | null = null;
  let peak = 0;
  let peakAt = 0;
  let known = 0;
  let last = 0;
  for (let i = 0; i < growth.length; i++) {
    const now = growth[i]!;
    if (!Number.isFinite(now)) continue;
    known++;
    last = i;
    if (now >= peak) {
      if (deepest && deepest.recovery === null && deepest.peak === peakAt) deepest.recovery = i;
      peak = now;
      peakAt = i;
    }
    const depth = peak > 0 ? 1 - Math.max(now, 0) / peak : 0;
    series[i] = depth;
    if (depth > (deepest?.depth ?? 0)) deepest = { depth, peak: peakAt, trough: i, recovery: null, length: 0 };
  }
  if (deepest) deepest.length = (deepest.recovery ?? last) - deepest.peak;
  return { series, maximum: known > 0 ? (deepest?.depth ?? 0) : null, deepest };
}
