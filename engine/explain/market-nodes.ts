import { lastRow, splitsThrough } from "../closes.ts";
import { dayFromNumber, dayNumber } from "../day.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import { orderTransactions } from "../ordering.ts";
import type { DayPrice } from "../prices.ts";
import type { Quote } from "../quote.ts";
import { withoutRepeats } from "../repeated-actions.ts";
import type { Split, Transaction } from "../transaction.ts";
import type { MarketView } from "../valuation.ts";
import { constant, type Explanation, explained } from "./explanation.ts";

/** Prices and rates as nodes, each made once, so that what stands in several places is one. */
export interface MarketNodes {
  /** What one unit of a currency is worth in base on a day; undefined for the base currency itself. */
  rate(currency: Currency, day: number): Explanation | undefined;
  /** Of a price of a day, as the engine found it. */
  price(instrument: InstrumentId, found: DayPrice, day: number): Explanation;
  previous(instrument: InstrumentId, found: DayPrice): Explanation;
  /** What a quote states, as the price of a unit before all splits. */
  statedQuote(instrument: InstrumentId, quote: Quote, session: number): Explanation;
  /** Units on a day for one unit before all splits; undefined where there were none until then. */
  splitFactor(instrument: InstrumentId, day: number): Explanation | undefined;
}

export function createMarketNodes(
  market: MarketView,
  base: Currency,
  transactions: readonly Transaction[],
): MarketNodes {
  const rates = new Map<string, Explanation>();
  const splits = new Map<InstrumentId, Split[]>();
  const counted = withoutRepeats(transactions, (instrument) => instrument, []);
  for (const row of orderTransactions(counted.filter(({ kind }) => kind === "split") as Split[])) {
    const own = splits.get(row.instrument);
    if (own) own.push(row);
    else splits.set(row.instrument, [row]);
  }

  function rate(currency: Currency, day: number): Explanation | undefined {
    if (currency === base) return undefined;
    const key = `${currency} ${day}`;
    let node = rates.get(key);
    if (!node) {
      const asked = dayFromNumber(day);
      const found = market.rates.at(currency, base, asked);
      const label = `exchange rate of ${found?.day ?? asked}`;
      const unit = `${base} per ${currency}`;
      node = found
        ? explained({
            ...{ label, operation: "given", value: found.rate, unit },
            leaf: { kind: "rate", from: currency, to: base, day: found.day, source: found.source },
          })
        : explained({ label: `no exchange rate from ${currency} to ${base}`, operation: "none", unit });
      rates.set(key, node);
    }
    return node;
  }

  const factors = new Map<Split, Explanation>();

  function splitFactor(instrument: InstrumentId, day: number): Explanation | undefined {
    let factor: Explanation | undefined;
    for (const split of splits.get(instrument) ?? []) {
      if (dayNumber(split.day) > day) break;
      const known = factors.get(split) ?? splitNode(split, factor);
      factors.set(split, known);
      factor = known;
    }
    return factor;
  }

  function close(instrument: InstrumentId, row: number): Explanation {
    const { days, closes, currency, source } = market.closes(instrument)!;
    const day = dayFromNumber(days[row]!);
    return explained({
      ...{ label: `close of ${day}`, operation: "given", value: closes[row]!, unit: currency },
      leaf: { kind: "price", instrument, day, source, delay: "eod" },
    });
  }

  /** In units of a day: a close by way of the units before all splits, as the engine reckons it. */
  function closeInUnitsOf(instrument: InstrumentId, row: number, units: number): Explanation {
    const series = market.closes(instrument)!;
    const spoken = splitFactor(instrument, Math.max(series.days[row]!, splitsThrough(series)));
    return inUnits(close(instrument, row), spoken, splitFactor(instrument, units), units);
  }

  function stated(
    instrument: InstrumentId,
    { price, currency, source, at, delay }: Quote,
    session: number,
  ): Explanation {
    return explained({
      ...{ label: `price of ${at}`, operation: "given", value: price, unit: currency },
      leaf: { kind: "price", instrument, day: dayFromNumber(session), source, at, delay },
    });
  }

  return {
    rate,
    splitFactor,

    statedQuote(instrument, quote, session) {
      return inUnits(stated(instrument, quote, session), splitFactor(instrument, session), undefined, session);
    },

    price(instrument, { quote, day: session }, day) {
      if (!quote) return closeInUnitsOf(instrument, lastRow(market.closes(instrument)!, day), day);
      const said = stated(instrument, quote, session);
      return inUnits(said, splitFactor(instrument, session), splitFactor(instrument, day), day);
    },

    previous(instrument, { quote, previous, day: session }) {
      if (previous!.day !== null) {
        return closeInUnitsOf(instrument, lastRow(market.closes(instrument)!, session - 1), session - 1);
      }
      const { previousClose, currency, source, at, delay } = quote!;
      const said = explained({
        ...{
          label: "previous close as the quote states it",
          operation: "given",
          value: previousClose!,
          unit: currency,
        },
        leaf: { kind: "price", instrument, day: dayFromNumber(session), source, at, delay },
      });
      return inUnits(said, splitFactor(instrument, session), splitFactor(instrument, session - 1), session - 1);
    },
  };
}

function splitNode(split: Split, before: Explanation | undefined): Explanation {
  const { id, day, numerator, denominator } = split;
  const term = (label: string, value: number, field: string) =>
    explained({
      label,
      operation: "given",
      value,
      unit: "units",
      leaf: { kind: "entry", transaction: id, day, field },
    });
  const fresh = term(`new units of the split of ${day}`, numerator, "numerator");
  const old = term(`old units of the split of ${day}`, denominator, "denominator");
  const grown = before
    ? explained({ label: `units after the split of ${day}`, operation: "product", unit: null, terms: [before, fresh] })
    : fresh;
  const label = `units of ${day} for one before all splits`;
  return explained({ label, operation: "quotient", unit: null, terms: [grown, old] });
}

function inUnits(
  price: Explanation,
  spoken: Explanation | undefined,
  wanted: Explanation | undefined,
  units: number,
): Explanation {
  if (!spoken && !wanted) return price;
  const { unit } = price;
  const whole = spoken
    ? explained({ label: "price of a unit before all splits", operation: "product", unit, terms: [price, spoken] })
    : price;
  if (!wanted) return whole;
  const label = `${price.label}, in units of ${dayFromNumber(units)}`;
  return explained({ label, operation: "quotient", unit, terms: [whole, wanted] });
}

export function nothing(label: string, unit: string | null): Explanation {
  return constant(label, 0, unit);
}
