import { drawdownsOf } from "../returns/drawdown.ts";
import { sampleReturns } from "../returns/sample.ts";
import { volatilityOf } from "../returns/volatility.ts";
import type { VerificationCase } from "./case-file.ts";
import { compare } from "./compare.ts";
import { type CaseResult, judged } from "./result.ts";

/** Volatility and drawdown of a series of returns, or of what they have grown to. Either gives the other. */
export function verifyRisk(one: VerificationCase): CaseResult {
  const cumulative = one.cumulative?.map((total) => (total === null ? Number.NaN : 1 + total));
  const returns = one.returns?.map((day) => day ?? Number.NaN) ?? (cumulative ? returnsOf(cumulative) : null);
  if (!returns) return judged(one, compare(one, {}));
  const used = sampleReturns([returns]).columns[0]!;
  // A year says nothing here: the figures are those of the whole series.
  const { volatility, semiDeviation } = volatilityOf(used, used.length);
  return judged(
    one,
    compare(one, { volatility, semiDeviation, maxDrawdown: drawdownsOf(cumulative ?? grownFrom(used)).maximum }),
  );
}

function returnsOf(growth: number[]): number[] {
  return growth.slice(1).map((now, i) => now / growth[i]! - 1);
}

function grownFrom(returns: Float64Array): number[] {
  const growth = [1];
  for (const day of returns) growth.push(growth[growth.length - 1]! * (1 + day));
  return growth;
}
