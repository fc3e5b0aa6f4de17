import { type Day, dayFromNumber, dayNumber } from "../day.ts";
import type { Performance } from "../performance/performance.ts";
import { returnBetween } from "../returns/time-weighted.ts";

/** Ways to measure what a range returned, none of them per year. */
export type ReturnMeasure = "timeWeighted" | "moneyWeighted" | "simple" | "modifiedDietz";

/** A range in which no money came or went, but at its end. */
export interface ReturnTerm {
  /** From the evening of `from` to that of `to`. */
  from: Day;
  to: Day;
  days: number;
  /** What was there on the evening it begins. */
  capital: number;
  /** Share of all capital × days. */
  weight: number;
  /** Worth at its end, before the money that then came or went, less capital. */
  gain: number;
  /** What came at its end; went where below zero. */
  flow: number;
  /** Time-weighted: money that comes on its last day is there from the start of that day. */
  return: number;
  /** What it adds to each of the two measures, and to their difference. */
  a: number;
  b: number;
  difference: number;
}

/** Why two measures of the return of one range differ: what each range between flows adds to both. */
export interface ReturnDifference {
  from: Day;
  to: Day;
  /** Over the range, not per year. */
  a: number;
  b: number;
  /** b - a. */
  difference: number;
  /** How the terms make up each of them, in words. */
  rules: { a: string; b: string };
  /** The year's rate, where one of them is money-weighted. */
  rate: number | null;
  terms: ReturnTerm[];
}

const RULES: Record<ReturnMeasure, string> = {
  timeWeighted: "Each range adds its return × what 1 had grown to before it, whatever money was there.",
  moneyWeighted:
    "Each range adds what the one yearly rate makes in its days × what 1 had grown to at that rate before it. It is the rate at which what the ranges earned beyond it, on the money that was there and discounted at it, is nothing together.",
  simple: "Each range adds its gain / the worth on the first evening.",
  modifiedDietz: "Each range adds its gain / the average capital.",
};

/**
 * Takes two measures of the return over (from, to] apart into the ranges between flows. What the ranges add to a measure sums to it, so the
 * differences sum to the difference. Undefined where one of the measures is not defined, or where everything was lost on the way.
 */
export function explainReturns(
  performance: Performance,
  from: Day,
  to: Day,
  a: ReturnMeasure,
  b: ReturnMeasure,
): ReturnDifference | undefined {
  const range = performance.range(from, to);
  const { rate, overRange } = performance.moneyWeighted(from, to);
  const totals: Record<ReturnMeasure, number | null> = {
    ...{ timeWeighted: range.timeWeighted, moneyWeighted: overRange },
    ...{ simple: range.simpleReturn, modifiedDietz: range.modifiedDietz },
  };
  const [one, other] = [totals[a], totals[b]];
  const ranges = rangesBetweenFlows(performance, range.from, range.to);
  if (one === null || other === null || ranges.some((part) => !(part.return > -1))) return undefined;
  const capitals = { simple: range.opening ?? 0, modifiedDietz: range.averageCapital };
  const [ofA, ofB] = [a, b].map((measure) => contributions(ranges, measure, rate ?? 0, capitals)) as [
    number[],
    number[],
  ];
  const terms = ranges.map((part, i) => ({ ...part, a: ofA[i]!, b: ofB[i]!, difference: ofB[i]! - ofA[i]! }));
  return {
    ...{ from: range.from, to: range.to, a: one, b: other, difference: other - one, terms },
    rules: { a: RULES[a], b: RULES[b] },
    rate: a === "moneyWeighted" || b === "moneyWeighted" ? rate : null,
  };
}

type Range = Omit<ReturnTerm, "a" | "b" | "difference">;

function rangesBetweenFlows({ columns, flows, timeWeighted }: Performance, from: Day, to: Day): Range[] {
  const first = dayNumber(columns.from);
  const last = dayNumber(to) - first;
  const ranges: Range[] = [];
  let begin = dayNumber(from) - first;
  for (let i = begin + 1; i <= last; i++) {
    const flow = flows.in[i]! - flows.out[i]!;
    if (flows.in[i] === 0 && flows.out[i] === 0 && i < last) continue;
    const capital = begin < 0 ? 0 : columns.measured[begin]!;
    ranges.push({
      ...{ from: dayFromNumber(first + begin), to: dayFromNumber(first + i), days: i - begin },
      ...{ capital, weight: 0, flow, gain: columns.measured[i]! - flow - capital },
      return: returnBetween(timeWeighted, begin + 1, i + 1) ?? Number.NaN,
    });
    begin = i;
  }
  const all = ranges.reduce((sum, { capital, days }) => sum + capital * days, 0);
  return ranges.map((range) => ({ ...range, weight: all > 0 ? (range.capital * range.days) / all : 0 }));
}

/** What each range adds to a measure. */
function contributions(
  ranges: readonly Range[],
  measure: ReturnMeasure,
  rate: number,
  capitals: Record<"simple" | "modifiedDietz", number>,
): number[] {
  if (measure === "simple" || measure === "modifiedDietz") return ranges.map(({ gain }) => gain / capitals[measure]);
  let grown = 1;
  return ranges.map((range) => {
    const own = measure === "timeWeighted" ? range.return : Math.expm1((Math.log1p(rate) * range.days) / 365);
    const added = grown * own;
    grown *= 1 + own;
    return added;
  });
}
