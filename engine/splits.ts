import { type Day, dayNumber } from "./day.ts";

/** `numerator` new units for every `denominator` old ones, from the start of the day. */
export interface SplitOn {
  day: Day;
  numerator: number;
  denominator: number;
}

/** Splits of one instrument as a step function: units on a day for one unit before all of them. */
export interface SplitFactors {
  /** Factor on the day, splits of the day included. */
  on(day: number): number;
  /** Days of splits, ascending, with the factor from then on. */
  days: number[];
  factors: number[];
}

/** Of splits in the order of their days. */
export function splitFactors(splits: readonly SplitOn[] = []): SplitFactors {
  const days: number[] = [];
  const factors: number[] = [];
  let factor = 1;
  for (const { day, numerator, denominator } of splits) {
    factor = (factor * numerator) / denominator;
    days.push(dayNumber(day));
    factors.push(factor);
  }
  return {
    days,
    factors,
    on(day) {
      let last = days.length - 1;
      while (last >= 0 && days[last]! > day) last--;
      return last < 0 ? 1 : factors[last]!;
    },
  };
}

/** Prices of one unit before all splits, one for each day, become prices of the units of each day. */
export function toUnitsOfDay(column: Float64Array, { days, factors }: SplitFactors, first: number): void {
  for (let step = 0; step < days.length; step++) {
    const end = step + 1 < days.length ? Math.min(days[step + 1]! - first, column.length) : column.length;
    for (let i = Math.max(days[step]! - first, 0); i < end; i++) column[i]! /= factors[step]!;
  }
}
