import { buildBook, type CostMethod, combineGains, type DayRange, gainsOf } from "@tickfolio/engine";
import { gainsQuerySchema } from "@tickfolio/protocol";
import type { FigureHandler } from "./figure-routes.ts";
import { type FiguresInput, figuresInput } from "./figures-input.ts";
import { knownRange, rangeAsked } from "./figures-range.ts";
import { namedRows } from "./named-rows.ts";
import { readQuery } from "./read-body.ts";

const A_YEAR = 365;

export const gains: FigureHandler = async (deps, c) => {
  const { method, longAfterDays = A_YEAR, ...query } = readQuery(c, gainsQuerySchema());
  const asked = (first: string, today: string) => rangeAsked(query, "ALL", first, today);
  const ratesSince = (first: string, today: string) => asked(first, today).from;
  const input = await figuresInput(deps, c, { closesSince: null, ratesSince, through: query.to });
  const range = knownRange(asked(input.first, input.today), input);
  return c.json(gainsAnswerOf(input, range, { method, longAfterDays }));
};

function gainsAnswerOf(
  { parts, isOfAll, currency, market }: FiguresInput,
  range: DayRange,
  { method, longAfterDays }: { method: CostMethod | undefined; longAfterDays: number },
): object {
  const { from, to } = range;
  const list = parts.map(({ portfolio, input }) => {
    const settings = method ? { ...input.settings, costMethod: method } : input.settings;
    const gains = gainsOf(buildBook({ ...input, settings, through: to }), from, to, { longAfterDays });
    const disposals = gains.disposals.map((row) => ({ portfolio: portfolio.id, ...row }));
    return { currency: portfolio.baseCurrency, gains: { ...gains, disposals } };
  });
  const gains = combineGains(list, currency, market.rates, range);
  const { total, byInstrument, disposals, unknown, unrated } = gains;
  return {
    ...{ baseCurrency: currency, from, to, longAfterDays, total, disposals, unknown, unrated },
    costMethod: method ?? (isOfAll ? null : parts[0]!.portfolio.costMethod),
    byInstrument: namedRows("instrument", byInstrument),
    partial: unknown.length > 0 || unrated.length > 0,
  };
}
