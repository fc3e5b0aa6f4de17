import { type Book, type BookInput, buildBook } from "./book.ts";
import { type Day, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Rebase } from "./opening.ts";
import { priceOn } from "./prices.ts";
import { type SplitOn, splitFactors } from "./splits.ts";
import { type MarketView, type Valuation, valueBook } from "./valuation.ts";

export interface PeriodInput extends BookInput {
  market: MarketView;
  /** Its transactions belong to the opening value, those of `to` to the period. */
  from: Day;
  to: Day;
}

/**
 * What happened in (from, to], in base. Gains of a holding are measured from its market value on the evening of `from`. It adds up:
 * change = transfers + realized + released + unrealized + income + currency gain on cash - separate fees and taxes.
 */
export interface PeriodValuation {
  from: Day;
  to: Day;
  /** Market value with tracked cash. */
  openingValue: number;
  closingValue: number;
  change: number;
  /** Net money put in, by the definition of the cash mode. */
  transfers: number;
  /** With the part of each that is the currency's; the rest is the price's. */
  realized: number;
  realizedCurrency: number;
  released: number;
  releasedCurrency: number;
  unrealized: number;
  unrealizedCurrency: number;
  /** Dividends and interest, gross. */
  income: number;
  /** All fees and taxes, also those inside costs and proceeds. */
  fees: number;
  taxes: number;
  /** Those that are in none. */
  separate: number;
  cashCurrencyGain: number;
  gain: number;
  /** The book of the period: its lots, disposals and positions, by instrument. */
  book: Book;
  valuation: Valuation;
}

/** Books a period on its own: see `PeriodValuation`. Throws a RangeError when `to` lies before `from`. */
export function valuePeriod(input: PeriodInput): PeriodValuation {
  const { market, from, to } = input;
  if (to < from) throw new RangeError(`${to} lies before ${from}.`);
  const rebase: Rebase = { day: from, priceOf: pricesOn(input, from) };
  const book = buildBook({ ...input, rebase, through: to });
  const valuation = valueBook(book, market, to);
  const { totals } = valuation;
  const openingValue = book.opening.toNumber();
  const closingValue = totals.marketValue + totals.cash;
  const sum = (figure: "realizedCurrency" | "releasedCurrency") =>
    [...book.positions.values()].reduce((total, position) => total + position[figure].toNumber(), 0);
  const { realized, released, unrealized, unrealizedCurrency, income, fees, taxes, cashCurrencyGain, gain } = totals;
  return {
    from,
    to,
    openingValue,
    closingValue,
    change: closingValue - openingValue,
    transfers: totals.invested - openingValue,
    ...{ realized, realizedCurrency: sum("realizedCurrency"), released, releasedCurrency: sum("releasedCurrency") },
    ...{ unrealized, unrealizedCurrency, income, fees, taxes },
    separate: book.separateFees.plus(book.separateTaxes).toNumber(),
    cashCurrencyGain,
    gain,
    book,
    valuation,
  };
}

/** Prices of an evening as decimals, in units of that day and the listing's currency. */
function pricesOn({ market, transactions, currencyOf }: PeriodInput, day: Day) {
  const today = dayNumber(day);
  const splits = new Map<InstrumentId, SplitOn[]>();
  for (const transaction of transactions) {
    if (transaction.kind !== "split") continue;
    splits.set(transaction.instrument, [...(splits.get(transaction.instrument) ?? []), transaction]);
  }
  return (instrument: InstrumentId): Decimal | undefined => {
    const known = (splits.get(instrument) ?? []).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
    const series = market.closes(instrument);
    const price = priceOn({ series, quote: market.quote(instrument), splits: splitFactors(known) }, today);
    if (!price) return undefined;
    const value = Decimal.fromNumber(price.value);
    const listing = currencyOf(instrument);
    if (price.currency === listing) return value;
    const rate = market.rates.at(price.currency, listing, day)?.rate;
    return rate && value.times(rate);
  };
}
