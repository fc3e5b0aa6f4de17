import type * as z from "zod/mini";
import type { differenceAnswer, explainAnswer, returnDifferenceAnswer } from "./explain-answers.ts";
import type { DifferenceQuery, ExplainQuery, ReturnDifferenceQuery } from "./explain-queries.ts";
import type {
  AllocationQuery,
  GainsQuery,
  LotsQuery,
  PerformanceQuery,
  RangeQuery,
  RiskQuery,
  WhatIfQuery,
} from "./figure-queries.ts";
import type { allocationAnswer, gainsAnswer, incomeAnswer, lotsAnswer } from "./holdings-answers.ts";
import type { performanceAnswer, riskAnswer } from "./performance-answers.ts";
import type { whatIfAnswer } from "./what-if-answers.ts";

/** As the server's schema has it. */
type Answer<S extends () => z.ZodMiniType> = z.output<ReturnType<S>>;

export type WirePerformance = Answer<typeof performanceAnswer>;
export type WireRisk = Answer<typeof riskAnswer>;
export type WireGains = Answer<typeof gainsAnswer>;
export type WireLots = Answer<typeof lotsAnswer>;
export type WireIncome = Answer<typeof incomeAnswer>;
export type WireWhatIf = Answer<typeof whatIfAnswer>;
export type WireExplanation = Answer<typeof explainAnswer>;
export type WireDifference = Answer<typeof differenceAnswer>;
export type WireReturnDifference = Answer<typeof returnDifferenceAnswer>;
export type WireAllocation = Answer<typeof allocationAnswer>;

/** Figures of one portfolio by its id, or of ALL_PORTFOLIOS: all but samples and those in the bin, in the user's base currency. */
export interface FiguresClient {
  /** GET /api/portfolios/:id/performance, GET /api/performance */
  performance(of: FiguresOf, query?: PerformanceQuery): Promise<WirePerformance>;
  /** GET .../risk */
  risk(of: FiguresOf, query?: RiskQuery): Promise<WireRisk>;
  /** GET .../gains : realized, disposal by disposal. */
  gains(of: FiguresOf, query?: GainsQuery): Promise<WireGains>;
  /** GET .../lots : what is held, lot by lot. */
  lots(of: FiguresOf, query?: LotsQuery): Promise<WireLots>;
  /** GET .../income */
  income(of: FiguresOf, query?: RangeQuery): Promise<WireIncome>;
  /** GET .../allocation */
  allocation(of: FiguresOf, query: AllocationQuery): Promise<WireAllocation>;
  /** GET .../what-if : what a sale would come to, under all cost methods side by side. Nothing is recorded. */
  whatIf(of: FiguresOf, sale: WhatIfQuery): Promise<WireWhatIf>;
  /** GET .../explain : a figure with what it is made of. */
  explain(of: FiguresOf, query: ExplainQuery): Promise<WireExplanation>;
  /** GET .../explain/difference : why it is not the same under other settings, or on another day. */
  explainDifference(of: FiguresOf, query: DifferenceQuery): Promise<WireDifference>;
  /** GET .../explain/returns : why one measure of return is not another. */
  explainReturns(of: FiguresOf, query: ReturnDifferenceQuery): Promise<WireReturnDifference>;
}

export const ALL_PORTFOLIOS = { all: true } as const;
export type FiguresOf = string | typeof ALL_PORTFOLIOS;

/** A number, a text, or a list of either. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | undefined;

export function createFiguresClient(
  get: <T>(path: string, query?: Record<string, QueryValue>) => Promise<T>,
): FiguresClient {
  const figure =
    (name: string) =>
    <T>(of: FiguresOf, query: object = {}) =>
      get<T>(typeof of === "string" ? `/portfolios/${encodeURIComponent(of)}/${name}` : `/${name}`, {
        ...query,
      });
  return {
    performance: figure("performance"),
    risk: figure("risk"),
    gains: figure("gains"),
    lots: figure("lots"),
    income: figure("income"),
    allocation: figure("allocation"),
    whatIf: figure("what-if"),
    explain: figure("explain"),
    explainDifference: figure("explain/difference"),
    explainReturns: figure("explain/returns"),
  };
}
