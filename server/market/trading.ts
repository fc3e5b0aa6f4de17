import { exchangeOf, type Instrument, sessionAt } from "@tickfolio/engine";

/**
 * Whether prices of an instrument may move now: not over night, on weekends and on holidays; on days nobody knows about, in the usual
 * hours. What has no exchange has prices that people type.
 */
export function isTrading(instrument: Instrument, nowMs: number, exchange = exchangeOf(instrument)): boolean {
  if (instrument.kind === "crypto") return true;
  if (instrument.mic === null) return false;
  return exchange !== undefined && sessionAt(exchange, nowMs) !== "closed";
}
