import type { Day } from "./day.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";

export type Session = "pre" | "regular" | "post" | "closed" | "unknown";
export type Delay = "realtime" | "delayed" | "eod" | "manual" | "simulated" | "unknown";

/** An instrument's latest price, when, and from whom. Prices are in the major currency, as traded (raw). */
export interface Quote {
  instrument: InstrumentId;
  price: number;
  currency: Currency;
  /** The regular close before this session, for the day change. */
  previousClose?: number;
  /** Instant of the price by its source (UTC text). */
  at: string;
  /** The session's day in the exchange's own time zone. */
  day: Day;
  /** The provider's name. */
  source: string;
  delay: Delay;
  session: Session;
}

/** Whether an instant lies before another one. Of UTC texts written alike the order of the texts says it, ten times faster than parsing. */
export function isBefore(instant: string, other: string): boolean {
  if (instant.length === other.length && isUtcText(instant) && isUtcText(other)) return instant < other;
  return Date.parse(instant) < Date.parse(other);
}

/** `2024-03-01T12:00:00Z`, with or without seconds and parts of them. */
function isUtcText(instant: string): boolean {
  return instant[4] === "-" && instant[10] === "T" && instant[instant.length - 1] === "Z";
}
