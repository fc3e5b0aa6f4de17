import { dayNumber } from "../day.ts";
import type { Currency } from "../money.ts";
import type { Rates } from "../rates.ts";
import { DAILY_PARTS, emptyColumns, type PerformanceColumns } from "./columns.ts";

/**
 * Several portfolios as one, in one currency: what a day added is converted at the rate of that day, and what was held on the evening before
 * has gained by the change of the rate since (holdings in `currency`, cash in `cashCurrency`), so the parts add up as before:
 *
 *     value × rate - value before × rate before = (value - value before) × rate + value before × (rate - rate before)
 *
 * From the earliest first day (a portfolio counts as nothing before its own) to the earliest last day. A portfolio without a rate is left out,
 * and `missing` names its currency. Throws a RangeError for an empty list.
 */
export function combineColumns(
  list: readonly PerformanceColumns[],
  currency: Currency,
  rates: Rates,
): PerformanceColumns {
  const from = list.map((one) => one.from).sort()[0];
  const to = list.map((one) => one.to).sort()[0];
  if (from === undefined || to === undefined) throw new RangeError("There are no portfolios to combine.");
  const first = dayNumber(from);
  const count = Math.max(dayNumber(to) - first + 1, 0);
  const sum = emptyColumns(currency, from, to, count);
  const unknown = new Uint8Array(count);
  for (const one of list) {
    const offset = dayNumber(one.from) - first;
    const rate = rates.column(one.baseCurrency, currency, first, count);
    if (Number.isNaN(rate[0])) {
      const isEmpty = DAILY_PARTS.every((name) => one[name].every((amount) => amount === 0));
      // Of one in which nothing has happened nothing is missing.
      if (isEmpty && one.missing.length === 0) continue;
      const named = { instrument: null, currency: one.baseCurrency };
      sum.missing.push({ why: "unrated", ...named, from: one.from, to });
      for (let i = offset; i < count; i++) if (one.value[i - offset] !== 0) unknown[i] = 1;
      continue;
    }
    sum.missing.push(...one.missing.filter((missing) => missing.from <= to));
    sum.start = Math.min(sum.start, one.start + offset);
    addColumns(sum, one, rate, offset, unknown);
  }
  // As `combineHistories` has it.
  for (let i = 0; i < count; i++) if (unknown[i] === 1 && sum.value[i] === 0) sum.value[i] = Number.NaN;
  return sum;
}

function addColumns(
  sum: PerformanceColumns,
  one: PerformanceColumns,
  rate: Float64Array,
  offset: number,
  unknown: Uint8Array,
): void {
  const count = sum.value.length;
  for (const name of DAILY_PARTS) {
    const [into, column] = [sum[name], one[name]];
    for (let i = offset; i < count; i++) into[i]! += column[i - offset]! * rate[i]!;
  }
  for (let i = offset; i < count; i++) {
    const own = i - offset;
    const value = one.value[own]! * rate[i]!;
    if (Number.isNaN(value)) unknown[i] = 1;
    else sum.value[i]! += value;
    sum.measured[i]! += one.measured[own]! * rate[i]!;
    sum.cash[i]! += one.cash[own]! * rate[i]!;
    if (own === 0) continue;
    const change = rate[i]! - rate[i - 1]!;
    const cash = one.cash[own - 1]! * change;
    const holdings = one.measured[own - 1]! * change - cash;
    sum.cashCurrency[i]! += cash;
    sum.currency[i]! += holdings;
    sum.unrealizedCurrency[i]! += holdings;
  }
}
