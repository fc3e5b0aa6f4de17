import type { BookFacts } from "./book-facts.ts";
import { ratio, TOTAL_FIGURES } from "./figures.ts";
import { DAY_CHANGE, type PositionColumns, type PositionRow, UNREALIZED } from "./position-columns.ts";
import type { DayChangeOf, Totals } from "./valuation.ts";

/** The totals of nothing. */
export const NOTHING: Totals = {
  ...(Object.fromEntries(
    Object.entries(TOTAL_FIGURES).map(([name, combination]) => [name, combination === "sum" ? 0 : null]),
  ) as Omit<Totals, "dayChangeOf">),
  dayChangeOf: null,
};

/** The part of the totals that stays while each position's price stays in its session and nothing else becomes known. */
export type SettledTotals = ReturnType<typeof settledTotals>;

/** Of rows in the order of the columns. */
export function settledTotals(rows: readonly PositionRow[], columns: PositionColumns, facts: BookFacts) {
  const sums = { cost: 0, unpricedCost: 0, realized: 0, released: 0, income: 0, fees: 0, taxes: 0 };
  for (const { at, facts } of rows) {
    if (columns.known[at]! & UNREALIZED) sums.cost += facts.cost;
    else sums.unpricedCost += facts.cost;
    sums.realized += facts.realized;
    sums.released += facts.released;
    sums.income += facts.income;
    sums.fees += facts.fees;
    sums.taxes += facts.taxes;
  }
  sums.income += facts.interest;
  sums.fees += facts.ownFees;
  sums.taxes += facts.ownTaxes;
  let cash = 0;
  let cashCurrencyGain = 0;
  for (const { value, currencyGain } of facts.cash) {
    cash += value ?? 0;
    cashCurrencyGain += currencyGain ?? 0;
  }
  return { ...sums, cash, cashCurrencyGain, ...settledDay(rows, columns, facts) };
}

/** The base of the day's change and the sessions it is of; nulls where there is none. */
function settledDay(
  rows: readonly PositionRow[],
  { known }: PositionColumns,
  { tracked, cashDay, putInToday }: BookFacts,
): Pick<Totals, "dayBase" | "dayChangeOf"> {
  let { base } = cashDay;
  let of: DayChangeOf | null = null;
  for (const { at, session } of rows) {
    if ((known[at]! & DAY_CHANGE) === 0) continue;
    of = joinSessions(of, session.changeOf);
    const dayBase = session.before + session.bought;
    base += tracked ? dayBase - session.inCash : dayBase;
  }
  // Where only cash is held its rates are all that can move; beside what has no day change they would pass for the whole.
  if (!of && cashDay.change !== 0 && !rows.some(({ facts }) => facts.open)) of = cashDay.of;
  if (!of) return { dayBase: null, dayChangeOf: null };
  return { dayBase: base + putInToday, dayChangeOf: cashDay.change === 0 ? of : joinSessions(of, cashDay.of) };
}

/**
 * The totals of a book. Each sum is the float64 sum of the unrounded rows from the first to the last: in the order of their
 * instruments' ids, which no price changes, so that the same prices give the same total whatever came before them.
 */
export function totalsOf(
  { marketValue, unrealized, unrealizedPrice, unrealizedCurrency, dayChange }: PositionColumns,
  settled: SettledTotals,
  { moneyIn, moneyOut, invested, separate, cashDay }: BookFacts,
): Totals {
  let value = 0;
  let gainHeld = 0;
  let pricePart = 0;
  let currencyPart = 0;
  let change = cashDay.change;
  // Five sums side by side: each addition waits for the one before it in its own sum alone.
  for (let at = 0; at < marketValue.length; at++) {
    value += marketValue[at]!;
    gainHeld += unrealized[at]!;
    pricePart += unrealizedPrice[at]!;
    currencyPart += unrealizedCurrency[at]!;
    change += dayChange[at]!;
  }
  const { cost, unpricedCost, realized, released, income, cash, cashCurrencyGain, dayBase, dayChangeOf } = settled;
  const gain = realized + released + gainHeld + income + cashCurrencyGain - separate;
  const hasChange = dayBase !== null;
  return {
    moneyIn,
    moneyOut,
    invested,
    cost,
    unpricedCost,
    marketValue: value,
    cash,
    unrealized: gainHeld,
    unrealizedPrice: pricePart,
    unrealizedCurrency: currencyPart,
    realized,
    released,
    income,
    fees: settled.fees,
    taxes: settled.taxes,
    cashCurrencyGain,
    gain,
    gainRatio: gainRatio({ gain, moneyIn, unpricedCost }),
    dayChange: hasChange ? change : null,
    dayBase,
    dayChangeRatio: hasChange ? ratio(change, dayBase) : null,
    dayChangeOf,
    residue: gain - (moneyOut + value + cash - moneyIn),
  };
}

/** Of what has no value there is no gain, so the money it cost is left out of what the gain is compared with. */
export function gainRatio({
  gain,
  moneyIn,
  unpricedCost,
}: Pick<Totals, "gain" | "moneyIn" | "unpricedCost">): number | null {
  return ratio(gain, moneyIn - unpricedCost);
}

/** The sessions of a sum: from the earliest of its parts to the latest. */
export function joinSessions(a: DayChangeOf | null, b: DayChangeOf | null): DayChangeOf | null {
  if (!a || !b) return a ?? b;
  // Mostly all parts are of one session, and each tick in another one asks this of every position.
  if (a.day === b.day && a.earliest === b.earliest && (a.previous === null || a.previous === b.previous)) return a;
  return {
    day: a.day > b.day ? a.day : b.day,
    earliest: a.earliest < b.earliest ? a.earliest : b.earliest,
    previous: a.previous === b.previous ? a.previous : null,
  };
}
