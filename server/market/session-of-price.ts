import { exchangeOf, type Instrument, localTime, type Session, sessionAt } from "@tickfolio/engine";

/** The session a price is of. The last one of a regular session is its close once that is over. */
export function sessionOfPrice(instrument: Instrument, atMs: number, nowMs: number): Session {
  if (instrument.kind === "crypto") return "regular";
  const exchange = exchangeOf(instrument);
  if (!exchange) return "unknown";
  const then = sessionAt(exchange, atMs);
  if (then === "unknown") return "unknown";
  const sameDay = localTime(atMs, exchange.timeZone).day === localTime(nowMs, exchange.timeZone).day;
  return then === "regular" && sessionAt(exchange, nowMs) === "regular" && sameDay ? "regular" : "closed";
}

/** The session of an instrument's market at an instant. Coins have no other than the regular one. */
export function sessionNow(instrument: Instrument, nowMs: number): Session {
  if (instrument.kind === "crypto") return "regular";
  const exchange = exchangeOf(instrument);
  return exchange ? sessionAt(exchange, nowMs) : "unknown";
}
