/** New units for old ones, in whole numbers. */
export interface Ratio {
  numerator: number;
  denominator: number;
}

/** The smaller side of a split that people announce: 3 for 2, 21 for 20, 1 for 1,500. */
const SMALLER_SIDE = 20;
const LARGER_SIDE = 10_000;
/** Sources round: 1 for 3 comes as 0.3333. Between many fractions there is less room for that than beside 1 for so many. */
const ROUNDING_OF_ONE = 2e-4;
const ROUNDING = 2e-5;

/**
 * The small whole numbers of a split; undefined where there are none. What is left is mostly a spin-off that a source has put into its
 * prices as if it were a split: 1,281 for 1,000.
 */
export function splitRatio(from: number, to: number): Ratio | undefined {
  const factor = to / from;
  if (!(from > 0 && to > 0 && Number.isFinite(factor)) || factor === 1) return undefined;
  for (let smaller = 1; smaller <= SMALLER_SIDE; smaller++) {
    const larger = Math.round(smaller * Math.max(factor, 1 / factor));
    if (larger > LARGER_SIDE) return undefined;
    const rounding = smaller === 1 ? ROUNDING_OF_ONE : ROUNDING;
    if (larger > smaller && Math.abs(larger / smaller / Math.max(factor, 1 / factor) - 1) <= rounding) {
      return factor > 1 ? { numerator: larger, denominator: smaller } : { numerator: smaller, denominator: larger };
    }
  }
  return undefined;
}

export function isSameRatio(a: Ratio, b: Ratio): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator;
}
