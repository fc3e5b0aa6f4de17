/** Daily columns of equal length in one currency, one cell per calendar day. */
export interface DailyWorth {
  /** Worth at the day's end, after all its flows. NaN: not known on that day. */
  value: ArrayLike<number>;
  /** Money put in, at the start of the day. */
  in: ArrayLike<number>;
  /** Money taken out, at the end of the day. */
  out: ArrayLike<number>;
}

export interface TimeWeighted {
  /**
   * What 1 has grown to. Cell 0 is the evening before the first day and is 1, cell i + 1 the evening of day i; NaN where the value of the day
   * is not known. One cell more than days, so that every range is a ratio of two: `returnBetween`.
   */
  growth: Float64Array;
  /** Cells at whose evening everything was lost, ascending. Growth stays there as it was, so that what is put in later has its own return. */
  losses: number[];
  /** Cells of days whose gain has no return, ascending: money was made or lost on nothing, or on less than nothing. They link 1. */
  unmeasured: number[];
}

/** Smaller than this share of the largest amount so far is nothing: what adding and subtracting leaves of a position that was closed. */
const NOTHING = 1e-12;

/**
 * The time-weighted return, linked daily: the link of a day = (value + out) / (value before + in), with nothing before the first day. A day
 * whose divisor is zero links 1. Days without a value are one long day with the next that has one: money put into what had no price yet
 * counts at what was paid. (GIPS, true time-weighted return with daily valuation; in at the start of the day and out at its end.)
 */
export function linkReturns({ value, in: putIn, out: takenOut }: DailyWorth): TimeWeighted {
  const count = value.length;
  const growth = new Float64Array(count + 1);
  growth[0] = 1;
  const losses: number[] = [];
  const unmeasured: number[] = [];
  let grown = 1;
  let before = 0;
  let put = 0;
  let taken = 0;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    put += putIn[i]!;
    taken += takenOut[i]!;
    const now = value[i]!;
    if (Number.isNaN(now)) {
      growth[i + 1] = Number.NaN;
      continue;
    }
    const capital = before + put;
    const result = now + taken;
    for (const amount of [Math.abs(now), put, taken]) if (amount > largest && amount < Infinity) largest = amount;
    const nothing = largest * NOTHING;
    if (capital > nothing) {
      const next = grown * (result / capital);
      if (result <= nothing) losses.push(i + 1);
      else if (next > 0 && Number.isFinite(next)) grown = next;
      else unmeasured.push(i + 1);
    } else if (!(Math.abs(result - capital) <= nothing)) unmeasured.push(i + 1);
    growth[i + 1] = grown;
    before = now;
    put = 0;
    taken = 0;
  }
  return { growth, losses, unmeasured };
}

/**
 * The return from the evening of cell `from` to that of cell `to`, as a fraction, not annualised. -1 where everything was lost between them;
 * null where the value at one of them is not known, or a cell does not exist.
 */
export function returnBetween({ growth, losses }: TimeWeighted, from: number, to: number): number | null {
  const total = growth[to]! / growth[from]! - 1;
  if (!(from <= to) || !Number.isFinite(total)) return null;
  for (const loss of losses) if (loss > from && loss <= to) return -1;
  return total;
}

/**
 * Each day's return, as a fraction, for risk. NaN where the value of the day or of the evening before is not known, and where a gain has no
 * return. 0 while nothing is held: such days are for the caller to leave out.
 */
export function dailyReturns({ growth, losses, unmeasured }: TimeWeighted): Float64Array {
  const returns = new Float64Array(growth.length - 1);
  for (let i = 0; i < returns.length; i++) returns[i] = growth[i + 1]! / growth[i]! - 1;
  for (const cell of losses) returns[cell - 1] = -1;
  for (const cell of unmeasured) returns[cell - 1] = Number.NaN;
  return returns;
}

export interface DatedValuation {
  /** A day number. */
  day: number;
  /** Worth on that day, before its flow. */
  value: number;
  /** Money put in after it (negative: taken out). */
  flow?: number;
}

/**
 * The time-weighted return between dated valuations with a flow after each: the product of value / (value before + its flow), less 1, not
 * annualised. A divisor that is not above zero links 1; a value that is not above zero is a loss of everything. Null for fewer than two,
 * and where a sum has no end.
 */
export function twrOf(valuations: readonly DatedValuation[]): number | null {
  const ordered = [...valuations].sort((a, b) => a.day - b.day);
  let grown = 1;
  for (let i = 1; i < ordered.length; i++) {
    const { value, flow = 0 } = ordered[i - 1]!;
    const capital = value + flow;
    if (!Number.isFinite(capital)) return null;
    if (capital > 0) grown *= Math.max(ordered[i]!.value, 0) / capital;
  }
  return ordered.length > 1 && Number.isFinite(grown) ? grown - 1 : null;
}

/**
 * A total return over some days as a yearly rate: (1 + total)^(365 / days) - 1. The same for less than a year, where the figure is a
 * projection and says little: GIPS forbids showing it. Null for no days, for a total below -100 %, and where the rate has no end.
 */
export function annualise(total: number, days: number, daysPerYear = 365): number | null {
  if (!(days > 0) || !(total >= -1)) return null;
  const rate = Math.expm1(Math.log1p(total) * (daysPerYear / days));
  return Number.isFinite(rate) ? rate : null;
}
