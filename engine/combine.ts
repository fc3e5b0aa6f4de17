import { type Day, dayNumber } from "./day.ts";
import type { History } from "./history.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
import type { Rates } from "./rates.ts";
import { inShownOrder, joinSessions } from "./totals.ts";
import type { CashValue, PositionValue, Totals, Valuation } from "./valuation.ts";

/**
 * Several portfolios as one, in one currency: every figure is converted at the rate of the day valued and added, so the cash identity
 * keeps holding. Positions of one instrument are joined. A portfolio whose base currency has no rate is left out, and `partial` says so.
 */
export function combineValuations(list: readonly Valuation[], currency: Currency, rates: Rates, day: Day): Valuation {
  const positions = new Map<InstrumentId, PositionValue>();
  const cash = new Map<Currency, CashValue>();
  const totals: Totals[] = [];
  const unrated = new Set<Currency>();
  for (const valuation of list) {
    const rate = rates.at(valuation.baseCurrency, currency, day)?.rate.toNumber();
    if (rate === undefined) {
      unrated.add(valuation.baseCurrency);
      continue;
    }
    for (const code of valuation.unrated) unrated.add(code);
    totals.push(convertTotals(valuation.totals, rate));
    for (const value of valuation.positions) {
      const converted = convertPosition(value, rate);
      const known = positions.get(value.instrument);
      positions.set(value.instrument, known ? joinPositions(known, converted) : converted);
    }
    for (const balance of valuation.cash) {
      const converted = {
        ...balance,
        value: scaled(balance.value, rate),
        currencyGain: scaled(balance.currencyGain, rate),
      };
      const known = cash.get(balance.currency);
      cash.set(balance.currency, known ? joinCash(known, converted) : converted);
    }
  }
  const sums = addTotals(totals);
  const whole = sums.marketValue + sums.cash;
  const weight = (value: number | null, open: boolean) => (open && value !== null && whole > 0 ? value / whole : null);
  const ordered = inShownOrder([...positions.values()]);
  return {
    day,
    baseCurrency: currency,
    positions: ordered.map((value) => ({ ...value, weight: weight(value.marketValue, !value.quantity.isZero()) })),
    cash: [...cash.values()].map((balance) => ({ ...balance, weight: weight(balance.value, true) })),
    totals: sums,
    partial: unrated.size > 0 || list.some(({ partial }) => partial),
    unpriced: [...new Set(list.flatMap(({ unpriced }) => unpriced))],
    unrated: [...unrated],
    stale: [...new Set(list.flatMap(({ stale }) => stale))],
    issues: list.flatMap(({ issues }) => issues),
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
  const sum = {
    baseCurrency: currency,
    from,
    to,
    value: new Float64Array(count),
    cost: new Float64Array(count),
    invested: new Float64Array(count),
    unpriced: new Uint16Array(count),
  };
  const known = new Uint8Array(count);
  for (const history of list) {
    const rate = rates.column(history.baseCurrency, currency, first, count);
    const offset = dayNumber(history.from) - first;
    for (let i = offset; i < count; i++) {
      const own = i - offset;
      const unrated = Number.isNaN(rate[i]!) && history.value[own] !== 0 ? 1 : 0;
      sum.unpriced[i]! += Math.max(history.unpriced[own]!, unrated);
      if (Number.isNaN(rate[i]!)) continue;
      sum.cost[i]! += history.cost[own]! * rate[i]!;
      sum.invested[i]! += history.invested[own]! * rate[i]!;
      if (Number.isNaN(history.value[own]!)) continue;
      known[i] = 1;
      sum.value[i]! += history.value[own]! * rate[i]!;
    }
  }
  for (let i = 0; i < count; i++) if (known[i] === 0) sum.value[i] = Number.NaN;
  return sum;
}

function scaled<T extends number | null>(value: T, rate: number): T {
  return (value === null ? null : value * rate) as T;
}

function convertPosition(value: PositionValue, rate: number): PositionValue {
  return {
    ...value,
    cost: value.cost * rate,
    marketValue: scaled(value.marketValue, rate),
    unrealized: scaled(value.unrealized, rate),
    unrealizedPrice: scaled(value.unrealizedPrice, rate),
    unrealizedCurrency: scaled(value.unrealizedCurrency, rate),
    realized: value.realized * rate,
    income: value.income * rate,
    fees: value.fees * rate,
    taxes: value.taxes * rate,
    gain: scaled(value.gain, rate),
    purchased: value.purchased * rate,
    dayChange: scaled(value.dayChange, rate),
    dayBase: scaled(value.dayBase, rate),
    dayBaseInCash: value.dayBaseInCash * rate,
  };
}

function joinPositions(a: PositionValue, b: PositionValue): PositionValue {
  const quantity = a.quantity.plus(b.quantity);
  const gain = both(a.gain, b.gain);
  const purchased = a.purchased + b.purchased;
  const dayChange = either(a.dayChange, b.dayChange);
  const dayBase = either(a.dayBase, b.dayBase);
  const localCost = (a.averageCost ?? 0) * a.quantity.toNumber() + (b.averageCost ?? 0) * b.quantity.toNumber();
  return {
    instrument: a.instrument,
    currency: a.currency,
    quantity,
    averageCost: quantity.isZero() ? null : localCost / quantity.toNumber(),
    cost: a.cost + b.cost,
    price: a.price ?? b.price,
    marketValue: both(a.marketValue, b.marketValue),
    localMarketValue: both(a.localMarketValue, b.localMarketValue),
    unrealized: both(a.unrealized, b.unrealized),
    unrealizedPrice: both(a.unrealizedPrice, b.unrealizedPrice),
    unrealizedCurrency: both(a.unrealizedCurrency, b.unrealizedCurrency),
    realized: a.realized + b.realized,
    income: a.income + b.income,
    fees: a.fees + b.fees,
    taxes: a.taxes + b.taxes,
    gain,
    purchased,
    gainRatio: gain !== null && purchased > 0 ? gain / purchased : null,
    dayChange,
    dayBase,
    dayBaseInCash: a.dayBaseInCash + b.dayBaseInCash,
    dayChangeRatio: dayChange !== null && dayBase !== null && dayBase > 0 ? dayChange / dayBase : null,
    dayChangeOf: joinSessions(a.dayChangeOf, b.dayChangeOf),
    weight: null,
    partial: a.partial || b.partial,
  };
}

function joinCash(a: CashValue, b: CashValue): CashValue {
  return {
    currency: a.currency,
    amount: a.amount.plus(b.amount),
    value: both(a.value, b.value),
    currencyGain: both(a.currencyGain, b.currencyGain),
    weight: null,
  };
}

function both(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

/** A part without the figure has nothing to add: it was not held in the session. */
function either(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}

const SUMMED = [
  "moneyIn",
  "moneyOut",
  "invested",
  "cost",
  "marketValue",
  "cash",
  "unrealized",
  "unrealizedPrice",
  "unrealizedCurrency",
  "realized",
  "income",
  "fees",
  "taxes",
  "cashCurrencyGain",
  "gain",
  "residue",
] as const;

function convertTotals(totals: Totals, rate: number): Totals {
  const converted = { ...totals, dayChange: scaled(totals.dayChange, rate), dayBase: scaled(totals.dayBase, rate) };
  for (const figure of SUMMED) converted[figure] *= rate;
  return converted;
}

function addTotals(list: readonly Totals[]): Totals {
  const sum: Totals = {
    ...(Object.fromEntries(SUMMED.map((figure) => [figure, 0])) as Record<(typeof SUMMED)[number], number>),
    gainRatio: null,
    dayChange: null,
    dayBase: null,
    dayChangeRatio: null,
    dayChangeOf: null,
  };
  for (const totals of list) {
    for (const figure of SUMMED) sum[figure] += totals[figure];
    sum.dayChange = either(sum.dayChange, totals.dayChange);
    sum.dayBase = either(sum.dayBase, totals.dayBase);
    sum.dayChangeOf = joinSessions(sum.dayChangeOf, totals.dayChangeOf);
  }
  sum.gainRatio = sum.moneyIn > 0 ? sum.gain / sum.moneyIn : null;
  if (sum.dayChange !== null && sum.dayBase !== null && sum.dayBase > 0)
    sum.dayChangeRatio = sum.dayChange / sum.dayBase;
  return sum;
}
