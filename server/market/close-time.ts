import { addDays, closeOf, type Day, exchangeOf, type Instrument, instantOfLocal } from "@tickfolio/engine";

/** The instant of a day's regular close where the instrument is listed; the end of the day where that is not known. Never after now. */
export function closingInstant(instrument: Instrument, day: Day, nowMs: number): string {
  const exchange = instrument.kind === "crypto" ? undefined : exchangeOf(instrument);
  const closedMs =
    (exchange && closeOf(exchange, day)) ??
    instantOfLocal(addDays(day, 1), "00:00:00", exchange?.timeZone ?? "UTC") - 1_000;
  return new Date(Math.min(closedMs, nowMs)).toISOString();
}
