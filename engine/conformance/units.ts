import { Decimal } from "../decimal.ts";
import { type Currency, minorUnit } from "../money.ts";

/** A currency as a file writes it: GBX is GBP, a hundred to one. */
export function major(code: string): { currency: Currency; perMajor: Decimal } {
  const minor = minorUnit(code);
  if (!minor) return { currency: code, perMajor: Decimal.ONE };
  return { currency: minor.currency, perMajor: Decimal.fromInteger(minor.perMajor) };
}

/** One contract stands for so many units of price. */
export function multiplierOf(
  { settings }: { settings: { contractMultiplier?: Record<string, Decimal> | undefined } },
  symbol: string,
): Decimal {
  return settings.contractMultiplier?.[symbol] ?? Decimal.ONE;
}
