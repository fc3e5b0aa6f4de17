import type { Position } from "./position.ts";

/** What no price changes, as float64. */
export type PositionFacts = ReturnType<typeof positionFacts>;

export function positionFacts(position: Position) {
  const units = position.quantity.toNumber();
  const localCost = position.localCost.toNumber();
  return {
    position,
    open: units !== 0,
    units,
    cost: position.cost.toNumber(),
    localCost,
    averageCost: units === 0 || position.localCostUnknown ? null : localCost / units,
    /** All that was paid and brought had an exchange rate; else no gain of what is held is known. */
    rated: position.unratedFrom === null,
    realized: position.realized.toNumber(),
    released: position.released.toNumber(),
    income: position.dividends.toNumber(),
    separate: position.separateFees.plus(position.separateTaxes).toNumber(),
    fees: position.fees.toNumber(),
    taxes: position.taxes.toNumber(),
    purchased: position.purchased.toNumber(),
  };
}
