import { type Book, type BookInput, buildBook } from "./book.ts";
import type { CashTrail } from "./cash.ts";
import { type Day, dayNumber } from "./day.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
import type { Position } from "./position.ts";
import { fillWorth } from "./prices.ts";
import { splitFactors } from "./splits.ts";
import { type MarketView, valueBook } from "./valuation.ts";

export interface HistoryInput extends BookInput {
  market: MarketView;
  from: Day;
  to: Day;
}

/** Daily float64 columns in base currency, one cell per calendar day from `from` to `to`, after all of the day's transactions. The last cell is the valuation of `to`. */
export interface History {
  baseCurrency: Currency;
  from: Day;
  to: Day;
  /** Market value with tracked cash. NaN while something is held and nothing of it has a known price. */
  value: Float64Array;
  /** Cost of what is held and valued. */
  cost: Float64Array;
  /** Net money put in so far, also into what has no price. */
  invested: Float64Array;
  /**
   * Total gain so far, as the valuation of the day has it; a gain over a time is the difference of two cells. Not `value - invested`:
   * what has no price is in the second and not in the first, and what was sold beyond what was held brought money but no known gain.
   */
  gain: Float64Array;
  /** Number of open positions and cash balances without a price or rate on the day: value and gain are partial. */
  unpriced: Uint16Array;
  /** From this day on an amount had no rate, or more was sold than held: money put in and gain are partial. Null: never. */
  partialFrom: Day | null;
  /** Instruments that value or gain leave out, wholly or in part, on some of the days. */
  without: InstrumentId[];
}

/** The columns that are money. */
export const HISTORY_COLUMNS = ["value", "cost", "invested", "gain"] as const;

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
  const { baseCurrency: base, cash } = book.settings;
  const history = emptyHistory(base, from, to, count);
  history.partialFrom = book.partialFrom;
  const rates = new Map<Currency, Float64Array>();
  const rateColumn = (currency: Currency): Float64Array => {
    let column = rates.get(currency);
    if (!column) {
      column = market.rates.column(currency, base, first, count);
      rates.set(currency, column);
    }
    return column;
  };
  const worth = new Float64Array(count);
  const worthOf = (instrument: InstrumentId): Float64Array => {
    const splits = splitFactors(book.splits.get(instrument));
    const known = { series: market.closes(instrument), quote: market.quote(instrument), splits };
    fillWorth(worth, known, first, rateColumn);
    return worth;
  };

  for (const position of book.positions.values()) addPosition(history, position, first, worthOf);
  for (const [currency, trail] of book.cashTrails) addCash(history, trail, first, rateColumn(currency));
  addFlows(history.invested, book, first);
  addGains(history, book, first);
  for (let i = 0; i < count; i++) {
    if (history.unpriced[i]! > 0 && history.value[i] === 0 && cash === "untracked") history.value[i] = Number.NaN;
  }
  writeLastDay(history, book, market);
  return history;
}

/** A history in which nothing has happened. */
export function emptyHistory(baseCurrency: Currency, from: Day, to: Day, count: number): History {
  const column = () => new Float64Array(count);
  return {
    ...{ baseCurrency, from, to, value: column(), cost: column(), invested: column(), gain: column() },
    ...{ unpriced: new Uint16Array(count), partialFrom: null, without: [] },
  };
}

/** Of the gain only what `addGains` cannot know: the worth of units whose cost has no rate is no gain. */
function addPosition(
  history: History,
  position: Position,
  first: number,
  worthOf: (instrument: InstrumentId) => Float64Array,
): void {
  const { instrument, trail, unratedFrom, oversoldFrom } = position;
  const { value, gain } = history;
  const unrated = unratedFrom ? dayNumber(unratedFrom) : Number.POSITIVE_INFINITY;
  let worth: Float64Array | undefined;
  let missing = 0;
  eachRun(trail.days, first, value.length, (step, start, end) => {
    const units = trail.quantity[step]!;
    if (units === 0) return;
    worth ??= worthOf(instrument);
    // An amount without a rate was booked on a day of the trail, so it holds for whole steps.
    const rated = trail.days[step]! < unrated;
    missing += addRun(history, worth, units, rated ? trail.cost[step]! : 0, start, end);
    if (!rated) for (let i = start; i < end; i++) gain[i]! -= keep(units * worth[i]!);
  });
  if (missing > 0 || unratedFrom || oversoldFrom) history.without.push(instrument);
}

