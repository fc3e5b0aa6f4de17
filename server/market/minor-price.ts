import { type Currency, Decimal, exchangeOf, type Instrument, minorUnit } from "@tickfolio/engine";

/** A price as it is quoted, in the major currency: 92.74 pence are 0.9274 pounds. Divided exactly. */
export function majorPrice(price: number, quotedIn: string | undefined): number {
  const unit = quotedIn === undefined ? undefined : minorUnit(quotedIn);
  if (!unit || !Number.isFinite(price)) return price;
  return Decimal.fromNumber(price).dividedBy(Decimal.fromInteger(unit.perMajor)).toNumber();
}

/**
 * The unit an instrument is quoted in: what its record says, else what its exchange quotes that currency in. London's
 * pounds are quoted in pence, its dollar lines are not.
 */
export function unitOf(instrument: Instrument): string | undefined {
  if (instrument.quotedIn !== undefined) return instrument.quotedIn;
  const exchange = instrument.kind === "crypto" ? undefined : exchangeOf(instrument);
  return exchange?.currency === instrument.currency ? exchange.quotedIn : undefined;
}

/** A currency as a provider's search states it, and the unit of it where it is a minor one. Null where it is none. */
export function unitStated(stated: string | undefined): { currency: Currency | null; quotedIn?: string } {
  const minor = stated === undefined ? undefined : minorUnit(stated);
  if (minor) return { currency: minor.currency, quotedIn: stated! };
  const major = stated?.toUpperCase() ?? "";
  return { currency: /^[A-Z]{3}$/.test(major) ? major : null };
}
