import {
  buildBooks,
  type CostMethod,
  type Day,
  Decimal,
  dayNumber,
  type InstrumentId,
  type Position,
  type PositionValue,
} from "@tickfolio/engine";
import { lotsQuerySchema } from "@tickfolio/protocol";
import type { FigureHandler } from "./figure-routes.ts";
import { type FiguresInput, figuresInput, requireTraded } from "./figures-input.ts";
import { together, valueBooks } from "./figures-valuation.ts";
import { readQuery } from "./read-body.ts";

export const lots: FigureHandler = async (deps, c) => {
  const { day, methods, instrument } = readQuery(c, lotsQuerySchema());
  const closesSince = (_: Day, today: Day) => day ?? today;
  const input = await figuresInput(deps, c, { closesSince, through: day, instrument });
  if (instrument !== undefined) requireTraded(input.parts, instrument);
  return c.json(lotsAnswerOf(input, day ?? input.today, { methods, instrument }));
};

interface Options {
  methods?: readonly CostMethod[] | undefined;
  instrument?: InstrumentId | undefined;
}

function lotsAnswerOf(input: FiguresInput, day: Day, { methods, instrument }: Options): object {
  const { parts, isOfAll, currency, market } = input;
  // Null: each portfolio's own.
  const asked: readonly (CostMethod | null)[] = methods ?? [isOfAll ? null : parts[0]!.portfolio.costMethod];
  const books = parts.map(({ input: part }) => {
    const own = part.settings.costMethod;
    return buildBooks(
      { ...part, through: day },
      asked.map((method) => method ?? own),
    );
  });
  const valuations = valueBooks(
    input,
    books.map(([first]) => first!),
    day,
  );
  const { unpriced, oversold, unrated, partial } = together(input, valuations, day);
  const isAsked = (id: InstrumentId) => instrument === undefined || id === instrument;
  const positionsBy = (index: number) =>
    parts.flatMap(({ portfolio }, i) => {
      // At which the portfolio counts in the whole, as in a valuation. Without one it is left out, and named.
      const rate = market.rates.at(portfolio.baseCurrency, currency, day)?.rate;
      const worth = new Map(valuations[i]!.positions.map((value) => [value.instrument, value]));
      const open = [...books[i]![index]!.positions.values()].filter((one) => one.lots.length > 0);
      if (!rate) return [];
      return open
        .filter(({ instrument: id }) => isAsked(id))
        .map((position) => ({
          portfolio: portfolio.id,
          ...openLots(position, worth.get(position.instrument), rate, day),
        }));
    });
  return {
    ...{ baseCurrency: currency, day, partial, unrated },
    ...{ unpriced: unpriced.filter(isAsked), oversold: oversold.filter(isAsked) },
    methods: asked.map((method, index) => {
      const positions = positionsBy(index);
      return { method, cost: positions.reduce((sum, { cost }) => sum.plus(cost), Decimal.ZERO), positions };
    }),
  };
}

/** A lot is worth its share of the units; what is not known of the position is not known of a lot. */
function openLots(position: Position, worth: PositionValue | undefined, rate: Decimal, day: Day) {
  const { instrument, quantity, cost, lots } = position;
  const units = quantity.toNumber();
  const value = worth?.marketValue == null ? null : worth.marketValue * rate.toNumber();
  const isGainKnown = worth?.unrealized != null;
  return {
    ...{ instrument, quantity, value },
    cost: cost.times(rate),
    lots: lots.map((lot) => {
      const own = lot.cost.times(rate);
      const part = value === null ? null : (value * lot.quantity.toNumber()) / units;
      return {
        ...{ transaction: lot.transaction, acquired: lot.acquired },
        ...(lot.account === undefined ? {} : { account: lot.account }),
        daysHeld: dayNumber(day) - dayNumber(lot.acquired),
        ...{ quantity: lot.quantity, cost: own, value: part },
        unrealized: part === null || !isGainKnown ? null : part - own.toNumber(),
      };
    }),
  };
}
