import type { Book } from "./book.ts";
import { type CloseSeries, hasBasis } from "./closes.ts";
import { type Day, dayFromNumber, dayNumber } from "./day.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import { type PositionFacts, positionFacts, valuePosition } from "./position-value.ts";
import { type KnownPrices, priceOn } from "./prices.ts";
import type { Quote } from "./quote.ts";
import { type StaleRate, staleRateOf } from "./rates.ts";
import { splitFactors } from "./splits.ts";
import { bookFacts, sumUp } from "./totals.ts";
import type { CashValue, MarketView, PositionValue, Valuation } from "./valuation.ts";

/** A book that is revalued with each new quote. What a quote does not change is worked out once. */
export interface Valuer {
  /** Takes a new price for its instrument. False when nothing changes: no such position, or a quote it has or older than that. */
  setQuote(quote: Quote): boolean;
  valuation(): Valuation;
}

/** A rate of the day and of another day, as float64; NaN where there is none. */
export type RateOn = (currency: Currency, day: number) => number;

interface Holding {
  facts: PositionFacts;
  known: KnownPrices;
  crypto: boolean;
  value: PositionValue;
}

/** See `valueBook`: the same figures, kept so that a tick costs one position and a sum. */
export function createValuer(book: Book, market: MarketView, day: Day): Valuer {
  const today = dayNumber(day);
  const rateOn = rememberRates(market, book.settings.baseCurrency);
  const holdings = new Map<InstrumentId, Holding>();

  function revalue({ facts, known, crypto }: Omit<Holding, "value">): PositionValue {
    return valuePosition(facts, { price: priceOn(known, today), today, crypto, rateOn });
  }

  for (const [instrument, position] of book.positions) {
    const splits = splitFactors(book.splits.get(instrument));
    const known = { series: market.closes(instrument), quote: market.quote(instrument), splits };
    const facts = positionFacts(position);
    const crypto = market.kindOf?.(instrument) === "crypto";
    const holding = { facts, known, crypto };
    holdings.set(instrument, { ...holding, value: revalue(holding) });
  }
  const cash = valueCash(book, rateOn, today);
  const facts = bookFacts(book, today, rateOn);
  const staleRates = rememberStaleRates(market, book.settings.baseCurrency, day);

  return {
    setQuote(quote) {
      const holding = holdings.get(quote.instrument);
      const before = holding?.known.quote;
      if (!holding || quote === before) return false;
      if (before && Date.parse(quote.at) < Date.parse(before.at)) return false;
      holding.known.quote = quote;
      holding.value = revalue(holding);
      return true;
    },

    valuation() {
      const values: PositionValue[] = [];
      const issues: Issue[] = [...book.issues];
      for (const { value, known } of holdings.values()) {
        values.push(value);
        issues.push(...issuesOf(value, known.series, today));
      }
      return sumUp({ day, facts, positions: values, cash, staleRates: staleRates(values, cash), issues });
    },
  };
}

function rememberRates(market: MarketView, base: Currency): RateOn {
  const known = new Map<Currency, Map<number, number>>();
  return (currency, day) => {
    if (currency === base) return 1;
    let days = known.get(currency);
    if (!days) {
      days = new Map();
      known.set(currency, days);
    }
    let rate = days.get(day);
    if (rate === undefined) {
      rate = market.rates.at(currency, base, dayFromNumber(day))?.rate.toNumber() ?? Number.NaN;
      days.set(day, rate);
    }
    return rate;
  };
}

/** The stale ones of the rates that something of value was converted at: of each currency asked once, as a tick changes none. */
function rememberStaleRates(market: MarketView, base: Currency, day: Day) {
  const known = new Map<Currency, StaleRate | undefined>();
  return (positions: readonly PositionValue[], cash: readonly CashValue[]): StaleRate[] => {
    const used = new Set<Currency>();
    for (const { price, currency } of positions) if (price) used.add(price.currency).add(currency);
    for (const { amount, currency } of cash) if (!amount.isZero()) used.add(currency);
    return [...used].flatMap((currency) => {
      if (!known.has(currency)) known.set(currency, staleRateOf(market.rates, currency, base, day));
      return known.get(currency) ?? [];
    });
  };
}

function valueCash(book: Book, rateOn: RateOn, today: number): CashValue[] {
  const values: CashValue[] = [];
  for (const [currency, amount] of book.cash) {
    const rate = rateOn(currency, today);
    const value = Number.isNaN(rate) ? (amount.isZero() ? 0 : null) : amount.toNumber() * rate;
    const booked = book.cashBooked.get(currency)?.toNumber() ?? 0;
    values.push({ currency, amount, value, currencyGain: value === null ? null : value - booked, weight: null });
  }
  return values;
}

function issuesOf(value: PositionValue, series: CloseSeries | undefined, today: number): Issue[] {
  const { instrument, price, quantity } = value;
  if (quantity.isZero()) return [];
  const day = dayFromNumber(today);
  if (!price && series && series.days.length > 0 && !hasBasis(series)) {
    const last = dayFromNumber(series.days[series.days.length - 1]!);
    const message = `Prices from ${series.source} do not say what they are adjusted for, so only the last one (${last}) can value anything.`;
    return [{ code: "no_series_basis", message, instrument, day }];
  }
  if (!price) return [{ code: "unpriced", message: "No price is known on or before the day.", instrument, day }];
  if (price.stale) {
    return [{ code: "stale_price", message: `The last price is of ${price.day}.`, instrument, day: price.day }];
  }
  return [];
}