/** Units held over some days. Gives back on how many of them they had no worth. */
function addRun(
  { value, cost, unpriced }: History,
  worth: Float64Array,
  units: number,
  runCost: number,
  start: number,
  end: number,
): number {
  let missing = 0;
  for (let i = start; i < end; i++) {
    const now = units * worth[i]!;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and this runs a million times
    if (now === now) {
      value[i]! += now;
      cost[i]! += runCost;
    } else {
      unpriced[i]!++;
      missing++;
    }
  }
  return missing;
}

function keep(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

/** Balances in the value, and what they cost off the gain. One without a rate is in neither. */
function addCash(history: History, { days, balances, booked }: CashTrail, first: number, rate: Float64Array): void {
  const { value, gain, unpriced } = history;
  eachRun(days, first, value.length, (step, start, end) => {
    const balance = balances[step]!;
    for (let i = start; i < end; i++) {
      const worth = balance === 0 ? 0 : balance * rate[i]!;
      if (Number.isNaN(worth)) unpriced[i]!++;
      else {
        value[i]! += worth;
        gain[i]! -= booked[step]!;
      }
    }
  });
}

/** Total gain = value - cost of what is in it + everything earned so far. */
function addGains({ gain, value, cost }: History, book: Book, first: number): void {
  const earned = new Float64Array(gain.length);
  const add = (day: number, amount: number) => {
    const at = Math.max(day - first, 0);
    if (at < earned.length) earned[at]! += amount;
  };
  for (const { trail } of book.positions.values()) {
    trail.days.forEach((day, step) => {
      add(day, trail.earned[step]! - (trail.earned[step - 1] ?? 0));
    });
  }
  for (const { day, amount } of book.earnings) add(day, amount.toFloat());
  let sum = 0;
  for (let i = 0; i < gain.length; i++) {
    sum += earned[i]!;
    gain[i]! += value[i]! - cost[i]! + sum;
  }
}

/** Calls with each step of a trail and the cells it holds for. */
function eachRun(
  days: readonly number[],
  first: number,
  count: number,
  use: (step: number, start: number, end: number) => void,
): void {
  for (let step = 0; step < days.length; step++) {
    const start = Math.max(days[step]! - first, 0);
    const end = step + 1 < days.length ? Math.min(days[step + 1]! - first, count) : count;
    if (start < end) use(step, start, end);
  }
}

function addFlows(invested: Float64Array, book: Book, first: number): void {
  for (const { day, amount } of book.flows) {
    const at = Math.max(dayNumber(day) - first, 0);
    if (at < invested.length) invested[at]! += amount.toFloat();
  }
  for (let i = 1; i < invested.length; i++) invested[i]! += invested[i - 1]!;
}

/** The chart's last point is the valuation: the same figures, from the same function. */
function writeLastDay(history: History, book: Book, market: MarketView): void {
  const { totals, positions, cash } = valueBook(book, market, history.to);
  const last = history.value.length - 1;
  const missing =
    positions.filter(({ marketValue }) => marketValue === null).length +
    cash.filter(({ value }) => value === null).length;
  if (!Number.isNaN(history.value[last]!)) history.value[last] = totals.marketValue + totals.cash;
  history.cost[last] = totals.cost;
  history.invested[last] = totals.invested;
  history.gain[last] = totals.gain;
  history.unpriced[last] = missing;
}
