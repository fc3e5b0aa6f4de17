import { dayFromNumber, dayNumber } from "../day.ts";
import { Decimal } from "../decimal.ts";
import { changesOf } from "../performance/risk.ts";
import { benchmarkOnFlows } from "../returns/benchmark.ts";
import { riskOf } from "../returns/risk.ts";
import { annualise, dailyReturns, linkReturns, returnBetween } from "../returns/time-weighted.ts";
import { xirr } from "../returns/xirr.ts";
import type { Column, Value } from "./explanation.ts";

/** Operations on columns, each as its definition has it. Days are day numbers, places are cells of a column. */
export type ColumnOperation =
  | "daily sum"
  | "steps"
  | "quoted"
  | "held"
  | "came in"
  | "went out"
  | "last cell"
  | "cell"
  | "sum of cells"
  | "average capital"
  | "time-weighted"
  | "annualised"
  | "money-weighted"
  | "in the benchmark"
  | "changes"
  | RiskOperation;

/** Risk over a window: returns, flows in, flows out, days that count, and for the last two the benchmark's returns. */
export type RiskOperation = (typeof RISK_OPERATIONS)[number];
export const RISK_OPERATIONS = [
  ...(["volatility", "semiDeviation", "volatilityPerYear", "semiDeviationPerYear"] as const),
  ...(["sharpe", "sortino", "valueAtRisk", "expectedShortfall", "maximumDrawdown", "beta", "correlation"] as const),
];

type Work = (terms: readonly Value[], parameters: readonly number[]) => Value;

export const COLUMN_OPERATIONS: Record<ColumnOperation, Work> = {
  /** Of columns. Parameters: first day, number of days. */
  "daily sum"(terms, [first = 0, count = 0]) {
    const values = new Float64Array(count);
    for (const term of terms) {
      const { values: column } = term as Column;
      for (let i = 0; i < count; i++) values[i]! += column[i]!;
    }
    return { from: dayFromNumber(first), values };
  },

  /** 1 until the first day, then each term from its day on. Parameters: first day, number of days, days of the terms. */
  steps(terms, [first = 0, count = 0, ...days]) {
    const values = new Float64Array(count).fill(1);
    for (const [i, day] of days.entries()) values.fill(floatOf(terms[i]!), Math.max(day - first, 0));
    return { from: dayFromNumber(first), values };
  },

  /** A column with a number in place of some cells, at the rate of each day. Parameters: the first of them, and the one after the last. */
  quoted([column, number, rate], [from = 0, until = 0]) {
    const { from: day, values } = column as Column;
    const quoted = values.slice();
    for (let i = from; i < until; i++) quoted[i] = floatOf(number!) * (rate ? (rate as Column).values[i]! : 1);
    return { from: day, values: quoted };
  },

  /** Units × worth of a unit; what they cost on days without a worth. Terms: worth of a unit, units from each day on, then their costs. */
  held: ([unit, ...levels], days) => eachRun(unit as Column, levels, days),

  /** What came on each day, of flows of either direction. Parameters: first day, number of days, days of the flows. */
  "came in": (flows, parameters) => flowsOf(flows, parameters, (amount) => (amount > 0 ? amount : 0)),
  "went out": (flows, parameters) => flowsOf(flows, parameters, (amount) => (amount < 0 ? -amount : 0)),

  "last cell"([column, number]) {
    const { from, values } = column as Column;
    return { from, values: values.slice().fill(floatOf(number!), values.length - 1) };
  },

  /** Nothing before the first. */
  cell([column], [place = 0]) {
    const value = place < 0 ? 0 : (column as Column).values[place]!;
    return Number.isNaN(value) ? null : value;
  },

  /** From one place to another, both included. */
  "sum of cells"([column], [from = 0, to = 0]) {
    let sum = 0;
    for (let i = from; i <= to; i++) sum += (column as Column).values[i]!;
    return sum;
  },

  /** Opening + each flow × the share of the time it was there. Terms: opening, flows in, flows out. Parameters: places of both evenings. */
  "average capital"([opening, cameIn, wentOut], [a = 0, b = 0]) {
    let capital = floatOf(opening!);
    for (let i = a + 1; i <= b; i++) {
      const net = (cameIn as Column).values[i]! - (wentOut as Column).values[i]!;
      capital += net * ((b - i) / (b - a));
    }
    return capital;
  },

  /** Terms: worth of each evening, flows in, flows out. Parameters: places of both evenings. */
  "time-weighted"(terms, [a = 0, b = 0]) {
    return returnBetween(linked(terms), a + 1, b + 1);
  },

  annualised: ([total, days, year]) => annualise(floatOf(total!), floatOf(days!), floatOf(year!)),

  /** XIRR of the opening put in, the flows between, and the closing taken out. Terms: opening, flows in, flows out, closing. */
  "money-weighted"([opening, cameIn, wentOut, closing], [a = 0, b = 0]) {
    const days = [a];
    const amounts = [-floatOf(opening!)];
    for (let i = a + 1; i <= b; i++) {
      const net = (cameIn as Column).values[i]! - (wentOut as Column).values[i]!;
      if (net === 0) continue;
      days.push(i);
      amounts.push(-net);
    }
    return xirr({ days: [...days, b], amounts: [...amounts, floatOf(closing!)] }).rate;
  },

  /** What opening and flows would be worth in a benchmark. Terms: opening, flows in, flows out, its worth of each evening from that before the first day. */
  "in the benchmark"([opening, cameIn, wentOut, price], [a = 0, b = 0]) {
    if (b <= a) return null;
    const prices = (price as Column).values;
    const putIn = (cameIn as Column).values.slice(a + 1, b + 1);
    putIn[0]! += floatOf(opening!);
    const { value } = benchmarkOnFlows({
      ...{ in: putIn, out: (wentOut as Column).values.slice(a + 1, b + 1) },
      ...{ price: prices.subarray(a + 2, b + 2), priceBefore: prices[a + 1]! },
    });
    const last = value[b - a - 1]!;
    return Number.isNaN(last) ? null : last;
  },

  /** From each cell to the next, as fractions. */
  changes([levels]) {
    const { from, values } = levels as Column;
    return { from: dayFromNumber(dayNumber(from) + 1), values: changesOf(values) };
  },

  ...(Object.fromEntries(RISK_OPERATIONS.map((name) => [name, riskWork(name)])) as Record<RiskOperation, Work>),
};

