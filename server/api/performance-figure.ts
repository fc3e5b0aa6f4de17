import { performanceQuerySchema, riskQuerySchema } from "@tickfolio/protocol";
import type { FigureHandler } from "./figure-routes.ts";
import { figuresInput } from "./figures-input.ts";
import { knownRange, rangeAsked } from "./figures-range.ts";
import { toWirePerformance } from "./performance-answer.ts";
import { readQuery } from "./read-body.ts";
import { toWireRisk } from "./risk-answer.ts";
import { subjectPerformance } from "./subject-performance.ts";

export const performance: FigureHandler = async (deps, c) => {
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
};

export const risk: FigureHandler = async (deps, c) => {
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
};
