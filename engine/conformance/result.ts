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
