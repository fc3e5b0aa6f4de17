import { type Day, explainDifference, explainReturns, type Performance, writeExplanation } from "@tickfolio/engine";
import {
  differenceQuerySchema,
  explainQuerySchema,
  type FigurePath,
  readFigurePath,
  returnDifferenceQuerySchema,
} from "@tickfolio/protocol";
import { earliest } from "./days.ts";
import type { AppDeps } from "./deps.ts";
import { ApiError } from "./errors.ts";
import { explainedFigure } from "./explained-figure.ts";
import type { FigureHandler } from "./figure-routes.ts";
import { type FiguresInput, figuresInput } from "./figures-input.ts";
import { knownRange, rangeAsked } from "./figures-range.ts";
import { readQuery } from "./read-body.ts";
import type { RouteContext } from "./route.ts";
import { subjectPerformance } from "./subject-performance.ts";

/** So much of a tree is an answer of some megabytes; what lies deeper is asked for by a path of its own. */
const MOST_WRITTEN = 200_000;

interface Ranged {
  from?: Day | undefined;
  to?: Day | undefined;
  range?: Parameters<typeof rangeAsked>[0]["range"];
}

export const explain: FigureHandler = async (deps, c) => {
  const { depth, ...query } = readQuery(c, explainQuerySchema());
  const { path, input, day, from } = await asked(deps, c, query);
  const tree = explainedFigure(input, path, day, { ...query, from });
  const nodes = writeExplanation(tree, { most: MOST_WRITTEN, ...(depth === undefined ? {} : { depth }) });
  const whole = !nodes.some(({ more }) => more);
  return c.json({ baseCurrency: input.currency, figure: query.figure, day, nodes, whole } as object);
};

export const difference: FigureHandler = async (deps, c) => {
  const { method, feesInCost, lots, other, ...query } = readQuery(c, differenceQuerySchema());
  const { path, input, day, from } = await asked(deps, c, query, other);
  const settings = {
    ...(method ? { costMethod: method } : {}),
    ...(feesInCost ? { feesInCost: feesInCost === "true" } : {}),
    ...(lots ? { lots } : {}),
  };
  const choice = { ...query, from };
  const [a, b] = [
    explainedFigure(input, path, day, choice),
    explainedFigure(input, path, other ?? day, choice, settings),
  ];
  const difference = explainDifference(a, b);
  return c.json({ baseCurrency: input.currency, figure: query.figure, day, ...difference } as object);
};

export const returns: FigureHandler = async (deps, c) => {
  const { a, b, ...query } = readQuery(c, returnDifferenceQuerySchema());
  const performance = await rangePerformance(deps, c, query);
  const found = explainReturns(performance.performance, performance.from, performance.to, a, b);
  if (found) return c.json({ baseCurrency: performance.currency, ...found });
  const why = "One of the two is not defined over that range, so there is no difference to explain.";
  throw new ApiError(404, "not_found", why);
};

/** A figure's path, and what it rests on: those of a range are followed from the first transaction. */
async function asked(
  deps: AppDeps,
  c: RouteContext,
  query: Ranged & { figure: string; benchmark?: string | undefined },
  other?: Day,
): Promise<{ path: FigurePath; input: FiguresInput; day: Day; from: Day }> {
  const path = readFigurePath(query.figure)!;
  const isOfRange = path.of === "range" || path.of === "risk" || path.of === "benchmark";
  const days = (today: Day) => [query.to ?? today, ...(other === undefined ? [] : [other])];
  const input = await figuresInput(deps, c, {
    benchmark: query.benchmark,
    closesSince: (first, today) => earliest(isOfRange ? [first, ...days(today)] : days(today)),
  });
  const range = rangeAsked(query, path.of === "risk" ? "1Y" : "ALL", input.first, input.today);
  const { from } = knownRange(range, input);
  return { path, input, from, day: query.to ?? input.today };
}

async function rangePerformance(
  deps: AppDeps,
  c: RouteContext,
  query: Ranged,
): Promise<{ performance: Performance; from: Day; to: Day; currency: string }> {
  const days = (first: Day, today: Day) => rangeAsked(query, "ALL", first, today);
  const input = await figuresInput(deps, c, {
    through: query.to,
    closesSince: (first, today) => days(first, today).from,
  });
  const range = knownRange(days(input.first, input.today), input);
  return { ...subjectPerformance(input, {}, range), ...range, currency: input.currency };
}
