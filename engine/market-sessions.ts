import { sessionsBetween } from "./calendar.ts";
import { dayNumber } from "./day.ts";
import type { Exchange } from "./exchanges.ts";
import type { Instrument, InstrumentId } from "./instrument.ts";
import { exchangeOf } from "./symbols.ts";
import type { MarketView } from "./valuation.ts";
import { localTime } from "./wall-clock.ts";

/**
 * What a valuation asks of the calendars: how many sessions an instrument's market had between two days. The day its exchange's own clock
 * shows is not over: who is valued in Auckland on Tuesday morning has not missed New York's Monday.
 */
export function sessionsOfMarkets(
  instrumentOf: (id: InstrumentId) => Instrument | undefined,
  nowMs: number,
): NonNullable<MarketView["sessionsBetween"]> {
  const todays = new Map<Exchange, number>();
  return (id, from, to) => {
    const instrument = instrumentOf(id);
    // What has no exchange has prices that people type.
    if (!instrument || instrument.mic === null || instrument.kind === "crypto") return undefined;
    const exchange = exchangeOf(instrument);
    if (!exchange) return undefined;
    let today = todays.get(exchange);
    if (today === undefined) {
      today = dayNumber(localTime(nowMs, exchange.timeZone).day);
      todays.set(exchange, today);
    }
    return sessionsBetween(exchange, from, Math.min(to, today));
  };
}
