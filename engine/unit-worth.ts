import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
import { fillPrices, fillWorth, type KnownPrices, priceCurrency } from "./prices.ts";
import { type SplitOn, splitFactors } from "./splits.ts";
import type { MarketView } from "./valuation.ts";

interface Listed {
  instrument: InstrumentId;
  currency: Currency;
}

/** What one unit costs on each day, in a currency; NaN where that is not known. */
export interface UnitPrices {
  price: Float64Array;
  currency: Currency;
}

export type UnitWorths = ReturnType<typeof createUnitWorths>;

/** Prices and worths of one unit of each instrument, asked for one at a time: the next answer overwrites the last. */
export function createUnitWorths(baseCurrency: Currency, market: MarketView, first: number, count: number) {
  const rates = new Map<Currency, Float64Array>();
  const column = new Float64Array(count);
  const rate = (currency: Currency): Float64Array => {
    let found = rates.get(currency);
    if (!found) {
      found = market.rates.column(currency, baseCurrency, first, count);
      rates.set(currency, found);
    }
    return found;
  };
  const known = (instrument: InstrumentId, splits: readonly SplitOn[] | undefined): KnownPrices => ({
    series: market.closes(instrument),
    quote: market.quote(instrument),
    splits: splitFactors(splits),
  });
  return {
    /** Base-currency units for one of the currency. NaN where there is no rate. */
    rate,
    /** In base currency. */
    worthOf(instrument: InstrumentId, splits: readonly SplitOn[] | undefined): Float64Array {
      fillWorth(column, known(instrument, splits), first, rate);
      return column;
    },
    pricesOf({ instrument, currency }: Listed, splits: readonly SplitOn[] | undefined): UnitPrices {
      const prices = known(instrument, splits);
      fillPrices(column, prices, first, rate);
      return { price: column, currency: priceCurrency(prices) ?? currency };
    },
  };
}
