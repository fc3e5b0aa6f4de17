import type { ReadyFlows } from "./flows.ts";

/**
 * The present value of flows at a rate, as a function of x = ln(1 + rate). `at` writes the other fields, all of the x last asked for.
 * Values count from the first flow where x is positive and from the last where it is negative, so that no weight is above 1 and nothing
 * overflows; that scales them by something positive and moves neither signs nor roots.
 */
export interface PresentValue {
  value: number;
  /** The same with all flows positive: what `value` is small or large against. */
  size: number;
  /** How fast the value changes with x, up to its sign. */
  slope: number;
  /** How fast the slope can change at this x, at most: of the same sum with all flows positive. */
  bend: number;
  /** From x to where ln(received / paid), nearly a straight line, is zero by its slope here. Not finite where nothing is known. */
  step: number;
  at(x: number): PresentValue;
  /**
   * True where it is proven that a root has no other beside it: between any two flows the present value of those before has the same sign, so the
   * flows are one investment, or one loan, from the first day to the last (Soper 1959). There are no more roots above than such sums
   * change their sign, and none below by the same reckoned from the end (Laguerre; Pólya and Szegő, Problems and Theorems in Analysis
   * II, part V).
   */
  isOnly(root: number): boolean;
}

/** A sum below this share of its parts is rounding and has no sign. */
const NO_SIGN = 1e-15;

export function createPresentValue({ offsets, amounts }: ReadyFlows, daysPerYear: number): PresentValue {
  const count = offsets.length;
  const span = offsets[count - 1]!;
  // The weight of n days is that of whole blocks times that of the days left over: for thousands of flows two short tables and no exponentials.
  const shift = Math.max(5, Math.ceil(Math.log2(span + 1) / 2));
  const mask = (1 << shift) - 1;
  const blockCount = (span >> shift) + 1;
  const isTabled = count > blockCount + mask;
  const blocks = new Float64Array(isTabled ? blockCount : 0);
  const days = new Float64Array(isTabled ? mask + 1 : 0);
  const worth = new Float64Array(count);

  function weigh(x: number): void {
    const perDay = -Math.abs(x) / daysPerYear;
    for (let i = 0; i < blocks.length; i++) blocks[i] = Math.exp(perDay * (i << shift));
    for (let i = 0; i < days.length; i++) days[i] = Math.exp(perDay * i);
    for (let i = 0; i < count; i++) {
      const away = x >= 0 ? offsets[i]! : span - offsets[i]!;
      const weight = isTabled ? blocks[away >> shift]! * days[away & mask]! : Math.exp(perDay * away);
      worth[i] = amounts[i]! * weight;
    }
  }

  function at(x: number): PresentValue {
    weigh(x);
    const forward = x >= 0;
    let received = 0;
    let receivedDays = 0;
    let paid = 0;
    let paidDays = 0;
    let bend = 0;
    for (let i = 0; i < count; i++) {
      const away = forward ? offsets[i]! : span - offsets[i]!;
      // Without a branch: signs that come and go as trades do would be guessed wrongly half of the time.
      const plus = Math.max(worth[i]!, 0);
      const minus = plus - worth[i]!;
      received += plus;
      receivedDays += plus * away;
      paid += minus;
      paidDays += minus * away;
      bend += (plus + minus) * away * away;
    }
    const logSlope = (receivedDays / received - paidDays / paid) / daysPerYear;
    present.value = received - paid;
    present.size = received + paid;
    present.slope = (receivedDays - paidDays) / daysPerYear;
    present.bend = bend / daysPerYear ** 2;
    present.step = (Math.log(received / paid) / logSlope) * (forward ? 1 : -1);
    return present;
  }

  function isOnly(root: number): boolean {
    const half = at(root).size / 2;
    const sign = Math.sign(amounts[0]!);
    let sum = 0;
    let size = 0;
    // What has run and what is to come cancel out, so each place is judged from the end from which less has been added up, and less rounded.
    for (let i = 0; i < count - 1 && size <= half; i++) {
      sum += worth[i]!;
      size += Math.abs(worth[i]!);
      if (size <= half && !(sum * sign > size * NO_SIGN)) return false;
    }
    sum = 0;
    size = 0;
    for (let i = count - 1; i > 0 && size <= half; i--) {
      sum += worth[i]!;
      size += Math.abs(worth[i]!);
      if (size <= half && !(-sum * sign > size * NO_SIGN)) return false;
    }
    return true;
  }

  const present: PresentValue = { ...{ value: 0, size: 0, slope: 0, bend: 0, step: 0 }, at, isOnly };
  return present;
}
