import { type Instrument, minorPlaces } from "@tickfolio/engine";

export function symbolIn(instruments: Map<string, Instrument>): (id: string) => string {
  return (id) => instruments.get(id)?.symbol ?? id;
}

/** With the places the currency has; a figure that is not known says so. */
export function moneyIn(currency: string): (value: number | null) => string {
  const places = minorPlaces(currency);
  return (value) => (value === null ? "unknown" : value.toFixed(places));
}
