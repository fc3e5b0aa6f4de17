import {
  buildBook,
  combineHistories,
  type Day,
  dayNumber,
  emptyHistory,
  HISTORY_COLUMNS,
  type History,
  historyOf,
} from "@tickfolio/engine";
import { dayQuerySchema, rangeQuerySchema } from "@tickfolio/protocol";
import type { FigureHandler } from "./figure-routes.ts";
import { type FiguresInput, figuresInput } from "./figures-input.ts";
import { valuationOf } from "./figures-valuation.ts";
import { readQuery } from "./read-body.ts";
import { toCells } from "./to-cells.ts";

export const valuation: FigureHandler = async (deps, c) => {
  const { day } = readQuery(c, dayQuerySchema());
  const input = await figuresInput(deps, c, { closesSince: (_, today) => day ?? today, through: day });
  const valuation = valuationOf(input, day ?? input.today);
  return c.json({ ...valuation, asOf: new Date(deps.clock()).toISOString() } as object);
};

export const history: FigureHandler = async (deps, c) => {
  const { from, to } = readQuery(c, rangeQuerySchema());
  const input = await figuresInput(deps, c, { closesSince: () => from, through: to });
  return c.json(toWireHistory(historyOfInput(input, from, to)));
};

function historyOfInput({ parts, isOfAll, currency, market: common }: FiguresInput, from: Day, to: Day): History {
  const histories = parts.map(({ input, market }) => historyOf(buildBook({ ...input, through: to }), market, from, to));
  if (!isOfAll) return histories[0]!;
  if (histories.length > 0) return combineHistories(histories, currency, common.rates);
  return emptyHistory(currency, from, to, dayNumber(to) - dayNumber(from) + 1);
}

function toWireHistory(history: History): object {
  const columns = HISTORY_COLUMNS.map((name) => [name, toCells(history[name])]);
  return { ...history, ...Object.fromEntries(columns), unpriced: [...history.unpriced] };
}
