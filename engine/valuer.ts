import type { Book } from "./book.ts";
import { bookFacts } from "./book-facts.ts";
import { type CloseSeries, hasBasis } from "./closes.ts";
import { type Day, dayFromNumber, dayNumber } from "./day.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import { createPositionColumns, fillRow, type PositionRow } from "./position-columns.ts";
import { type PositionFacts, positionFacts } from "./position-facts.ts";
import { positionSession, type SessionMarket } from "./position-session.ts";
import { positionValue } from "./position-value.ts";
import { type KnownPrices, priceOn, valueInSession } from "./prices.ts";
import { isBefore, type Quote } from "./quote.ts";
import { type StaleRate, staleRateOf } from "./rates.ts";
import { splitFactors } from "./splits.ts";
import { type SettledTotals, settledTotals, totalsOf } from "./totals.ts";
import type { CashValue, MarketView, PositionValue, Totals, Valuation } from "./valuation.ts";
import { joinParts } from "./valuation-parts.ts";

/** A book that is revalued with each new quote. What a quote does not change is worked out once. */
export interface Valuer {
  /** Takes a new price for its instrument. False when nothing changes: no such position, or a quote it has or older than that. */
  setQuote(quote: Quote): boolean;
  /** Exactly those of `valuation()`, at a hundredth of its cost: no row is made. */
  totals(): Totals;
  valuation(): Valuation;
}

/** A rate of the day and of another day, as float64; NaN where there is none. */
export type RateOn = (currency: Currency, day: number) => number;

/** The text of a day number. */
export type TextOf = (day: number) => Day;

interface Holding extends PositionRow {
  known: KnownPrices;
  market: SessionMarket;
  /** As it was last shown; null since its price changed. */
  value: PositionValue | null;
}

/** See `valueBook`: the same figures, kept so that a tick costs a row of numbers and a few sums. */
export function createValuer(book: Book, market: MarketView, day: Day): Valuer {
  const today = dayNumber(day);
  const rateOn = rememberRates(market, book.settings.baseCurrency);
  const textOf = rememberTexts();
  const columns = createPositionColumns(book.positions.size);
  const rows: Holding[] = [];
  for (const instrument of [...book.positions.keys()].sort()) {
    const facts = positionFacts(book.positions.get(instrument)!);
    const splits = splitFactors(book.splits.get(instrument));
    const known = { series: market.closes(instrument), quote: market.quote(instrument), splits };
    const own: SessionMarket = {
      today,
      crypto: market.kindOf?.(instrument) === "crypto",
      sessionsBetween: (from, to) => market.sessionsBetween?.(instrument, from, to),
      rateOn,
      textOf,
    };
    const { session, price } = sessionOf(facts, known, own);
    const holding = { at: rows.length, facts, session, price, known, market: own, value: null };
    fillRow(columns, holding);
    rows.push(holding);
  }
  const holdings = new Map(rows.map((holding) => [holding.facts.position.instrument, holding]));
  const facts = bookFacts(book, today, rateOn);
  const staleRates = rememberStaleRates(market, book.settings.baseCurrency, day);
  let settled: SettledTotals | null = null;

  function totals(): Totals {
    settled ??= settledTotals(rows, columns, facts);
    return totalsOf(columns, settled, facts);
  }

  function shown(holding: Holding): PositionValue {
    holding.value ??= positionValue(columns, holding, holding.known.quote);
    return holding.value;
  }

  return {
    setQuote(quote) {
      const holding = holdings.get(quote.instrument);
      if (holding === undefined) return false;
      const { known, session } = holding;
      const before = known.quote;
      if (quote === before || (before !== undefined && isBefore(quote.at, before.at))) return false;
      known.quote = quote;
      holding.value = null;
      const price = session.price === undefined ? Number.NaN : valueInSession(session.price, quote);
      if (Number.isNaN(price)) {
        ({ session: holding.session, price: holding.price } = sessionOf(holding.facts, known, holding.market));
        settled = null;
      } else holding.price = price;
      fillRow(columns, holding);
      return true;
    },

    totals,

    valuation() {
      const values: PositionValue[] = [];
      const issues: Issue[] = [...book.issues];
      for (const instrument of book.positions.keys()) {
        const holding = holdings.get(instrument)!;
        const value = shown(holding);
        values.push(value);
        issues.push(...issuesOf(value, holding.known.series, day));
      }
      const rates = staleRates(values, facts.cash);
      return joinParts({ day, facts, totals: totals(), positions: values, staleRates: rates, issues });
    },
  };
}

function sessionOf(facts: PositionFacts, known: KnownPrices, market: SessionMarket) {
  const price = priceOn(known, market.today);
  return { session: positionSession(facts, price, market), price: price?.value ?? Number.NaN };
}

/** Most positions share their few days: one text for each is written sooner, and the same text is compared sooner. */
function rememberTexts(): TextOf {
  const known = new Map<number, Day>();
  return (day) => {
    const text = known.get(day) ?? dayFromNumber(day);
    known.set(day, text);
    return text;
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

function issuesOf(value: PositionValue, series: CloseSeries | undefined, day: Day): Issue[] {
  const { instrument, price, quantity } = value;
  if (quantity.isZero()) return [];
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
