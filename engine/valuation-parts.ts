import type { BookFacts } from "./book-facts.ts";
import type { Day } from "./day.ts";
import { ratio } from "./figures.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import type { StaleRate } from "./rates.ts";
import type { CashValue, PositionValue, Totals, Valuation } from "./valuation.ts";

export interface Parts {
  day: Day;
  facts: BookFacts;
  totals: Totals;
  positions: PositionValue[];
  staleRates: StaleRate[];
  issues: Issue[];
}

/** The parts of a book, valued, as one valuation. */
export function joinParts({ day, facts, totals, positions, staleRates, issues }: Parts): Valuation {
  const { cash } = facts;
  const ordered = inShownOrder(positions);
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

/**
 * Parts with their weights: shares of everything that is worth more than nothing, which add up to one. What is owed (a balance below
 * zero, a short position) has none and does not make the whole smaller, or the rest would be more than all of it.
 */
export function weighed(positions: readonly PositionValue[], cash: readonly CashValue[]) {
  const owned = (value: number | null) => (value !== null && value >= 0 ? value : null);
  const sum = (values: (number | null)[]) => values.reduce<number>((total, value) => total + (owned(value) ?? 0), 0);
  const whole = sum(positions.map(({ marketValue }) => marketValue)) + sum(cash.map(({ value }) => value));
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
