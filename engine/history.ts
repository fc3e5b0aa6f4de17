import { type Book, type BookInput, buildBook } from "./book.ts";
import {
  addCash,
  addEarnings,
  addFlows,
  addPosition,
  createDailySums,
  type DailySums,
  inBase,
  type PositionPrices,
} from "./daily-sums.ts";
import { type Day, dayFromNumber, dayNumber } from "./day.ts";
import { HISTORY_COLUMNS } from "./history-columns.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
import type { Position } from "./position.ts";
import type { SplitOn } from "./splits.ts";
import { createUnitWorths, type UnitWorths } from "./unit-worth.ts";
import type { MarketView } from "./valuation.ts";
import { createValuer } from "./valuer.ts";

export interface HistoryInput extends BookInput {
  market: MarketView;
  from: Day;
  to: Day;
}

/**
 * Daily float64 columns in base currency, one cell per calendar day from `from` to `to`, after all of the day's transactions. The last cell
 * is the valuation of `to`. What is "so far" counts from the first transaction, so what happened over a time is the difference of two cells.
 */
export interface History {
  baseCurrency: Currency;
  from: Day;
  to: Day;
  /** Market value with tracked cash. NaN while something is held and nothing of it has a known price. */
  value: Float64Array;
  /** Of `value`, tracked cash. */
  cash: Float64Array;
  /** Cost of what is held and valued. */
  cost: Float64Array;
  /** Cost of what is held and has no price or rate: it is in no other column but `invested`. */
  unpricedCost: Float64Array;
  /** Net money put in so far, also into what has no price. */
  invested: Float64Array;
  /**
   * Total gain so far, as the valuation of the day has it; a gain over a time is the difference of two cells. Not `value - invested`:
   * what has no price is in the second and not in the first, and what was sold beyond what was held brought money but no known gain.
   * gain = unrealized price + unrealized currency + realized + released + income + cash currency gain - separate fees and taxes.
   */
  gain: Float64Array;
  unrealizedPrice: Float64Array;
  unrealizedCurrency: Float64Array;
  /** So far, with the currency's part of it. */
  realized: Float64Array;
  realizedCurrency: Float64Array;
  released: Float64Array;
  releasedCurrency: Float64Array;
  /** So far: dividends and interest. */
  income: Float64Array;
  /** So far: all of them, and those that are in no cost and no proceeds. */
  fees: Float64Array;
  taxes: Float64Array;
  separate: Float64Array;
  cashCurrencyGain: Float64Array;
  /** Money put in and taken out on each day, both above zero: not so far. */
  moneyIn: Float64Array;
  moneyOut: Float64Array;
  /** Number of open positions and cash balances without a price or rate on the day: value and gain are partial. */
  unpriced: Uint16Array;
  /** From this day on an amount had no rate, or more was sold than held: money put in and gain are partial. Null: never. */
  partialFrom: Day | null;
  /** Instruments that value or gain leave out, wholly or in part, on some of the days. */
  without: InstrumentId[];
}

/** So far, of what is added up by day; the cost, of its changes. */
const SO_FAR = [
  "cost" as const,
  ...(["realized", "realizedCurrency", "released", "releasedCurrency"] as const),
  ...(["income", "fees", "taxes", "separate", "invested"] as const),
];
/** Worth less than this is what adding and taking out again leaves. */
const NOTHING = 1e-9;

/** Books the transactions through `to` and values every day from `from`. Throws a RangeError when `to` lies before `from`. */
export function dailyHistory(input: HistoryInput): History {
  const { market, from, to } = input;
  return historyOf(buildBook({ ...input, through: to }), market, from, to);
}

