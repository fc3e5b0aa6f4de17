/**
 * Returns that differ by less are equal: a ratio of two worths carries that much rounding, and a deviation made of it would turn into a
 * Sharpe ratio of billions.
 */
export const EQUAL = 1e-14;

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/**
 * Sum of (a - mean of a) × (b - mean of b). Of one column with itself it is zero, and not rounding, where all its numbers are equal.
 */
export function codeviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const meanA = meanOf(a);
  const meanB = meanOf(b);
  let sum = 0;
  let largestA = 0;
  let largestB = 0;
  let offA = 0;
  let offB = 0;
  for (let i = 0; i < a.length; i++) {
    const da = a[i]! - meanA;
    const db = b[i]! - meanB;
    sum += da * db;
    largestA = Math.max(largestA, Math.abs(a[i]!));
    largestB = Math.max(largestB, Math.abs(b[i]!));
    offA = Math.max(offA, Math.abs(da));
    offB = Math.max(offB, Math.abs(db));
  }
  return offA <= (1 + largestA) * EQUAL || offB <= (1 + largestB) * EQUAL ? 0 : sum;
}

/** A figure only where it is a number with an end. */
export function known(figure: number): number | null {
  return Number.isFinite(figure) ? figure : null;
}
