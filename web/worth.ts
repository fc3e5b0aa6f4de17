import type { Valuation } from "@tickfolio/engine";

/** What is held at its prices; null where nothing that is held has one: what is unknown is not zero. */
export function marketValueOf({ positions, totals }: Valuation): number | null {
  const open = positions.filter((one) => !one.quantity.isZero());
  return open.length > 0 && open.every((one) => one.marketValue === null) ? null : totals.marketValue;
}

/** That and the cash. */
export function worthOf(valuation: Valuation): number | null {
  const { cash } = valuation.totals;
  const held = marketValueOf(valuation);
  return held === null && cash === 0 ? null : (held ?? 0) + cash;
}
