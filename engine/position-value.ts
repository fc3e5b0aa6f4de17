import { dayFromNumber, weekdaysBetween } from "./day.ts";
import { ratio } from "./figures.ts";
import type { Position } from "./position.ts";
import type { DayPrice } from "./prices.ts";
import type { DayChangeOf, PositionValue, PriceUsed } from "./valuation.ts";
import type { RateOn } from "./valuer.ts";

/** Older prices are flagged: more weekdays than this between price and day, or for crypto more calendar days. */
const STALE_AFTER_WEEKDAYS = 5;
const STALE_AFTER_DAYS_CRYPTO = 2;
/** The longest an exchange stays closed between two sessions, in weekdays: a price from before that is no previous close. */
const LONGEST_CLOSURE_WEEKDAYS = 10;

export interface PositionMarket {
  price: DayPrice | undefined;
  today: number;
  crypto: boolean;
  rateOn: RateOn;
}

/** What no price changes, as float64. */
export type PositionFacts = ReturnType<typeof positionFacts>;

export function positionFacts(position: Position) {
  const units = position.quantity.toNumber();
  const localCost = position.localCost.toNumber();
  return {
    position,
    open: units !== 0,
    units,
    cost: position.cost.toNumber(),
    localCost,
    averageCost: units === 0 || position.localCostUnknown ? null : localCost / units,
    realized: position.realized.toNumber(),
    released: position.released.toNumber(),
    income: position.dividends.toNumber(),
    separate: position.separateFees.plus(position.separateTaxes).toNumber(),
    fees: position.fees.toNumber(),
    taxes: position.taxes.toNumber(),
    purchased: position.purchased.toNumber(),
  };
}

/**
 * One position at its price of the day, in base currency.
 * Price effect = local gain x current rate, currency effect = local cost x change of rate; together the unrealized gain.
 */
export function valuePosition(facts: PositionFacts, market: PositionMarket): PositionValue {
  const { today, rateOn } = market;
  const { open, units, cost, realized, released, income, purchased } = facts;
  const { instrument, currency, quantity, oversoldFrom, unratedFrom } = facts.position;

  const price = open && market.price ? priceUsed(market.price, market) : null;
  const rate = rateOn(price?.currency ?? currency, today);
  const listingRate = rateOn(currency, today);
  let localMarketValue: number | null = open ? null : 0;
  let marketValue: number | null = open ? null : 0;
  if (price) {
    const value = units * price.value;
    marketValue = rated(value * rate);
    // A source may quote in another currency than the listing's.
    localMarketValue = price.currency === currency ? value : rated((value * rate) / listingRate);
  }
  let unrealized: number | null = null;
  let unrealizedPrice: number | null = null;
  let unrealizedCurrency: number | null = null;
  if (marketValue !== null && localMarketValue !== null && !unratedFrom) {
    unrealized = marketValue - cost;
    unrealizedPrice = open ? (localMarketValue - facts.localCost) * listingRate : 0;
    unrealizedCurrency = unrealized - unrealizedPrice;
  }
  const gain = unrealized === null ? null : realized + released + unrealized + income - facts.separate;
  const change = dayChange(facts.position, market, marketValue);
  return {
    instrument,
    currency,
    quantity,
    averageCost: facts.averageCost,
    cost,
    price,
    marketValue,
    localMarketValue,
    unrealized,
    unrealizedPrice,
    unrealizedCurrency,
    realized,
    released,
    income,
    fees: facts.fees,
    taxes: facts.taxes,
    gain,
    purchased,
    gainRatio: ratio(gain, purchased),
    dayChange: change?.gain ?? null,
    dayBase: change?.base ?? null,
    dayBaseInCash: change?.inCash ?? 0,
    dayChangeRatio: change && ratio(change.gain, change.base),
    dayChangeOf: change?.of ?? null,
    weight: null,
    partial: oversoldFrom !== null || unratedFrom !== null,
  };
}

function rated(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function priceUsed({ value, day, quote, currency, source }: DayPrice, market: PositionMarket): PriceUsed {
  return {
    value,
    currency,
    day: dayFromNumber(day),
    ...(quote ? { at: quote.at } : {}),
    source,
    delay: quote?.delay ?? "eod",
    session: quote?.session ?? "closed",
    stale: isStale(day, market),
  };
}

function isStale(priceDay: number, { today, crypto }: PositionMarket): boolean {
  if (crypto) return today - priceDay > STALE_AFTER_DAYS_CRYPTO;
  return weekdaysBetween(priceDay, today) > STALE_AFTER_WEEKDAYS;
}

/**
 * The change since the regular close before the price's own session: value now - value then, with the units of then at the price and
 * rate of then; units bought since count from their cost, units sold since to their proceeds. None without a price that is fresh.
 */
function dayChange(
  { trail }: Position,
  market: PositionMarket,
  marketValue: number | null,
): { gain: number; base: number; inCash: number; of: DayChangeOf } | null {
  const { price, today, rateOn } = market;
  if (!price || marketValue === null || isStale(price.day, market)) return null;
  const { day: session, previous } = price;
  let bought = 0;
  let sold = 0;
  let inCash = 0;
  let step = trail.days.length - 1;
  for (; step >= 0 && trail.days[step]! >= session; step--) {
    bought += trail.bought[step]!;
    sold += trail.sold[step]!;
    inCash += trail.days[step]! >= today ? trail.bought[step]! : trail.sold[step]!;
  }
  const unitsBefore = step >= 0 ? trail.quantity[step]! : 0;
  let before = 0;
  if (unitsBefore !== 0) {
    if (!previous || isTooOld(previous.day, session, market)) return null;
    before = unitsBefore * previous.value * rateOn(price.currency, session - 1);
  } else if (bought === 0 && sold === 0) return null;
  const gain = marketValue - before + sold - bought;
  if (Number.isNaN(gain)) return null;
  const day = dayFromNumber(session);
  const against = unitsBefore === 0 ? null : (previous?.day ?? null);
  const of = { day, earliest: day, previous: against === null ? null : dayFromNumber(against) };
  return { gain, base: before + bought, inCash, of };
}

/** Between prices that are typed once a month lies more than a day: their difference is no day's change. */
function isTooOld(previous: number | null, session: number, { crypto }: PositionMarket): boolean {
  if (previous === null) return false;
  if (crypto) return session - previous > STALE_AFTER_DAYS_CRYPTO;
  return weekdaysBetween(previous, session) > LONGEST_CLOSURE_WEEKDAYS;
}
