import { type Day, type Decimal, type SaleIdea, type SaleOutcome, whatIfSale } from "@tickfolio/engine";
import { whatIfQuerySchema } from "@tickfolio/protocol";
import type * as z from "zod/mini";
import type { FigureHandler } from "./figure-routes.ts";
import { type FiguresInput, figuresInput, isTraded, requireTraded } from "./figures-input.ts";
import { readQuery } from "./read-body.ts";

type Query = z.output<ReturnType<typeof whatIfQuerySchema>>;

export const whatIf: FigureHandler = async (deps, c) => {
  const query = readQuery(c, whatIfQuerySchema());
  const { instrument, currency } = query;
  const ratesSince = (_: Day, today: Day) => query.day ?? today;
  const input = await figuresInput(deps, c, { closesSince: null, ratesSince, instrument, currency });
  requireTraded(input.parts, instrument);
  return c.json(whatIfAnswerOf(input, query, query.day ?? input.today));
};

/** The whole sale in each portfolio that trades the instrument: where it is best made is for its owner to see. */
function whatIfAnswerOf({ parts, currency: base, market }: FiguresInput, query: Query, day: Day): object {
  const { instrument, methods, quantity, price } = query;
  const unrated = new Set<string>();
  const traders = parts.filter((part) => isTraded(part, instrument));
  const portfolios = traders.flatMap(({ portfolio, input }) => {
    const outcomes = whatIfSale(input, ideaOf(query, day), methods);
    const rate = market.rates.at(portfolio.baseCurrency, base, day)?.rate;
    if (!rate) unrated.add(portfolio.baseCurrency);
    return rate ? [{ portfolio: portfolio.id, outcomes: outcomes.map((outcome) => inCurrency(outcome, rate)) }] : [];
  });
  const isUnknown = portfolios.some(({ outcomes }) => outcomes.some(({ gain }) => gain === null));
  return {
    ...{ baseCurrency: base, day, instrument, quantity, price, portfolios, unrated: [...unrated] },
    currency: query.currency ?? traders[0]!.input.currencyOf(instrument),
    partial: isUnknown || unrated.size > 0,
  };
}

function ideaOf({ instrument, quantity, price, fee, tax, ...given }: Query, day: Day): SaleIdea {
  const { currency, exchangeRate, account, lots } = given;
  return {
    ...{ instrument, quantity, price, day },
    ...(currency ? { currency } : {}),
    ...(exchangeRate ? { exchangeRate } : {}),
    ...(fee ? { fee: { amount: fee } } : {}),
    ...(tax ? { tax: { amount: tax } } : {}),
    ...(account ? { account } : {}),
    ...(lots ? { lots } : {}),
  };
}

/** As a portfolio counts in all: at the rate of the day. The price part is what the currency part leaves. */
function inCurrency(outcome: SaleOutcome, rate: Decimal) {
  const convert = (amount: Decimal) => amount.times(rate);
  const gain = outcome.gain && convert(outcome.gain);
  const currencyPart = outcome.currencyPart && convert(outcome.currencyPart);
  const { left } = outcome;
  return {
    ...outcome,
    ...{ proceeds: convert(outcome.proceeds), cost: convert(outcome.cost), gain, currencyPart },
    pricePart: gain && currencyPart && gain.minus(currencyPart),
    lots: outcome.lots.map((lot) => ({
      ...lot,
      ...{ proceeds: convert(lot.proceeds), cost: convert(lot.cost), gain: lot.gain && convert(lot.gain) },
    })),
    left: {
      ...left,
      cost: convert(left.cost),
      lots: left.lots.map(({ transaction, acquired, account, quantity, cost }) => ({
        ...{ transaction, acquired, quantity, cost: convert(cost) },
        ...(account === undefined ? {} : { account }),
      })),
    },
  };
}
