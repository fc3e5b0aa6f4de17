import type { PositionFacts } from "./position-facts.ts";
import type { PositionSession } from "./position-session.ts";

/** What each new price changes, in columns with a row for each position: base currency, float64. Zero where `known` says it is not known. */
export interface PositionColumns {
  marketValue: Float64Array;
  localMarketValue: Float64Array;
  unrealized: Float64Array;
  unrealizedPrice: Float64Array;
  unrealizedCurrency: Float64Array;
  dayChange: Float64Array;
  known: Uint8Array;
}

/** A position with its place in the columns and its price. */
export interface PositionRow {
  at: number;
  facts: PositionFacts;
  session: PositionSession;
  /** In units of the day valued; NaN where none is known. */
  price: number;
}

/** Bits of `known`. */
export const VALUE = 1;
export const LOCAL_VALUE = 2;
export const UNREALIZED = 4;
export const DAY_CHANGE = 8;

export function createPositionColumns(count: number): PositionColumns {
  return {
    marketValue: new Float64Array(count),
    localMarketValue: new Float64Array(count),
    unrealized: new Float64Array(count),
    unrealizedPrice: new Float64Array(count),
    unrealizedCurrency: new Float64Array(count),
    dayChange: new Float64Array(count),
    known: new Uint8Array(count),
  };
}

/**
 * Writes the figures of a position at its price. Which of them are known another price of the same session does not change.
 * Price effect = local gain x current rate, currency effect = local cost x change of rate; together the unrealized gain.
 */
export function fillRow(columns: PositionColumns, { at, facts, session, price }: PositionRow): void {
  const { open } = facts;
  const value = open ? facts.units * price : 0;
  const marketValue = open ? value * session.rate : 0;
  const localMarketValue = session.isLocal ? value : marketValue / session.listingRate;
  const unrealized = marketValue - facts.cost;
  const unrealizedPrice = open ? (localMarketValue - facts.localCost) * session.listingRate : 0;
  const dayChange = marketValue - session.before + session.sold - session.bought;

  const isValued = !Number.isNaN(marketValue);
  const isLocallyValued = !Number.isNaN(localMarketValue);
  const hasGain = facts.rated && isValued && isLocallyValued;
  const hasChange = !Number.isNaN(dayChange);
  columns.marketValue[at] = isValued ? marketValue : 0;
  columns.localMarketValue[at] = isLocallyValued ? localMarketValue : 0;
  columns.unrealized[at] = hasGain ? unrealized : 0;
  columns.unrealizedPrice[at] = hasGain ? unrealizedPrice : 0;
  columns.unrealizedCurrency[at] = hasGain ? unrealized - unrealizedPrice : 0;
  columns.dayChange[at] = hasChange ? dayChange : 0;
  columns.known[at] =
    (isValued ? VALUE : 0) |
    (isLocallyValued ? LOCAL_VALUE : 0) |
    (hasGain ? UNREALIZED : 0) |
    (hasChange ? DAY_CHANGE : 0);
}
