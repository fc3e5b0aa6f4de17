import {
  closeOf,
  type Day,
  exchangeOf,
  type Instrument,
  lastClose,
  localTime,
  nextTradingDay,
} from "@tickfolio/engine";

/** Sources have a day's close some minutes after it. */
export const AFTER_CLOSE_MS = 20 * 60_000;
/** Some have it only then: they are asked once more. */
export const LATE_CLOSE_MS = 3 * 3_600_000;
const DAY_MS = 86_400_000;

/** From when on a series has the last session's close; undefined for what no market trades, or where nobody knows the hours. */
export function settledSince(instrument: Instrument, nowMs: number): number | undefined {
  const exchange = exchangeOf(instrument);
  // What trades day and night has a close at the end of each day in UTC.
  if (instrument.kind === "crypto" || exchange?.alwaysOpen) return floorDay(nowMs - AFTER_CLOSE_MS) + AFTER_CLOSE_MS;
  if (!exchange || instrument.mic === null) return undefined;
  const closedMs = lastClose(exchange, nowMs - AFTER_CLOSE_MS);
  return closedMs === undefined ? undefined : closedMs + AFTER_CLOSE_MS;
}

/** The day of the session whose close is there since an instant. */
export function sessionDayOf(instrument: Instrument, settledMs: number): Day {
  const exchange = exchangeOf(instrument);
  const closedMs = settledMs - AFTER_CLOSE_MS;
  // At midnight the day that has ended is the one before.
  if (instrument.kind === "crypto" || !exchange || exchange.alwaysOpen) {
    return new Date(closedMs - 1).toISOString().slice(0, 10);
  }
  return localTime(closedMs - 1, exchange.timeZone).day;
}

/** When the next session's close will be there. */
export function settlesNext(instrument: Instrument, nowMs: number): number | undefined {
  const exchange = exchangeOf(instrument);
  if (instrument.kind === "crypto" || exchange?.alwaysOpen) {
    return floorDay(nowMs - AFTER_CLOSE_MS) + DAY_MS + AFTER_CLOSE_MS;
  }
  if (!exchange || instrument.mic === null) return undefined;
  const today = localTime(nowMs, exchange.timeZone).day;
  for (const day of [today, nextTradingDay(exchange, today)]) {
    const closesMs = closeOf(exchange, day);
    if (closesMs !== undefined && closesMs + AFTER_CLOSE_MS > nowMs) return closesMs + AFTER_CLOSE_MS;
  }
  return undefined;
}

const floorDay = (ms: number) => Math.floor(ms / DAY_MS) * DAY_MS;
