// Comes after the first picture: the calendars are worth some kilobytes, and figures are right without them but for what is old.

import {
  type Exchange,
  exchangeOf,
  holidayAt,
  type Instrument,
  localTime,
  nextOpen,
  type Session,
  sessionAt,
  sessionsOf,
  sessionsOfMarkets,
} from "@tickfolio/engine";

export { sessionsOfMarkets };

/** Where an instrument's market stands. */
export interface MarketNow {
  /** Its name. */
  market: string;
  session: Session;
  /** Why it is closed today. */
  holiday?: string;
  /** Today ends earlier than other days. */
  isShort: boolean;
  /** When the session that is on ends; and when the next regular one begins. Epoch milliseconds. */
  untilMs?: number;
  opensMs?: number;
}

const MINUTE_MS = 60_000;

const exchanges = new WeakMap<Instrument, { exchange: Exchange | undefined }>();

/** Asked for each row whenever a price changes. */
function exchangeFor(instrument: Instrument): Exchange | undefined {
  let known = exchanges.get(instrument);
  if (!known) {
    const found = instrument.kind === "crypto" || instrument.mic === null ? undefined : exchangeOf(instrument);
    known = { exchange: found?.alwaysOpen ? undefined : found };
    exchanges.set(instrument, known);
  }
  return known.exchange;
}

/** Undefined of what has no market that closes. */
export function sessionNow(instrument: Instrument, nowMs: number): Session | undefined {
  const exchange = exchangeFor(instrument);
  return exchange && sessionAt(exchange, nowMs);
}

const told = new WeakMap<Exchange, { minute: number; now: MarketNow }>();

/** Worked out once a minute for each exchange: it is asked whenever anything changes. */
export function marketNow(instrument: Instrument, nowMs: number): MarketNow | undefined {
  const exchange = exchangeFor(instrument);
  if (!exchange) return undefined;
  const minute = Math.floor(nowMs / MINUTE_MS);
  const known = told.get(exchange);
  if (known?.minute === minute) return known.now;
  const now = exchangeNow(exchange, nowMs);
  told.set(exchange, { minute, now });
  return now;
}

function exchangeNow(exchange: Exchange, nowMs: number): MarketNow {
  const { day } = localTime(nowMs, exchange.timeZone);
  const span = sessionsOf(exchange, day).find(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
  const special = holidayAt(exchange, nowMs);
  const opensMs = nextOpen(exchange, nowMs);
  return {
    market: exchange.market,
    session: span?.session ?? "closed",
    isShort: special?.isShort ?? false,
    ...(special?.name === undefined ? {} : { holiday: special.name }),
    ...(span ? { untilMs: span.untilMs } : {}),
    ...(opensMs === undefined ? {} : { opensMs }),
  };
}
