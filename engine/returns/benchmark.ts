/** Columns of equal length, one cell per calendar day. */
export interface BenchmarkInput {
  /** Money put in at the start of the day, in base currency. */
  in: ArrayLike<number>;
  /** Money taken out at its end. */
  out: ArrayLike<number>;
  /** What a unit of the benchmark is worth at the day's end, in base currency, the last one standing on days without. NaN before the first. */
  price: ArrayLike<number>;
  /** The same on the evening before the first day. Default: not known. */
  priceBefore?: number;
}

export interface BenchmarkOnFlows {
  /** What the same flows in the benchmark were worth at each day's end. NaN while money waits for the benchmark's first price, and where it has no end. */
  value: Float64Array;
  /** First and last day (places) on which money waited for the benchmark's first price, into which it went at the end of the last. Null: none did. */
  waited: { from: number; to: number } | null;
  /** The first day on which more had been taken out than there was. From there on the value is what is owed. Null: never. */
  shortFrom: number | null;
}

/** A value this small against the money that moved is what subtracting leaves of nothing. */
const NOTHING = 1e-12;

/**
 * What the portfolio would be worth had each flow gone into and out of a benchmark instead: value = (value before + in) × price / price
 * before - out. With the final value and the same flows, `xirr` gives the return to compare with the portfolio's own money-weighted one
 * (Long and Nickels 1996, the index comparison method or PME). Linked by days it returns what the benchmark did, whatever the flows.
 *
 * Where more is taken out than there is, the value goes below zero and stays exposed as a short position, as that method has it: the
 * portfolio then did so much better that the comparison says no more than that. `shortFrom` names the day; nothing is scaled to hide it.
 * A price that is not above zero is not a price.
 */
export function benchmarkOnFlows({ in: putIn, out: takenOut, price, priceBefore }: BenchmarkInput): BenchmarkOnFlows {
  const count = price.length;
  const result: BenchmarkOnFlows = { value: new Float64Array(count), waited: null, shortFrom: null };
  let before = priceBefore !== undefined && isPrice(priceBefore) ? priceBefore : null;
  let worth = 0;
  let moved = 0;
  for (let i = 0; i < count; i++) {
    const now: number | null = isPrice(price[i]!) ? price[i]! : before;
    worth += putIn[i]!;
    moved += putIn[i]! + takenOut[i]!;
    if (before === null && worth !== 0) result.waited = { from: result.waited?.from ?? i, to: i };
    if (now !== null && before !== null && now !== before) worth *= now / before;
    worth -= takenOut[i]!;
    if (Math.abs(worth) <= moved * NOTHING) worth = 0;
    const isKnown = Number.isFinite(worth) && (now !== null || worth === 0);
    if (isKnown && worth < 0) result.shortFrom ??= i;
    result.value[i] = isKnown ? worth : Number.NaN;
    before = now;
  }
  return result;
}

function isPrice(price: number): boolean {
  return price > 0 && price < Number.POSITIVE_INFINITY;
}
