import { type Book, type BookInput, buildBook } from "./book.ts";
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
  /** Net money put in so far. */
  invested: Float64Array;
  /** Number of open positions without a price or rate on the day: the value is partial. */
  unpriced: Uint16Array;
}

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
  const base = book.settings.baseCurrency;
  const history: History = {
    baseCurrency: base,
    from,
    to,
    value: new Float64Array(count),
    cost: new Float64Array(count),
    invested: new Float64Array(count),
    unpriced: new Uint16Array(count),
  };
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
  for (const [instrument, position] of book.positions) {
    addPosition(history, position, first, () => worthOf(instrument));
  }
  for (const [currency, { days, balances }] of book.cashTrails) {
    const rate = rateColumn(currency);
    eachRun(days, first, count, (step, start, end) => {
      const balance = balances[step]!;
      if (balance !== 0) for (let i = start; i < end; i++) history.value[i]! += keep(balance * rate[i]!);
    });
  }
  addFlows(history.invested, book, first);
  const tracked = book.settings.cash === "tracked";
  for (let i = 0; i < count; i++) {
    if (history.unpriced[i]! > 0 && history.value[i] === 0 && !tracked) history.value[i] = Number.NaN;
  }
  writeLastDay(history, book, market);
  return history;

  function worthOf(instrument: InstrumentId): Float64Array {
    const splits = splitFactors(book.splits.get(instrument));
    const known = { series: market.closes(instrument), quote: market.quote(instrument), splits };
    fillWorth(worth, known, first, rateColumn);
    return worth;
  }
}

function addPosition(history: History, position: Position, first: number, worthOf: () => Float64Array): void {
  const { trail, unrated } = position;
  const { value, cost, unpriced } = history;
  let worth: Float64Array | undefined;
  eachRun(trail.days, first, value.length, (step, start, end) => {
    const units = trail.quantity[step]!;
    if (units === 0) return;
    worth ??= worthOf();
    const stepCost = unrated ? 0 : trail.cost[step]!;
    for (let i = start; i < end; i++) {
      const now = units * worth[i]!;
      // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and this runs a million times
      if (now === now) {
        value[i]! += now;
        cost[i]! += stepCost;
      } else unpriced[i]!++;
    }
  });
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
  const { totals, positions } = valueBook(book, market, history.to);
  const last = history.value.length - 1;
  const missing = positions.filter(({ quantity, marketValue }) => !quantity.isZero() && marketValue === null).length;
  if (!Number.isNaN(history.value[last]!)) history.value[last] = totals.marketValue + totals.cash;
  history.cost[last] = totals.cost;
  history.invested[last] = totals.invested;
  history.unpriced[last] = missing;
}

function keep(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
