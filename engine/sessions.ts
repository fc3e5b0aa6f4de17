import { marketDay, type TradingHours } from "./calendar.ts";
import { type Day, dayFromNumber, dayNumber } from "./day.ts";
import type { Exchange } from "./exchanges.ts";
import type { Session } from "./quote.ts";
import { instantOfLocal, localTime } from "./wall-clock.ts";

/** A part of an exchange's day, in epoch milliseconds: from its first instant until before its last. */
export interface SessionSpan {
  session: Exclude<Session, "closed">;
  fromMs: number;
  untilMs: number;
}

interface DayPlan {
  fromMs: number;
  untilMs: number;
  spans: readonly SessionSpan[];
}

/** Instants of a day cost a dozen questions about time zones, and are asked for every few seconds: those of the last few days are kept. */
const PLANS_KEPT = 8;
const plans = new WeakMap<Exchange, DayPlan[]>();
/** Longer than any closure; after it the hours must be unknown. */
const LOOK_AHEAD_DAYS = 20;

/**
 * The session at an instant. `unknown` in the hours in which the market is usually open, on a day of which nobody knows whether it is:
 * after the calendar's end, or where there is none. Never `closed` there.
 */
export function sessionAt(exchange: Exchange, instantMs: number): Session {
  if (exchange.alwaysOpen) return "regular";
  for (const { session, fromMs, untilMs } of planAt(exchange, instantMs).spans) {
    if (instantMs >= fromMs && instantMs < untilMs) return session;
  }
  return "closed";
}

/** The parts of a day in order, without pauses; none on a day without a session. */
export function sessionsOf(exchange: Exchange, day: Day): readonly SessionSpan[] {
  return planOf(exchange, dayNumber(day)).spans;
}

/** The instant of a day's regular close; undefined without a session, and where the hours are not known. */
export function closeOf(exchange: Exchange, day: Day): number | undefined {
  const { hours } = marketDay(exchange, dayNumber(day));
  return hours ? instantAt(exchange, day, hours.close) : undefined;
}

/** The next instant at which regular trading begins, supposed where the calendar has ended; undefined where the hours are not known. */
export function nextOpen(exchange: Exchange, instantMs: number): number | undefined {
  return near(exchange, instantMs, 1, ({ open }, day) => {
    const opensMs = instantAt(exchange, day, open);
    return opensMs > instantMs ? opensMs : undefined;
  });
}

/** The last instant at which regular trading has ended by now. */
export function lastClose(exchange: Exchange, instantMs: number): number | undefined {
  return near(exchange, instantMs, -1, ({ close }, day) => {
    const closedMs = instantAt(exchange, day, close);
    return closedMs <= instantMs ? closedMs : undefined;
  });
}

/** The holiday that keeps an exchange closed on the day its own clock shows, or that today ends early. */
export function holidayAt(exchange: Exchange, instantMs: number): { name?: string; isShort: boolean } | undefined {
  const { holiday, isShort } = marketDay(exchange, dayNumber(localTime(instantMs, exchange.timeZone).day));
  if (holiday === undefined && !isShort) return undefined;
  return { ...(holiday === undefined ? {} : { name: holiday }), isShort: isShort === true };
}

function near(
  exchange: Exchange,
  instantMs: number,
  step: 1 | -1,
  find: (hours: TradingHours, day: Day) => number | undefined,
): number | undefined {
  if (exchange.alwaysOpen) return undefined;
  const today = dayNumber(localTime(instantMs, exchange.timeZone).day);
  for (let days = 0; days < LOOK_AHEAD_DAYS; days++) {
    const day = today + days * step;
    const { hours } = marketDay(exchange, day);
    const found = hours ? find(hours, dayFromNumber(day)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function planAt(exchange: Exchange, instantMs: number): DayPlan {
  let kept = plans.get(exchange);
  if (!kept) {
    kept = [];
    plans.set(exchange, kept);
  }
  for (const plan of kept) if (instantMs >= plan.fromMs && instantMs < plan.untilMs) return plan;
  const plan = planOf(exchange, dayNumber(localTime(instantMs, exchange.timeZone).day));
  kept.push(plan);
  if (kept.length > PLANS_KEPT) kept.shift();
  return plan;
}

function planOf(exchange: Exchange, number: number): DayPlan {
  const day = dayFromNumber(number);
  const at = (minutes: number) => instantAt(exchange, day, minutes);
  const [fromMs, untilMs] = [at(0), at(MINUTES_PER_DAY)];
  const { isKnown, hours } = marketDay(exchange, number);
  const spans: SessionSpan[] = [];
  const add = (session: SessionSpan["session"], from: number, until: number) => {
    if (from < until) spans.push({ session: isKnown ? session : "unknown", fromMs: at(from), untilMs: at(until) });
  };
  if (hours === undefined) add("unknown", 0, MINUTES_PER_DAY);
  else if (hours) {
    const { open, close, pause, pre = open, post = close } = hours;
    add("pre", pre, open);
    add("regular", open, pause?.[0] ?? close);
    if (pause) add("regular", pause[1], close);
    add("post", close, post);
  }
  return { fromMs, untilMs, spans };
}

const MINUTES_PER_DAY = 1440;

function instantAt({ timeZone }: Exchange, day: Day, minutes: number): number {
  const date = minutes < MINUTES_PER_DAY ? day : dayFromNumber(dayNumber(day) + 1);
  const rest = minutes % MINUTES_PER_DAY;
  return instantOfLocal(date, `${two(Math.floor(rest / 60))}:${two(rest % 60)}:00`, timeZone);
}

const two = (value: number) => String(value).padStart(2, "0");
