/** Money that moved on some days. Two columns of equal length, in any order; several flows may share a day. */
export interface Flows {
  /** Whole day numbers (days since 1970-01-01). */
  days: ArrayLike<number>;
  amounts: ArrayLike<number>;
}

/** Flows made ready: one per day, none of them zero, in the order of days. */
export interface ReadyFlows {
  /** Days since the first flow. */
  offsets: Int32Array;
  /** Scaled by a power of two, so that no sum of them has no end. */
  amounts: Float64Array;
}

/** What a `Date` can hold, on either side of 1970. */
const LAST_DAY_NUMBER = 100_000_000;

/** Flows of one day that leave less than this share of their size have cancelled out: what is left is rounding. */
const CANCELLED = 1e-15;

/** Null where there is nothing to solve: no two days, or an amount or day that is none. */
export function readyFlows({ days, amounts }: Flows, roundToCents: boolean): ReadyFlows | null {
  const count = Math.min(days.length, amounts.length);
  const order: number[] = [];
  let largest = 0;
  let sorted = true;
  for (let i = 0; i < count; i++) {
    const amount = amounts[i]!;
    const day = days[i]!;
    if (!Number.isFinite(amount) || !Number.isInteger(day) || Math.abs(day) > LAST_DAY_NUMBER) return null;
    if (amount === 0) continue;
    if (order.length > 0 && days[order[order.length - 1]!]! > day) sorted = false;
    order.push(i);
    largest = Math.max(largest, Math.abs(amount));
  }
  if (order.length < 2) return null;
  if (!sorted) order.sort((a, b) => days[a]! - days[b]!);
  // A power of two changes no digit, so flows ten times as large solve to the same rate.
  const scale = 2 ** Math.floor(Math.log2(largest));

  const merged = { offsets: new Int32Array(order.length), amounts: new Float64Array(order.length) };
  let first = 0;
  let length = 0;
  for (let i = 0; i < order.length; ) {
    const day = days[order[i]!]!;
    let sum = 0;
    let size = 0;
    for (; i < order.length && days[order[i]!]! === day; i++) {
      const amount = amounts[order[i]!]!;
      const part = (roundToCents ? roundedToCents(amount) : amount) / scale;
      sum += part;
      size += Math.abs(part);
    }
    if (Math.abs(sum) <= size * CANCELLED) continue;
    if (length === 0) first = day;
    merged.offsets[length] = day - first;
    merged.amounts[length++] = sum;
  }
  if (length < 2) return null;
  return { offsets: merged.offsets.subarray(0, length), amounts: merged.amounts.subarray(0, length) };
}

/** Half a cent goes away from zero, as a spreadsheet's ROUND has it: 1.005 is 1.01, though its float64 lies a trace below. */
export function roundedToCents(amount: number): number {
  const cents = Math.abs(amount) * 100;
  if (cents > Number.MAX_SAFE_INTEGER) return amount;
  return (Math.sign(amount) * Math.floor(cents + 0.5 + cents * Number.EPSILON)) / 100;
}
