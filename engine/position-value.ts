import { ratio } from "./figures.ts";
import {
  DAY_CHANGE,
  LOCAL_VALUE,
  type PositionColumns,
  type PositionRow,
  UNREALIZED,
  VALUE,
} from "./position-columns.ts";
import type { PositionSession } from "./position-session.ts";
import type { Quote } from "./quote.ts";
import type { PositionValue, PriceUsed } from "./valuation.ts";

/** One position as its row of the columns has it. The quote is its latest: that of the price, where the price is a quote's. */
export function positionValue(
  columns: PositionColumns,
  { at, facts, session, price }: PositionRow,
  quote: Quote | undefined,
): PositionValue {
  const { open, cost, realized, released, income, purchased } = facts;
  const { instrument, currency, quantity, oversoldFrom, unratedFrom } = facts.position;
  const known = columns.known[at]!;
  const figure = (column: Float64Array, bit: number) => ((known & bit) === 0 ? null : column[at]!);
  const unrealized = figure(columns.unrealized, UNREALIZED);
  const gain = unrealized === null ? null : realized + released + unrealized + income - facts.separate;
  const dayChange = figure(columns.dayChange, DAY_CHANGE);
  const dayBase = dayChange === null ? null : session.before + session.bought;
  return {
    instrument,
    currency,
    quantity,
    averageCost: facts.averageCost,
    cost,
    price: open ? priceUsed(session, price, quote) : null,
    marketValue: figure(columns.marketValue, VALUE),
    localMarketValue: figure(columns.localMarketValue, LOCAL_VALUE),
    unrealized,
    unrealizedPrice: figure(columns.unrealizedPrice, UNREALIZED),
    unrealizedCurrency: figure(columns.unrealizedCurrency, UNREALIZED),
    realized,
    released,
    income,
    fees: facts.fees,
    taxes: facts.taxes,
    gain,
    purchased,
    gainRatio: ratio(gain, purchased),
    dayChange,
    dayBase,
    dayBaseInCash: dayChange === null ? 0 : session.inCash,
    dayChangeRatio: ratio(dayChange, dayBase),
    dayChangeOf: dayChange === null ? null : session.changeOf,
    weight: null,
    partial: oversoldFrom !== null || unratedFrom !== null,
  };
}

function priceUsed({ price, day, stale }: PositionSession, value: number, latest: Quote | undefined): PriceUsed | null {
  if (!price || day === null) return null;
  const quote = price.quote && latest;
  return {
    value,
    currency: price.currency,
    day,
    ...(quote ? { at: quote.at } : {}),
    source: quote?.source ?? price.source,
    delay: quote?.delay ?? "eod",
    session: quote?.session ?? "closed",
    stale,
  };
}
