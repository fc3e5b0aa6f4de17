import type { Valuation } from "@tickfolio/engine";
import { text } from "./text.ts";

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

/** What is said where that is null: an exchange rate may be all that is missing. */
export const whyUnvalued = ({ unpriced }: Valuation): string => (unpriced.length > 0 ? text.unpriced : text.noRate);

/** Whether every amount had an exchange rate; one that had none is in no sum. */
export function isRated({ issues }: Valuation): boolean {
  return !issues.some((issue) => issue.code === "no_rate");
}

/** All that was gained; null where what is held has no price, or something was booked without a rate. */
export function gainOf(valuation: Valuation): number | null {
  return marketValueOf(valuation) !== null && isRated(valuation) ? valuation.totals.gain : null;
}
