import {
  combineIncome,
  type Day,
  type DayRange,
  type Income,
  type IncomeRow,
  incomeOf,
  monthsBefore,
  yieldsOf,
} from "@tickfolio/engine";
import { incomeQuerySchema } from "@tickfolio/protocol";
import { earliest } from "./days.ts";
import type { FigureHandler } from "./figure-routes.ts";
import { type FiguresInput, figuresInput } from "./figures-input.ts";
import { knownRange, rangeAsked } from "./figures-range.ts";
import { valuationOf } from "./figures-valuation.ts";
import { namedRows } from "./named-rows.ts";
import { readQuery } from "./read-body.ts";

export const income: FigureHandler = async (deps, c) => {
  const query = readQuery(c, incomeQuerySchema());
  const asked = (first: Day, today: Day) => rangeAsked(query, "ALL", first, today);
  const input = await figuresInput(deps, c, {
    through: query.to,
    closesSince: (_, today) => query.to ?? today,
    ratesSince: (first, today) => earliest([asked(first, today).from, yearBefore(query.to ?? today)]),
  });
  return c.json(incomeAnswerOf(input, knownRange(asked(input.first, input.today), input)));
};

function incomeAnswerOf(input: FiguresInput, range: DayRange): object {
  const { from, to } = range;
  const { total, dividends, interest, byMonth, byYear, byInstrument, rows, unrated } = incomeIn(input, range);
  const valuation = valuationOf(input, to);
  const trailing = yieldsOf(incomeIn(input, { from: yearBefore(to), to }), valuation);
  return {
    ...{ baseCurrency: input.currency, from, to, total, dividends, interest },
    byMonth: namedRows("month", byMonth),
    byYear: namedRows("year", byYear),
    byInstrument: namedRows("instrument", byInstrument),
    payments: rows,
    yields: { ...trailing.total, byInstrument: namedRows("instrument", trailing.byInstrument) },
    partial: unrated.length > 0 || valuation.partial,
    ...{ unpriced: valuation.unpriced, unrated: [...new Set([...unrated, ...valuation.unrated])] },
  };
}

function incomeIn(
  { parts, currency, market }: FiguresInput,
  range: DayRange,
): Income<IncomeRow & { portfolio: string }> {
  const list = parts.map(({ portfolio, input }) => {
    const income = incomeOf(input, range.to, range.from);
    const rows = income.rows.map((row) => ({ portfolio: portfolio.id, ...row }));
    return { currency: portfolio.baseCurrency, income: { ...income, rows } };
  });
  return combineIncome(list, currency, market.rates, range);
}

function yearBefore(day: Day): Day {
  return monthsBefore(day, 12);
}