/** The same from a book that is built already: of transactions through `to`, or of all when none is later. */
export function historyOf(book: Book, market: MarketView, from: Day, to: Day): History {
  const first = dayNumber(from);
  const count = dayNumber(to) - first + 1;
  if (count < 1) throw new RangeError(`${to} lies before ${from}.`);
  const sums = createDailySums(first, count);
  const worths = createUnitWorths(book.settings.baseCurrency, market, first, count);
  for (const [instrument, position] of book.positions) {
    addPosition(sums, position, () => pricesOf(position, worths, book.splits.get(instrument)), 1);
  }
  for (const [currency, trail] of book.cashTrails) addCash(sums, trail, worths.rate(currency));
  addFlows(sums, book.flows, 1);
  addEarnings(sums, book.earnings, 1);
  return historyFrom(sums, worths, book, market, to);
}

/** Prices of a position for its days. */
export function pricesOf(
  position: Position,
  worths: UnitWorths,
  splits: readonly SplitOn[] | undefined,
): PositionPrices {
  const prices = worths.pricesOf(position, splits);
  return {
    prices,
    isPriceRated: !Number.isNaN(worths.rate(prices.currency)[0]),
    isListingRated: !Number.isNaN(worths.rate(position.currency)[0]),
  };
}

/** Levels and sums so far, from what was added up by day. */
export function historyFrom(sums: DailySums, { rate }: UnitWorths, book: Book, market: MarketView, to: Day): History {
  const count = sums.cost.length;
  const worth = inBase(sums.worth, rate, count);
  const unratedWorth = inBase(sums.unratedWorth, rate, count);
  const localCost = inBase(sums.localCost, rate, count, true);
  const history = emptyHistory(book.settings.baseCurrency, dayFromNumber(sums.first), to, count);
  const isUntracked = book.settings.cash === "untracked";
  for (const name of ["cash", "unpricedCost", "moneyIn", "moneyOut"] as const) history[name].set(sums[name]);
  history.unpriced.set(sums.unpriced);
  for (const name of SO_FAR) addUp(sums[name], history[name]);
  for (let i = 0; i < count; i++) {
    const unrealizedPrice = worth[i]! - unratedWorth[i]! - localCost[i]!;
    const unrealizedCurrency = localCost[i]! - history.cost[i]!;
    const cashCurrencyGain = sums.cash[i]! - sums.cashBooked[i]!;
    const earned = history.realized[i]! + history.released[i]! + history.income[i]! - history.separate[i]!;
    history.value[i] = worth[i]! + sums.cash[i]!;
    history.unrealizedPrice[i] = unrealizedPrice;
    history.unrealizedCurrency[i] = unrealizedCurrency;
    history.cashCurrencyGain[i] = cashCurrencyGain;
    history.gain[i] = unrealizedPrice + unrealizedCurrency + earned + cashCurrencyGain;
    if (isUntracked && sums.unpriced[i]! > 0 && Math.abs(worth[i]!) < NOTHING) history.value[i] = Number.NaN;
  }
  history.partialFrom = book.partialFrom;
  history.without = [...sums.without];
  writeLastDay(history, book, market);
  return history;
}

function addUp(changes: Float64Array, level: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < changes.length; i++) {
    sum += changes[i]!;
    level[i] = sum;
  }
}

/** A history in which nothing has happened. */
export function emptyHistory(baseCurrency: Currency, from: Day, to: Day, count: number): History {
  const columns = Object.fromEntries(HISTORY_COLUMNS.map((name) => [name, new Float64Array(count)]));
  return {
    ...(columns as Pick<History, (typeof HISTORY_COLUMNS)[number]>),
    ...{ baseCurrency, from, to, unpriced: new Uint16Array(count), partialFrom: null, without: [] },
  };
}

/** The chart's last point is the valuation: the same figures, from the same function. */
function writeLastDay(history: History, book: Book, market: MarketView): void {
  const totals = createValuer(book, market, history.to).totals();
  const last = history.value.length - 1;
  if (!Number.isNaN(history.value[last]!)) history.value[last] = totals.marketValue + totals.cash;
  for (const name of ["cost", "unpricedCost", "invested", "gain", "unrealizedPrice", "unrealizedCurrency"] as const) {
    history[name][last] = totals[name];
  }
  for (const name of ["cash", "realized", "released", "income", "fees", "taxes", "cashCurrencyGain"] as const) {
    history[name][last] = totals[name];
  }
}
