import { Decimal, minorUnit } from "@tickfolio/engine";

/** A price as it is quoted, in the major currency: 92.74 pence are 0.9274 pounds. Divided exactly. */
export function majorPrice(price: number, quotedIn: string | undefined): number {
  const unit = quotedIn === undefined ? undefined : minorUnit(quotedIn);
  if (!unit || !Number.isFinite(price)) return price;
  return Decimal.fromNumber(price).dividedBy(Decimal.fromInteger(unit.perMajor)).toNumber();
}
