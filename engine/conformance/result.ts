import type { VerificationCase } from "./case-file.ts";

/** One expected figure with what the engine computed. `actual` is null where the engine has no such figure. */
export interface Figure {
  /** Where it stands under `expected`: `positions.AAPL.costBasis`. */
  path: string;
  expected: unknown;
  actual: number | string | null;
  ok: boolean;
}

export interface CaseResult {
  id: string;
  outcome: "passed" | "failed" | "skipped";
  figures: Figure[];
  /** Why a case was skipped, or what failed beside the figures. */
  reason?: string;
}

export function skipped({ id }: VerificationCase, reason: string): CaseResult {
  return { id, outcome: "skipped", figures: [], reason };
}

/** The outcome of figures laid side by side; `unknown` are the expected ones that this version does not compute. */
export function judged(
  one: VerificationCase,
  { figures, unknown }: { figures: Figure[]; unknown: string[] },
): CaseResult {
  if (figures.some(({ ok }) => !ok)) return { id: one.id, outcome: "failed", figures };
  if (unknown.length === 0) return { id: one.id, outcome: "passed", figures };
  return { ...skipped(one, `${unknown.join(", ")}: not computed yet by this version`), figures };
}
