import { Decimal } from "./decimal.ts";
import type { Holding } from "./holding.ts";
import type { Lot } from "./lot.ts";
import type { LotPool } from "./lot-pool.ts";
import type { Position } from "./position.ts";
import type { Turnover } from "./turnover.ts";

/** A holding and its turnover as they stand. */
export function positionOf(holding: Holding, turnover: Turnover): Position {
  const pools = holding.ownPools;
  const sum = (figure: (lots: LotPool) => Decimal) => {
    const [only] = pools;
    if (pools.length === 1 && !only!.short) return figure(only!.lots);
    return pools.reduce((total, { lots, short }) => {
      return short ? total.minus(figure(lots)) : total.plus(figure(lots));
    }, Decimal.ZERO);
  };
  const { gains } = holding;
  // One property after the other: parts that are spread into an object make it several times, each longer than the one before.
  return {
    instrument: holding.instrument,
    currency: holding.currency,
    quantity: sum(({ quantity }) => quantity),
    cost: sum(({ cost }) => cost),
    localCost: sum(({ localCost }) => localCost),
    localCostUnknown: pools.some(({ localCostUnknown }) => localCostUnknown),
    lots: pools.flatMap(({ lots, short }) => (short ? lots.lots().map(owed) : lots.lots())),
    realized: gains.realized.exact,
    realizedCurrency: gains.realizedCurrency.exact,
    released: gains.released.exact,
    releasedCurrency: gains.releasedCurrency.exact,
    dividends: turnover.dividends,
    fees: turnover.fees,
    taxes: turnover.taxes,
    separateFees: turnover.separateFees,
    separateTaxes: turnover.separateTaxes,
    purchased: turnover.purchased,
    oversoldFrom: holding.oversoldFrom,
    unratedFrom: turnover.unratedFrom,
    firstDay: turnover.firstDay,
    lastDay: turnover.lastDay,
    trail: { ...turnover.steps.finish(), ...holding.steps.finish() },
  };
}

/** A sale still to be covered, seen as a lot: fewer than no units, which brought money instead of costing it. */
function owed(lot: Lot): Lot {
  return { ...lot, quantity: lot.quantity.negated(), cost: lot.cost.negated(), localCost: lot.localCost.negated() };
}
