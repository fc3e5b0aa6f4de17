import { COST_METHODS, type CostMethod, dayText, LOT_SCOPES, type LotScope, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { readFigurePath } from "./figure-path.ts";
import type { RangeQuery } from "./figure-queries.ts";
import { instrumentText, periodsPerYear, rangeChecks, rangeFields, rate, wholeNumber } from "./query-parts.ts";

/** Which figure: of the day `to` (default: today), or of the range that ends with it. */
export interface FigureQuery extends RangeQuery {
  /** In a line: see `readFigurePath`. */
  figure: string;
  /** Of figures in a benchmark, and of beta and correlation. */
  benchmark?: string;
  /** As figures of risk and gains are asked for. */
  riskFreeRate?: string;
  periodsPerYear?: 252 | 365;
  longAfterDays?: number;
}

export interface ExplainQuery extends FigureQuery {
  /** How many levels of terms below the figure. Default: down to the leaves, as far as an answer may be long. */
  depth?: number;
}

/** The same figure under these settings, or of another day. */
export interface DifferenceQuery extends FigureQuery {
  method?: CostMethod;
  feesInCost?: boolean;
  lots?: LotScope;
  other?: string;
}

export const RETURN_MEASURES = ["timeWeighted", "moneyWeighted", "simple", "modifiedDietz"] as const;

export interface ReturnDifferenceQuery extends RangeQuery {
  a: (typeof RETURN_MEASURES)[number];
  b: (typeof RETURN_MEASURES)[number];
}

const figureFields = () => ({
  ...rangeFields(),
  figure: z.string().check(
    z.maxLength(300, "is longer than 300 characters"),
    z.refine((text) => readFigurePath(text) !== undefined, 'is no figure like "totals/gain" or "position/ins_1/cost"'),
    z.meta({
      description:
        "Such as totals/gain, position/ID/cost, lot/ID/0/cost, disposal/ID/TRANSACTION/gain, cash/EUR/value, range/timeWeighted, benchmark/gain, risk/volatility, income/gross, yield/ID/trailingYield, gains/short, allocation/currency/EUR/share.",
    }),
  ),
  benchmark: z.optional(instrumentText()),
  riskFreeRate: z.optional(rate()),
  periodsPerYear: z.optional(periodsPerYear()),
  longAfterDays: z.optional(wholeNumber(36_500)),
});

export const explainQuerySchema = lazy(() =>
  z.strictObject({ ...figureFields(), depth: z.optional(wholeNumber(1_000)) }).check(...rangeChecks()),
);

interface Compared {
  method?: string | undefined;
  feesInCost?: string | undefined;
  lots?: string | undefined;
  other?: string | undefined;
}
export const differenceQuerySchema = lazy(() =>
  z
    .strictObject({
      ...figureFields(),
      method: z.optional(z.enum(COST_METHODS)),
      feesInCost: z.optional(z.enum(["true", "false"])),
      lots: z.optional(z.enum(LOT_SCOPES)),
      other: z.optional(dayText()),
    })
    .check(
      ...rangeChecks(),
      z.refine<Compared>((query) => [query.method, query.feesInCost, query.lots, query.other].some(Boolean), {
        path: ["method"],
        error: "is not given, nor are feesInCost, lots or other: one of them says what to compare with",
      }),
    ),
);

export const returnDifferenceQuerySchema = lazy(() =>
  z.strictObject({ ...rangeFields(), a: z.enum(RETURN_MEASURES), b: z.enum(RETURN_MEASURES) }).check(...rangeChecks()),
);
