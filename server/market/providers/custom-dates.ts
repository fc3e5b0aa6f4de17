import { type Day, dayNumber, instantOfLocal, isDay } from "@tickfolio/engine";
import type { CustomDateFormat } from "@tickfolio/protocol";

/** A day, or an instant. */
export type SaidTime = { day: Day } | { atMs: number };

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?)?$/;
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);

/** A day or an instant as a source writes it; a time of day without a zone is of the market. Undefined where it is none. */
export function readTime(value: unknown, format: CustomDateFormat, timeZone: string): SaidTime | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  switch (format) {
    case "iso":
      return isoTime(text, timeZone);
    case "compact":
      return /^\d{8}$/.test(text) ? dayOf(text.slice(0, 4), text.slice(4, 6), text.slice(6)) : undefined;
    case "day-month-year": {
      const [, day, month, year] = numbered(text);
      return dayOf(year, month, day);
    }
    case "month-day-year": {
      const [, month, day, year] = numbered(text);
      return dayOf(year, month, day);
    }
    case "epoch-seconds":
      return instant(Number(text || Number.NaN) * 1_000);
    case "epoch-milliseconds":
      return instant(Number(text || Number.NaN));
    default:
      return format satisfies never;
  }
}

/** A day as such a source is asked for it. */
export function writeDay(day: Day, format: CustomDateFormat): string {
  if (format === "compact") return day.replaceAll("-", "");
  const seconds = dayNumber(day) * 86_400;
  if (format === "epoch-seconds") return String(seconds);
  return format === "epoch-milliseconds" ? String(seconds * 1_000) : day;
}

function isoTime(text: string, timeZone: string): SaidTime | undefined {
  const [, day, minutes, seconds = ":00", , zone] = ISO.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  if (minutes === undefined) return { day };
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(minutes) || !/^:[0-5]\d$/.test(seconds)) return undefined;
  const time = `${minutes}${seconds}`;
  return instant(zone === undefined ? instantOfLocal(day, time, timeZone) : Date.parse(`${day}T${time}${colon(zone)}`));
}

/** `+0100` is written `+01:00` where dates are parsed. */
const colon = (zone: string) => zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
const numbered = (text: string): (string | undefined)[] => /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text) ?? [];

function dayOf(year?: string, month?: string, day?: string): SaidTime | undefined {
  const whole = `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}`;
  return isDay(whole) ? { day: whole } : undefined;
}

function instant(atMs: number): SaidTime | undefined {
  return atMs > EARLIEST_MS && atMs < LATEST_MS ? { atMs } : undefined;
}
