import { dayNumber } from "../day.ts";
import { periodFigures } from "../returns/dietz.ts";
import { type Flows, roundedToCents } from "../returns/flows.ts";
import { annualise, type DatedValuation, twrOf } from "../returns/time-weighted.ts";
import { DAYS_PER_YEAR, xirr } from "../returns/xirr.ts";
import type { VerificationCase } from "./case-file.ts";
import { type Computed, compare } from "./compare.ts";
import { type CaseResult, judged } from "./result.ts";

/** A present value below this share of the sum of its parts is zero. */
const ZERO = 1e-9;

/** Returns of dated flows and valuations: money-weighted, time-weighted, modified Dietz. */
export function verifyReturns(one: VerificationCase): CaseResult {
  const { dayCount = "act/365", roundFlows = false } = one.settings;
  const { anyRoot, ...expected } = one.expected;
  const flows = flowsOf(one);
  const computed = {
    ...(flows ? { xirr: xirr(flows, { dayCount, roundFlows }).rate } : {}),
    ...valuationFigures(one),
  };
  const compared = compare({ ...one, expected }, computed);
  if (anyRoot === true && flows) {
    const booked = roundFlows ? { ...flows, amounts: Array.from(flows.amounts, roundedToCents) } : flows;
    for (const figure of compared.figures) {
      if (figure.path !== "xirr" || typeof figure.actual !== "number") continue;
      figure.ok ||= solves(booked, figure.actual, DAYS_PER_YEAR[dayCount]);
    }
  }
  return judged(one, compared);
}

/** The case's flows; without any those of its valuations: what is there at first goes in, what is there at last comes out. */
function flowsOf(one: VerificationCase): Flows | null {
  if (one.flows) {
    const within = one.flows.filter(({ date }) => isWithin(one, date));
    return { days: within.map(({ date }) => dayNumber(date)), amounts: within.map(({ amount }) => amount) };
  }
  const valuations = valuationsOf(one);
  if (valuations.length === 0) return null;
  const last = valuations.length - 1;
  return {
    days: valuations.map(({ day }) => day),
    amounts: valuations.map(({ value, flow }, i) => {
      if (i === last) return value;
      return -flow - (i === 0 ? value : 0);
    }),
  };
}

function valuationFigures(one: VerificationCase): Computed {
  const { years, dayCount = "act/365" } = one.settings;
  const valuations = valuationsOf(one);
  const [first] = valuations;
  const last = valuations[valuations.length - 1];
  if (!first || !last) return {};
  const daysPerYear = DAYS_PER_YEAR[dayCount];
  const twr = twrOf(valuations);
  const length = years === undefined ? last.day - first.day : years * daysPerYear;
  const between = valuations.slice(1, -1);
  return {
    twr,
    twrAnnualised: twr === null ? null : annualise(twr, length, daysPerYear),
    ...periodFigures({
      from: first.day,
      to: last.day,
      // What was booked on the first day belongs to the opening value.
      opening: first.value + first.flow,
      closing: last.value,
      putIn: { days: between.map(({ day }) => day), amounts: between.map(({ flow }) => flow) },
    }),
  };
}

function valuationsOf(one: VerificationCase): Required<DatedValuation>[] {
  return (one.valuations ?? [])
    .filter(({ date }) => isWithin(one, date))
    .map(({ date, value, flow = 0 }) => ({ day: dayNumber(date), value, flow }))
    .sort((a, b) => a.day - b.day);
}

function isWithin({ settings: { from, to } }: VerificationCase, date: string): boolean {
  return (from === undefined || date >= from) && (to === undefined || date <= to);
}

/** The definition term by term, and not the function that found the rate. */
function solves({ days, amounts }: Flows, rate: number, daysPerYear: number): boolean {
  const first = Math.min(...Array.from(days));
  let value = 0;
  let size = 0;
  for (let i = 0; i < days.length; i++) {
    const term = amounts[i]! * (1 + rate) ** ((first - days[i]!) / daysPerYear);
    value += term;
    size += Math.abs(term);
  }
  return Math.abs(value) <= size * ZERO;
}
