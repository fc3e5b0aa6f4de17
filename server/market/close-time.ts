import { addDays, type Day, exchangeOf, type Instrument, instantOfLocal } from "@tickfolio/engine";

/** The instant of a day's regular close where the instrument is listed; the end of the day where the hours are not known. Never after now. */
export function closingInstant(instrument: Instrument, day: Day, nowMs: number): string {
  const exchange = instrument.kind === "crypto" ? undefined : exchangeOf(instrument);
  const minutes = exchange?.hours?.close;
  const closedMs =
    minutes === undefined
      ? instantOfLocal(addDays(day, 1), "00:00:00", exchange?.timeZone ?? "UTC") - 1_000
      : instantOfLocal(day, `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`, exchange!.timeZone);
  return new Date(Math.min(closedMs, nowMs)).toISOString();
}

const two = (value: number) => String(value).padStart(2, "0");
