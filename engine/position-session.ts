import { type Day, weekdaysBetween } from "./day.ts";
import type { PositionFacts } from "./position-facts.ts";
import type { DayPrice } from "./prices.ts";
import type { DayChangeOf } from "./valuation.ts";
import type { RateOn, TextOf } from "./valuer.ts";

/** Where nobody knows the sessions, older prices are flagged: more weekdays than this between price and day, or for crypto more calendar days. */
const STALE_AFTER_WEEKDAYS = 5;
const STALE_AFTER_DAYS_CRYPTO = 2;
/** There too: the longest an exchange stays closed between two sessions, in weekdays; a price from before that is no previous close. */
const LONGEST_CLOSURE_WEEKDAYS = 10;

export interface SessionMarket {
  today: number;
  crypto: boolean;
  /** How many sessions lie between two days; undefined where nobody knows. */
  sessionsBetween(from: number, to: number): number | undefined;
  rateOn: RateOn;
  textOf: TextOf;
}

/** What every further price of one session leaves as it is, in base currency as float64; NaN where it is not known. */
export interface PositionSession {
  /** The first one seen of the session. */
  price: DayPrice | undefined;
  /** Its day; null without a price. */
  day: Day | null;
  stale: boolean;
  /** The price is in the listing's currency; a source may quote in another one. */
  isLocal: boolean;
  /** Of the price's currency and of the listing's, on the day valued. */
  rate: number;
  listingRate: number;
  /** Worth at the close before of the units held then. NaN also where it is no day's change that would come of it. */
  before: number;
  /** Cost of the units bought since, proceeds of the units sold since. */
  bought: number;
  sold: number;
  /** See `PositionValue.dayBaseInCash`. */
  inCash: number;
  changeOf: DayChangeOf | null;
}

/** A position in the session of its price on the day valued. */
export function positionSession(
  facts: PositionFacts,
  price: DayPrice | undefined,
  market: SessionMarket,
): PositionSession {
  const { currency } = facts.position;
  const { today, rateOn } = market;
  const stale = price !== undefined && isStale(price.day, market);
  const session: PositionSession = {
    price,
    day: price ? market.textOf(price.day) : null,
    stale,
    isLocal: !facts.open || !price || price.currency === currency,
    rate: rateOn(price?.currency ?? currency, today),
    listingRate: rateOn(currency, today),
    before: Number.NaN,
    bought: 0,
    sold: 0,
    inCash: 0,
    changeOf: null,
  };
  if (price && !stale) addDayChange(session, facts, price, market);
  return session;
}

/** A session that is over has brought no price. */
function isStale(priceDay: number, { today, crypto, sessionsBetween }: SessionMarket): boolean {
  if (crypto) return today - priceDay > STALE_AFTER_DAYS_CRYPTO;
  const missed = sessionsBetween(priceDay, today);
  if (missed !== undefined) return missed > 0;
  return weekdaysBetween(priceDay, today) > STALE_AFTER_WEEKDAYS;
}

/**
 * The change since the regular close before the price's own session: value now - value then, with the units of then at the price and
 * rate of then; units bought since count from their cost, units sold since to their proceeds. None without a price that is fresh.
 */
function addDayChange(
  session: PositionSession,
  { position: { trail } }: PositionFacts,
  { day, currency, previous }: DayPrice,
  market: SessionMarket,
): void {
  let step = trail.days.length - 1;
  for (; step >= 0 && trail.days[step]! >= day; step--) {
    session.bought += trail.bought[step]!;
    session.sold += trail.sold[step]!;
    session.inCash += trail.days[step]! >= market.today ? trail.bought[step]! : trail.sold[step]!;
  }
  const unitsBefore = step >= 0 ? trail.quantity[step]! : 0;
  if (unitsBefore !== 0) {
    if (!previous || isTooOld(previous.day, day, market)) return;
    session.before = unitsBefore * previous.value * market.rateOn(currency, day - 1);
  } else if (session.bought !== 0 || session.sold !== 0) session.before = 0;
  else return;
  const text = market.textOf(day);
  const against = unitsBefore === 0 ? null : (previous?.day ?? null);
  session.changeOf = { day: text, earliest: text, previous: against === null ? null : market.textOf(against) };
}

/**
 * Only the close of the session before is one to compare with. Between prices that are typed once a month lies more than a day: their
 * difference is no day's change.
 */
function isTooOld(previous: number | null, session: number, { crypto, sessionsBetween }: SessionMarket): boolean {
  if (previous === null) return false;
  if (crypto) return session - previous > STALE_AFTER_DAYS_CRYPTO;
  const skipped = sessionsBetween(previous, session);
  if (skipped !== undefined) return skipped > 0;
  return weekdaysBetween(previous, session) > LONGEST_CLOSURE_WEEKDAYS;
}
