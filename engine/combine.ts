import { type Day, dayNumber } from "./day.ts";
import { CASH_FIGURES, convertFigures, joinFigures, POSITION_FIGURES, ratio, TOTAL_FIGURES } from "./figures.ts";
import { emptyHistory, type History } from "./history.ts";
import { HISTORY_COLUMNS } from "./history-columns.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import { type Rates, type StaleRate, staleRateOf } from "./rates.ts";
import { gainRatio, joinSessions, NOTHING } from "./totals.ts";
import type { CashValue, PositionValue, Totals, Valuation } from "./valuation.ts";
import { inShownOrder, weighed } from "./valuation-parts.ts";

/**
 * Several portfolios as one, in one currency: every figure is converted at the rate of the day valued and added, so the cash identity
 * keeps holding. Positions of one instrument are joined. A portfolio whose base currency has no rate is left out, and `partial` says so.
 */
export function combineValuations(list: readonly Valuation[], currency: Currency, rates: Rates, day: Day): Valuation {
  const positions = new Map<InstrumentId, PositionValue>();
  const cash = new Map<Currency, CashValue>();
  let totals = NOTHING;
  const unrated = new Set<Currency>();
  const staleRates = new Map<string, StaleRate>();
  const noteStale = (rate: StaleRate | undefined) =>
    rate && staleRates.set(`${rate.from} ${rate.to} ${rate.day}`, rate);
  for (const valuation of list) {
    const rate = rates.at(valuation.baseCurrency, currency, day)?.rate.toNumber();
    // Of one in which nothing has happened nothing is missing.
    const hasContents = valuation.positions.length + valuation.cash.length > 0;
    if (rate === undefined) {
      if (hasContents) unrated.add(valuation.baseCurrency);
      continue;
    }
    valuation.staleRates.forEach(noteStale);
    if (hasContents) noteStale(staleRateOf(rates, valuation.baseCurrency, currency, day));
    for (const code of valuation.unrated) unrated.add(code);
    totals = joinTotals(totals, convertFigures(valuation.totals, TOTAL_FIGURES, rate));
    for (const value of valuation.positions) {
      const converted = convertFigures(value, POSITION_FIGURES, rate);
      const known = positions.get(value.instrument);
      positions.set(value.instrument, known ? joinPositions(known, converted) : converted);
    }
    for (const balance of valuation.cash) {
      const converted = convertFigures(balance, CASH_FIGURES, rate);
      const known = cash.get(balance.currency);
      cash.set(balance.currency, known ? joinCash(known, converted) : converted);
    }
  }
  return {
    day,
    baseCurrency: currency,
    ...weighed(inShownOrder([...positions.values()]), [...cash.values()]),
    totals,
    partial: unrated.size > 0 || list.some(({ partial }) => partial),
    unpriced: [...new Set(list.flatMap(({ unpriced }) => unpriced))],
    unrated: [...unrated],
    oversold: [...new Set(list.flatMap(({ oversold }) => oversold))],
    stale: [...new Set(list.flatMap(({ stale }) => stale))],
    staleRates: [...staleRates.values()],
    issues: withoutRepeats(list.flatMap(({ issues }) => issues)),
  };
}

/**
 * Daily series of several portfolios as one, each day at its rate. From the earliest first day (a portfolio counts as nothing before its
 * own) to the earliest last day. What has no price or rate is left out of the value and counted in `unpriced`, a portfolio without a
 * rate as one at least. Throws a RangeError for an empty list.
 */
export function combineHistories(list: readonly History[], currency: Currency, rates: Rates): History {
  const from = list.map((history) => history.from).sort()[0];
  const to = list.map((history) => history.to).sort()[0];
  if (from === undefined || to === undefined) throw new RangeError("There is no history to combine.");
  const first = dayNumber(from);
  const count = Math.max(dayNumber(to) - first + 1, 0);
  const sum = emptyHistory(currency, from, to, count);
  sum.partialFrom = list.flatMap(({ partialFrom }) => partialFrom ?? []).sort()[0] ?? null;
  sum.without = [...new Set(list.flatMap(({ without }) => without))];
  const unknown = new Uint8Array(count);
  for (const history of list) {
    const rate = rates.column(history.baseCurrency, currency, first, count);
    const offset = dayNumber(history.from) - first;
    for (let i = offset; i < count; i++) {
      const own = i - offset;
      const isRated = !Number.isNaN(rate[i]!);
      const isLost = !isRated && HISTORY_COLUMNS.some((column) => history[column][own] !== 0);
      sum.unpriced[i]! += Math.max(history.unpriced[own]!, isLost ? 1 : 0);
      if (Number.isNaN(history.value[own]! * rate[i]!) && history.value[own] !== 0) unknown[i] = 1;
      if (!isRated) continue;
      for (const column of HISTORY_COLUMNS) {
        const cell = history[column][own]! * rate[i]!;
        if (!Number.isNaN(cell)) sum[column][i]! += cell;
      }
    }
  }
  // A portfolio that is worth nothing beside one of which nobody knows what it is worth does not make that nothing.
  for (let i = 0; i < count; i++) if (unknown[i] === 1 && sum.value[i] === 0) sum.value[i] = Number.NaN;
  return sum;
}

function joinPositions(a: PositionValue, b: PositionValue): PositionValue {
  const joined = joinFigures(a, b, POSITION_FIGURES);
  const quantity = a.quantity.plus(b.quantity);
  const localCost = localCostOf(a) + localCostOf(b);
  return {
    ...joined,
    quantity,
    averageCost: quantity.isZero() || Number.isNaN(localCost) ? null : localCost / quantity.toNumber(),
    price: a.price ?? b.price,
    gainRatio: ratio(joined.gain, joined.purchased),
    dayChangeRatio: ratio(joined.dayChange, joined.dayBase),
    dayChangeOf: joinSessions(a.dayChangeOf, b.dayChangeOf),
    partial: a.partial || b.partial,
  };
}

/** NaN where something is held and nobody knows what it cost. */
function localCostOf({ averageCost, quantity }: PositionValue): number {
  return quantity.isZero() ? 0 : (averageCost ?? Number.NaN) * quantity.toNumber();
}

function joinCash(a: CashValue, b: CashValue): CashValue {
  return { ...joinFigures(a, b, CASH_FIGURES), amount: a.amount.plus(b.amount) };
}

function joinTotals(a: Totals, b: Totals): Totals {
  const joined = joinFigures(a, b, TOTAL_FIGURES);
  return {
    ...joined,
    gainRatio: gainRatio(joined),
    dayChangeRatio: ratio(joined.dayChange, joined.dayBase),
    dayChangeOf: joinSessions(a.dayChangeOf, b.dayChangeOf),
  };
}

/** What is wrong with a price or rate is wrong for each portfolio, and told once. */
function withoutRepeats(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}
