import type { Book } from "./book.ts";
import { type Day, dayFromNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { ratio, TOTAL_FIGURES } from "./figures.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import type { StaleRate } from "./rates.ts";
import type { CashValue, DayChangeOf, PositionValue, Totals, Valuation } from "./valuation.ts";
import type { RateOn } from "./valuer.ts";

/** What no price changes, as float64 in base currency. */
export type BookFacts = ReturnType<typeof bookFacts>;

export function bookFacts(book: Book, today: number, rateOn: RateOn) {
  const tracked = book.settings.cash === "tracked";
  let ownFees = book.separateFees;
  let ownTaxes = book.separateTaxes;
  for (const { separateFees, separateTaxes } of book.positions.values()) {
    ownFees = ownFees.minus(separateFees);
    ownTaxes = ownTaxes.minus(separateTaxes);
  }
  return {
    baseCurrency: book.settings.baseCurrency,
    tracked,
    partial: book.partialFrom !== null,
    unrated: book.unrated,
    oversold: [...book.positions.values()]
      .filter(({ oversoldFrom }) => oversoldFrom)
      .map(({ instrument }) => instrument),
    moneyIn: book.moneyIn.toNumber(),
    moneyOut: book.moneyOut.toNumber(),
    invested: book.moneyIn.minus(book.moneyOut).toNumber(),
    interest: book.interest.toNumber(),
    separate: book.separateFees.plus(book.separateTaxes).toNumber(),
    /** Charges of the portfolio as a whole, on account of no instrument. */
    ownFees: ownFees.toNumber(),
    ownTaxes: ownTaxes.toNumber(),
    cashDay: cashDay(book, today, rateOn),
    putInToday: tracked ? putInSince(book, today) : 0,
  };
}

export interface Parts {
  day: Day;
  facts: BookFacts;
  positions: PositionValue[];
  cash: CashValue[];
  staleRates: StaleRate[];
  issues: Issue[];
}

/** The totals of nothing. */
export const NOTHING: Totals = {
  ...(Object.fromEntries(
    Object.entries(TOTAL_FIGURES).map(([name, combination]) => [name, combination === "sum" ? 0 : null]),
  ) as Omit<Totals, "dayChangeOf">),
  dayChangeOf: null,
};

/** Totals that are the sum of the positions' own, and of what belongs to no position. */
const SUMS_OF_POSITIONS = [
  ...(["marketValue", "unrealized", "unrealizedPrice", "unrealizedCurrency"] as const),
  ...(["realized", "released", "income", "fees", "taxes"] as const),
];

/** The parts of a book, valued, as one valuation. A shown total is the float64 sum of the unrounded rows in their shown order. */
export function sumUp({ day, facts, positions, cash, staleRates, issues }: Parts): Valuation {
  const ordered = inShownOrder(positions);
  const { moneyIn, moneyOut, invested } = facts;
  const totals: Totals = { ...NOTHING, moneyIn, moneyOut, invested, ...dayFigures(facts, ordered) };
  for (const figure of SUMS_OF_POSITIONS) totals[figure] = sum(ordered, (value) => value[figure]);
  totals.cost = sum(ordered, ({ unrealized, cost }) => (unrealized === null ? null : cost));
  totals.unpricedCost = sum(ordered, ({ unrealized, cost }) => (unrealized === null ? cost : null));
  totals.income += facts.interest;
  totals.fees += facts.ownFees;
  totals.taxes += facts.ownTaxes;
  totals.cash = sum(cash, ({ value }) => value);
  totals.cashCurrencyGain = sum(cash, ({ currencyGain }) => currencyGain);
  totals.gain =
    totals.realized + totals.released + totals.unrealized + totals.income + totals.cashCurrencyGain - facts.separate;
  totals.gainRatio = gainRatio(totals);
  totals.residue = totals.gain - (moneyOut + totals.marketValue + totals.cash - moneyIn);
  const unpriced = ordered.filter((value) => isOpen(value) && value.price === null);
  const unrated = new Set<Currency>(facts.unrated);
  for (const { price, marketValue } of ordered) if (price && marketValue === null) unrated.add(price.currency);
  for (const { value, currency } of cash) if (value === null) unrated.add(currency);
  return {
    day,
    baseCurrency: facts.baseCurrency,
    ...weighed(ordered, cash),
    totals,
    partial: facts.partial || unpriced.length > 0 || unrated.size > 0,
    unpriced: unpriced.map(({ instrument }) => instrument),
    unrated: [...unrated],
    oversold: facts.oversold,
    stale: ordered.filter(({ price }) => price?.stale).map(({ instrument }) => instrument),
    staleRates,
    issues,
  };
}

/** Of what has no value there is no gain, so the money it cost is left out of what the gain is compared with. */
export function gainRatio({ gain, moneyIn, unpricedCost }: Totals): number | null {
  return ratio(gain, moneyIn - unpricedCost);
}

/**
 * Parts with their weights: shares of everything that is worth more than nothing, which add up to one. What is owed (a balance below
 * zero, a short position) has none and does not make the whole smaller, or the rest would be more than all of it.
 */
export function weighed(positions: readonly PositionValue[], cash: readonly CashValue[]) {
  const owned = (value: number | null) => (value !== null && value >= 0 ? value : null);
  const whole = sum(positions, ({ marketValue }) => owned(marketValue)) + sum(cash, ({ value }) => owned(value));
  const weight = (value: number | null) => ratio(owned(value), whole);
  return {
    positions: positions.map((value) => ({ ...value, weight: isOpen(value) ? weight(value.marketValue) : null })),
    cash: cash.map((balance) => ({ ...balance, weight: weight(balance.value) })),
  };
}

/** Open ones by market value, the largest first, then those without one, then closed ones. */
export function inShownOrder(positions: readonly PositionValue[]): PositionValue[] {
  const group = (value: PositionValue) => (!isOpen(value) ? 2 : value.marketValue === null ? 1 : 0);
  return [...positions].sort((a, b) => group(a) - group(b) || (b.marketValue ?? 0) - (a.marketValue ?? 0));
}

function isOpen({ quantity }: PositionValue): boolean {
  return !quantity.isZero();
}

function sum<T>(items: readonly T[], figure: (item: T) => number | null): number {
  let total = 0;
  for (const item of items) total += figure(item) ?? 0;
  return total;
}

function dayFigures({ tracked, cashDay, putInToday }: BookFacts, positions: readonly PositionValue[]) {
  let { change, base } = cashDay;
  let of: DayChangeOf | null = null;
  for (const { dayChange, dayBase, dayBaseInCash, dayChangeOf } of positions) {
    if (dayChange === null || dayBase === null) continue;
    of = joinSessions(of, dayChangeOf);
    change += dayChange;
    base += tracked ? dayBase - dayBaseInCash : dayBase;
  }
  // Where only cash is held its rates are all that can move; beside what has no day change they would pass for the whole.
  if (!of && change !== 0 && !positions.some(isOpen)) of = cashDay.of;
  if (!of) return { dayChange: null, dayBase: null, dayChangeRatio: null, dayChangeOf: null };
  base += putInToday;
  const dayChangeOf = cashDay.change === 0 ? of : joinSessions(of, cashDay.of);
  return { dayChange: change, dayBase: base, dayChangeRatio: ratio(change, base), dayChangeOf };
}

/** The sessions of a sum: from the earliest of its parts to the latest. */
export function joinSessions(a: DayChangeOf | null, b: DayChangeOf | null): DayChangeOf | null {
  if (!a || !b) return a ?? b;
  return {
    day: a.day > b.day ? a.day : b.day,
    earliest: a.earliest < b.earliest ? a.earliest : b.earliest,
    previous: a.previous === b.previous ? a.previous : null,
  };
}

/** Tracked balances of the evening before, and what the day's change of rates made of them. */
function cashDay(book: Book, today: number, rateOn: RateOn) {
  let change = 0;
  let base = 0;
  for (const [currency, { days, balances }] of book.cashTrails) {
    let last = days.length - 1;
    while (last >= 0 && days[last]! >= today) last--;
    if (last < 0) continue;
    const before = balances[last]! * rateOn(currency, today - 1);
    const now = balances[last]! * rateOn(currency, today);
    if (Number.isNaN(before + now)) continue;
    change += now - before;
    base += before;
  }
  const day = dayFromNumber(today);
  const of: DayChangeOf = { day, earliest: day, previous: dayFromNumber(today - 1) };
  return { change, base, of };
}

function putInSince({ flows }: Book, today: number): number {
  let amount = Decimal.ZERO;
  for (let i = flows.length - 1; i >= 0 && flows[i]!.day >= today; i--) {
    if (flows[i]!.amount.isPositive()) amount = amount.plus(flows[i]!.amount);
  }
  return amount.toNumber();
}
