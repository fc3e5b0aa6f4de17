import type { Book } from "../book.ts";
import { type Day, dayFromNumber, dayNumber } from "../day.ts";
import type { History } from "../history.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import { createUnitWorths } from "../unit-worth.ts";
import type { MarketView } from "../valuation.ts";

/**
 * Something that figures leave out, and from when to when, both included. `unpriced`: held without a known price, and counted at its cost.
 * `unrated`: an amount, a price or a balance in a currency without an exchange rate. `oversold`: more sold than held.
 */
export interface Missing {
  why: "unpriced" | "unrated" | "oversold";
  /** Null for cash and for amounts of no instrument. */
  instrument: InstrumentId | null;
  /** The currency without a rate, where that is why. */
  currency: Currency | null;
  from: Day;
  to: Day;
}

/** All that is missing in a history, by name. Of what has prices, rates and known costs throughout, nothing. */
export function missingOf(history: History, book: Book, market: MarketView): Missing[] {
  const { from, to, without, partialFrom, baseCurrency } = history;
  const isWhole = without.length === 0 && partialFrom === null && history.unpriced.every((count) => count === 0);
  if (isWhole) return [];
  const first = dayNumber(from);
  const count = history.value.length;
  const worths = createUnitWorths(baseCurrency, market, first, count);
  const missing: Missing[] = [];
  for (const instrument of without) {
    const position = book.positions.get(instrument);
    if (!position) continue;
    const { oversoldFrom, unratedFrom, trail } = position;
    const named = { instrument, currency: null };
    if (oversoldFrom) missing.push({ why: "oversold", ...named, from: later(oversoldFrom, from), to });
    if (unratedFrom) missing.push({ why: "unrated", ...named, from: later(unratedFrom, from), to });
    const worth = worths.worthOf(instrument, book.splits.get(instrument));
    const priced = market.closes(instrument)?.currency ?? market.quote(instrument)?.currency;
    const unrated = priced !== undefined && Number.isNaN(worths.rate(priced)[0]) ? priced : null;
    const why = unrated === null ? "unpriced" : "unrated";
    for (const run of runs(trail.days, trail.quantity, worth, first)) {
      missing.push({ why, instrument, currency: unrated, ...run });
    }
  }
  for (const [currency, { days, balances }] of book.cashTrails) {
    const none = { why: "unrated", instrument: null, currency } as const;
    for (const run of runs(days, balances, worths.rate(currency), first)) missing.push({ ...none, ...run });
  }
  const unratedFrom = book.issues.find(({ code }) => code === "no_rate")?.day ?? partialFrom;
  if (unratedFrom) {
    for (const currency of book.unrated) {
      missing.push({ why: "unrated", instrument: null, currency, from: later(unratedFrom, from), to });
    }
  }
  return missing.filter((one) => one.from <= to);
}

/** Days in a row on which some of it is held and its worth is not known. */
function runs(
  days: ArrayLike<number>,
  amounts: ArrayLike<number>,
  worth: Float64Array,
  first: number,
): { from: Day; to: Day }[] {
  const found: { from: Day; to: Day }[] = [];
  let begun = -1;
  let step = -1;
  for (let i = 0; i <= worth.length; i++) {
    while (step + 1 < days.length && days[step + 1]! <= first + i) step++;
    const isMissing = i < worth.length && step >= 0 && amounts[step] !== 0 && Number.isNaN(worth[i]!);
    if (isMissing && begun < 0) begun = i;
    if (isMissing || begun < 0) continue;
    found.push({ from: dayFromNumber(first + begun), to: dayFromNumber(first + i - 1) });
    begun = -1;
  }
  return found;
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}
