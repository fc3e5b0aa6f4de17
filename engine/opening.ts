import { cashMove } from "./cash.ts";
import { type Day, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Holding } from "./holding.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Ledger } from "./ledger.ts";
import type { Lot } from "./lot.ts";
import type { Currency } from "./money.ts";
import type { Rates } from "./rates.ts";

/**
 * From the evening of a day on, gains are measured from what everything was worth then: what is held counts as bought for that, cash as
 * put in for that, and what happened before is only in them. Lots keep their dates and the order in which they leave.
 */
export interface Rebase {
  day: Day;
  /** Of one unit of that evening, in the listing's currency; undefined where none is known: those lots keep their cost, and an issue says so. */
  priceOf(instrument: InstrumentId): Decimal | undefined;
}

/** What a unit is worth. `base` is undefined without an exchange rate. */
interface UnitWorth {
  local: Decimal;
  base: Decimal | undefined;
}

interface Reopened {
  settings: { baseCurrency: Currency };
  rates: Rates;
  symbolOf?(instrument: InstrumentId): string;
}

/** Undefined where no price is known. */
export function unitWorth(
  { instrument, currency }: Holding,
  { day, priceOf }: Rebase,
  { settings, rates, symbolOf }: Reopened,
  unrated: Set<Currency>,
  issues: Issue[],
): UnitWorth | undefined {
  const local = priceOf(instrument);
  if (!local) {
    const symbol = symbolOf?.(instrument) ?? instrument;
    const message = `No price of ${symbol} is known on or before ${day}: its gains are measured from what it cost.`;
    issues.push({ code: "unpriced", message, instrument, day });
    return undefined;
  }
  const rate = rates.at(currency, settings.baseCurrency, day)?.rate;
  if (!rate) unrated.add(currency);
  return { local, base: rate && local.times(rate) };
}

/** Puts the lots of one holding into another, empty one, at what they are worth. Gives back what counts of them is worth, in base. */
export function reopenHolding(before: Holding, after: Holding, unit: UnitWorth | undefined, day: number): Decimal {
  let worth = Decimal.ZERO;
  for (const [account, old] of before.pools) {
    if (old.isEmpty) continue;
    const pool = after.poolOf(account);
    pool.short = old.short;
    if (!unit) pool.inheritDoubts(old);
    else pool.costUnknown = unit.base === undefined;
    for (const lot of old.lots.lots()) pool.lots.add(unit ? atWorth(lot, unit) : { ...lot });
    if (!after.counts(account)) continue;
    worth = pool.short ? worth.minus(pool.lots.cost) : worth.plus(pool.lots.cost);
  }
  after.step(day, worth);
  return worth;
}

/** Puts the balances of one ledger into another, empty one. Gives back what they are worth, in base. */
export function reopenCash(
  before: Ledger,
  after: Ledger,
  day: Day,
  { settings: { baseCurrency }, rates }: Reopened,
  unrated: Set<Currency>,
): Decimal {
  let worth = Decimal.ZERO;
  for (const [currency, moves] of Map.groupBy(before.cash, (move) => move.currency)) {
    const balance = moves.reduce((sum, { amount }) => sum.plus(amount), Decimal.ZERO);
    if (balance.isZero()) continue;
    const rate = rates.at(currency, baseCurrency, day)?.rate;
    if (!rate) unrated.add(currency);
    after.seen(day, rate === undefined);
    const base = rate ? balance.times(rate) : Decimal.ZERO;
    after.cash.push(cashMove(currency, balance, base, dayNumber(day)));
    worth = worth.plus(base);
  }
  return worth;
}

function atWorth(lot: Lot, { local, base }: UnitWorth): Lot {
  const { quantity } = lot;
  return {
    ...lot,
    cost: base ? quantity.times(base) : Decimal.ZERO,
    localCost: quantity.times(local),
    paid: lot.paid ?? (quantity.isZero() ? Decimal.ZERO : lot.localCost.dividedBy(quantity)),
  };
}
