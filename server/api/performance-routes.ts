import { performanceAnswer, performanceQuerySchema, riskAnswer, riskQuerySchema } from "@tickfolio/protocol";
import type { AppDeps } from "./deps.ts";
import { figureRoutes } from "./figure-routes.ts";
import { figuresInput } from "./figures-input.ts";
import { knownRange, rangeAsked } from "./figures-range.ts";
import { toWirePerformance } from "./performance-answer.ts";
import { readQuery } from "./read-body.ts";
import { toWireRisk } from "./risk-answer.ts";
import type { Route } from "./route.ts";
import { subjectPerformance } from "./subject-performance.ts";

const BENCHMARK_REFUSALS = ["unknown_instrument", "simulated_only"];

export function performanceRoutes(deps: AppDeps): Route[] {
  return [
    ...figureRoutes({
      name: "performance",
      summary:
        "What a portfolio, an instrument or an account has gained over a range (default: all), with its returns and where the gain comes from.",
      query: performanceQuerySchema,
      answer: performanceAnswer,
      refusals: BENCHMARK_REFUSALS,
      handle: async (c) => {
        const query = readQuery(c, performanceQuerySchema());
        const asked = (first: string, today: string) => rangeAsked(query, "ALL", first, today);
        const { benchmark, instrument } = query;
        const input = await figuresInput(deps, c, {
          ...{ benchmark, instrument, through: query.to },
          closesSince: (first, today) => asked(first, today).from,
        });
        const range = knownRange(asked(input.first, input.today), input);
        const subject = subjectPerformance(input, query, range);
        return c.json(toWirePerformance(input, subject, range, query.columns ?? []));
      },
    }),
    ...figureRoutes({
      name: "risk",
      summary: "How much a portfolio, an instrument or an account has moved over a window (default: a year).",
      query: riskQuerySchema,
      answer: riskAnswer,
      refusals: BENCHMARK_REFUSALS,
      handle: async (c) => {
        const query = readQuery(c, riskQuerySchema());
        const asked = (first: string, today: string) => rangeAsked(query, "1Y", first, today);
        const { benchmark, instrument } = query;
        const input = await figuresInput(deps, c, {
          ...{ benchmark, instrument, through: query.to },
          closesSince: (first, today) => asked(first, today).from,
        });
        const window = asked(input.first, input.today);
        const subject = subjectPerformance(input, query, knownRange(window, input));
        return c.json(toWireRisk(input, subject, window, query));
      },
    }),
  ];
}
