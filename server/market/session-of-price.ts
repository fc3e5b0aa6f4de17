import { exchangeOf, type Instrument, localTime, type Session, sessionAt } from "@tickfolio/engine";

/**
 * The session a price is of while that is on; the last price of a session that is over is its close. A source that does not say so itself
 * has no prices of extended hours: one stamped some seconds after four is the close.
 */
export function sessionOfPrice(instrument: Instrument, atMs: number, nowMs: number): Session {
  if (instrument.kind === "crypto") return "regular";
  const exchange = exchangeOf(instrument);
  if (!exchange) return "unknown";
  const then = sessionAt(exchange, atMs);
  if (then !== "regular" && then !== "unknown") return "closed";
  const sameDay = localTime(atMs, exchange.timeZone).day === localTime(nowMs, exchange.timeZone).day;
  return sameDay && then === sessionAt(exchange, nowMs) ? then : "closed";
}

/** The session of an instrument's market at an instant. Coins have no other than the regular one. */
export function sessionNow(instrument: Instrument, nowMs: number): Session {
  if (instrument.kind === "crypto") return "regular";
  const exchange = exchangeOf(instrument);
  return exchange ? sessionAt(exchange, nowMs) : "unknown";
}
