import { type Day, dayFromNumber, dayNumber } from "../day.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import { contributionToRisk } from "../returns/risk.ts";
import type { SplitOn } from "../splits.ts";
import type { MarketView, Valuation } from "../valuation.ts";
import { pricesOnEvenings } from "./in-benchmark.ts";
import { markNewPrices } from "./price-days.ts";
import { changesOf, type DayGap } from "./risk.ts";

export interface RiskShare {
  /** Null for a balance. */
  instrument: InstrumentId | null;
  currency: Currency;
  /** Of the worth, below zero for what is owed; they add up to one. */
  weight: number;
  /** What it adds to the volatility; they add up to it. What moves against the rest takes away. */
  contribution: number;
}

export interface RiskByHolding {
  /** Of a year, of the holdings at today's weights. Null for fewer than two days on which all have a return. */
  volatility: number | null;
  shares: RiskShare[];
  /** Number of days used: those on which something held has a new price, and all have a known one. */
  used: number;
  /** Days that count, on which some of them had none. */
  gaps: DayGap[];
  /** Held, and left out: without a price now, or without one that moved in the window. */
  without: InstrumentId[];
}

export interface RiskSharesInput {
  valuation: Valuation;
  market: MarketView;
  /** Splits known from the journal, as the book has them. */
  splits: ReadonlyMap<InstrumentId, readonly SplitOn[]>;
  /** Period (from, to], whose prices are looked at. */
  from: Day;
  to: Day;
  /** Default: 252. */
  periodsPerYear?: number;
}

/**
 * What each holding adds to the risk of what is held now: its weight × covariance with the whole / volatility of the whole (Euler), from
 * the daily changes of its price in base currency over the window. Of the past it takes prices, not what was held then.
 */
export function riskByHolding({
  valuation,
  market,
  splits,
  from,
  to,
  periodsPerYear = 252,
}: RiskSharesInput): RiskByHolding {
  const first = dayNumber(from) + 1;
  const count = Math.max(dayNumber(to) - first + 1, 0);
  const { baseCurrency, positions, cash } = valuation;
  const { rates } = market;
  const counts = new Uint8Array(count);
  const held: { instrument: InstrumentId | null; currency: Currency; value: number; returns: Float64Array }[] = [];
  const without: InstrumentId[] = [];
  for (const { instrument, currency, quantity, marketValue } of positions) {
    if (quantity.isZero()) continue;
    const prices = { series: market.closes(instrument), quote: market.quote(instrument) };
    const source = { ...prices, splits: splits.get(instrument), rates };
    const returns = changesOf(pricesOnEvenings(source, baseCurrency, first, count));
    if (marketValue === null || returns.every(Number.isNaN)) {
      without.push(instrument);
      continue;
    }
    markNewPrices(counts, first, prices, first, first + count - 1);
    held.push({ instrument, currency, value: marketValue, returns });
  }
  for (const { currency, value } of cash) {
    if (value === null || value === 0) continue;
    const returns = changesOf(rates.column(currency, baseCurrency, first - 1, count + 1));
    held.push({ instrument: null, currency, value, returns });
  }
  const whole = held.reduce((sum, { value }) => sum + value, 0);
  if (!(whole > 0)) return { volatility: null, shares: [], used: 0, gaps: [], without };
  const weights = held.map(({ value }) => value / whole);
  const columns = held.map(({ returns }) => returns);
  const { volatility, contributions, used, gaps } = contributionToRisk(weights, columns, { periodsPerYear, counts });
  const shares: RiskShare[] = [];
  for (const [i, contribution] of (contributions ?? []).entries()) {
    const { instrument, currency } = held[i]!;
    shares.push({ instrument, currency, weight: weights[i]!, contribution });
  }
  const asDay = (place: number) => dayFromNumber(first + place);
  return { volatility, shares, used, gaps: gaps.map((gap) => ({ from: asDay(gap.from), to: asDay(gap.to) })), without };
}
