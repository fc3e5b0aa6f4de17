import { readCases, type VerificationCase } from "./case-file.ts";
import { verifyIndex } from "./daily-index.ts";
import { verifyHoldings } from "./holdings.ts";
import { verifyPeriod } from "./period.ts";
import { type CaseResult, skipped } from "./result.ts";
import { verifyReturns } from "./returns.ts";
import { verifyRisk } from "./risk.ts";
import { verifySecurity } from "./security.ts";

export { CaseFileError } from "./case-file.ts";
export { type CaseFile, type MakeCaseInput, makeCase } from "./make-case.ts";
export type { CaseResult, Figure } from "./result.ts";

export interface Report {
  passed: number;
  failed: number;
  skipped: number;
  results: CaseResult[];
}

/**
 * Checks the engine against worked cases (schema `portfolio-vectors/1`): each case's facts become a journal, prices and rates, the
 * engine books and values them, and its figures are compared within the case's tolerances. Kinds and figures that this version does
 * not compute come back as skipped, never as passed. Throws a CaseFileError for a file that does not fit the schema.
 */
export function verifyCases(json: unknown): Report {
  const results = readCases(json).map(verifyCase);
  const count = (outcome: CaseResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped"), results };
}

function verifyCase(one: VerificationCase): CaseResult {
  if (one.conventionScope === "peer-specific") {
    return skipped(one, "it follows one tool's own convention, which this one does not share");
  }
  switch (one.kind) {
    case "holdings":
      return verifyHoldings(one);
    case "security":
      return verifySecurity(one);
    case "index":
      return verifyIndex(one);
    case "period":
      return verifyPeriod(one);
    case "returns":
      return verifyReturns(one);
    case "risk":
      return verifyRisk(one);
    default:
      return skipped(one, `kind ${one.kind} is not computed yet by this version`);
  }
}
