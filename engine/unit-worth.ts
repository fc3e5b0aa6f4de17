import type { UnitWorth } from "./daily-sums.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
import { fillWorth } from "./prices.ts";
import { type SplitOn, splitFactors } from "./splits.ts";
import type { MarketView } from "./valuation.ts";

interface Listed {
  instrument: InstrumentId;
  currency: Currency;
}

/** What one unit of each instrument is worth, asked for one at a time: the next answer overwrites the last. */
export function createUnitWorths(baseCurrency: Currency, market: MarketView, first: number, count: number) {
  const rates = new Map<Currency, Float64Array>();
  const worth = new Float64Array(count);
  const rate = (currency: Currency): Float64Array => {
    let column = rates.get(currency);
    if (!column) {
      column = market.rates.column(currency, baseCurrency, first, count);
      rates.set(currency, column);
    }
    return column;
  };
  const of = ({ instrument, currency }: Listed, splits: readonly SplitOn[] | undefined): UnitWorth => {
    const series = market.closes(instrument);
    const known = { series, quote: market.quote(instrument), splits: splitFactors(splits) };
    fillWorth(worth, known, first, rate);
    return { worth, rate: currency === baseCurrency ? null : rate(currency) };
  };
  return { of, rate };
}
