import { dayFromNumber, dayNumber } from "../day.ts";
import { dailyHistory } from "../history.ts";
import { dailyReturns, linkReturns, returnBetween } from "../returns/time-weighted.ts";
import type { VerificationCase } from "./case-file.ts";
import { type Computed, compare } from "./compare.ts";
import { factsOf, firstDayOf, lastDayOf } from "./facts.ts";
import { type CaseResult, judged } from "./result.ts";

/** The daily time-weighted return. The first day is the reference point: its own return is none, whatever came in on it. */
export function verifyIndex(one: VerificationCase): CaseResult {
  const facts = factsOf(one);
  const from = one.settings.from ?? firstDayOf(one);
  const to = one.settings.to ?? lastDayOf(one);
  const { value, moneyIn, moneyOut } = dailyHistory({ ...facts, from, to });
  const linked = linkReturns({ value, in: moneyIn, out: moneyOut });
  const returns = dailyReturns(linked);
  // Money that was made on nothing has no return; in an index such a day changes nothing.
  for (const cell of linked.unmeasured) returns[cell - 1] = 0;
  const series = Array.from(returns, (day, i) => ({
    date: dayFromNumber(dayNumber(from) + i),
    day: i === 0 ? 0 : known(day),
    cumulative: returnBetween(linked, 1, i + 1),
  }));
  const twr = returnBetween(linked, 1, returns.length);
  return judged(one, compare(one, { series: alignedTo(one.expected.series, series), twr }));
}

type Row = { date: string; day: number | null; cumulative: number | null };

/** A case may name the days it speaks of, or leave out the first. */
function alignedTo(wanted: unknown, series: Row[]): Computed {
  if (!Array.isArray(wanted)) return series;
  const dates = wanted.map((row: { date?: unknown }) => row?.date);
  if (dates.every((date) => typeof date === "string")) {
    return dates.map((date) => series.find((row) => row.date === date) ?? { date: null });
  }
  return wanted.length === series.length - 1 ? series.slice(1) : series;
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