/** Terms: worth, flows in, flows out, days that count, benchmark. Parameters: places of the window, days of a year, free rate, level. */
function riskWork(name: RiskOperation): Work {
  return (terms, [from = 0, to = 0, periodsPerYear = 252, riskFreeRate = 0, level = 0.95]) => {
    const [, , , days, benchmark] = terms as readonly (Column | undefined)[];
    const risk = riskOf(dailyReturns(linked(terms)), {
      ...{ from, to, periodsPerYear, riskFreeRate, level },
      ...(days ? { counts: Uint8Array.from(days.values) } : {}),
      ...(benchmark ? { benchmark: benchmark.values } : {}),
    });
    if (name === "valueAtRisk" || name === "expectedShortfall") return risk.tail[name];
    return name === "maximumDrawdown" ? risk.drawdowns.maximum : risk[name];
  };
}

function linked(terms: readonly Value[]) {
  const [value, cameIn, wentOut] = terms as readonly Column[];
  return linkReturns({ value: value!.values, in: cameIn!.values, out: wentOut!.values });
}

/** As daily series take them: see `Decimal.toFloat`. */
function floatOf(value: Value): number {
  return value instanceof Decimal ? value.toFloat() : (value as number);
}

function eachRun({ from, values: worths }: Column, levels: readonly Value[], days: readonly number[]): Column {
  const first = dayNumber(from);
  const values = new Float64Array(worths.length);
  for (let step = 0; step < days.length; step++) {
    const units = floatOf(levels[step]!);
    const end = step + 1 < days.length ? Math.min(days[step + 1]! - first, values.length) : values.length;
    if (units === 0) continue;
    for (let i = Math.max(days[step]! - first, 0); i < end; i++) {
      const worth = worths[i]!;
      // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and this runs a million times
      values[i] = worth === worth ? units * worth : floatOf(levels[days.length + step]!);
    }
  }
  return { from, values };
}

function flowsOf(flows: readonly Value[], parameters: readonly number[], part: (amount: number) => number): Column {
  const [first = 0, count = 0] = parameters;
  const values = new Float64Array(count);
  // By place and not with iterators: there may be ten thousand.
  for (let i = 0; i < flows.length; i++) {
    const at = parameters[i + 2]! - first;
    if (at >= 0 && at < count) values[at]! += part(floatOf(flows[i]!));
  }
  return { from: dayFromNumber(first), values };
}
