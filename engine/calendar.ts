import type { CalendarData, SessionsData } from "./calendar-data.ts";
import calendars from "./calendars.json" with { type: "json" };
import { type Day, dayFromNumber, dayNumber } from "./day.ts";
import type { Exchange } from "./exchanges.ts";

/** Trading hours of a day by the exchange's own clock, in minutes after midnight. */
export interface TradingHours {
  open: number;
  close: number;
  /** Around noon. */
  pause?: readonly [from: number, until: number];
  /** Extended hours around the regular ones. */
  pre?: number;
  post?: number;
}

/** A day at an exchange. */
export interface MarketDay {
  /** Whether it was said by the exchange, or only supposed because other weeks were like this one. */
  isKnown: boolean;
  /** Null without a session; undefined where nobody knows the hours. */
  hours: TradingHours | null | undefined;
  /** Why there is no session. */
  holiday?: string;
  /** It ends earlier than the others. */
  isShort?: boolean;
}

/** What a source of market data says of a day, where it knows better than the calendar. */
export interface DayCorrection {
  /** Null: no session. */
  hours: Pick<TradingHours, "open" | "close"> | null;
  holiday?: string;
}

interface Calendar {
  spans: readonly { from: number; to: number; days: ReadonlySet<number>; hours: TradingHours }[];
  from: number;
  until: number;
  holidays: ReadonlyMap<number, string>;
  closes: ReadonlyMap<number, number>;
  opens: ReadonlyMap<number, number>;
  extra: ReadonlySet<number>;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/** No market stays closed longer; Shanghai once did for eleven days. */
const LONGEST_CLOSURE_DAYS = 20;
const MINUTES_PER_DAY = 1440;

const rows = new Map<string, CalendarData>();
const built = new Map<CalendarData, Calendar>();

/** The day as the exchange's calendar has it; where that ends, and for markets that have none, as weekdays usually are. */
export function marketDay(exchange: Exchange, day: number): MarketDay {
  if (exchange.alwaysOpen) return { isKnown: true, hours: { open: 0, close: MINUTES_PER_DAY } };
  const calendar = calendarOf(exchange);
  const nominal = calendar ? nominalHours(calendar, day) : isWeekday(day) ? undefined : null;
  const correction = exchange.corrections?.get(dayFromNumber(day));
  if (correction) return corrected(correction, nominal);
  if (!calendar || day < calendar.from || day > calendar.until) return { isKnown: false, hours: nominal };
  const holiday = calendar.holidays.get(day);
  if (holiday !== undefined) return { isKnown: true, hours: null, holiday };
  if (calendar.extra.has(day)) return { isKnown: true, hours: spanOn(calendar, day)?.hours ?? null };
  const [close, open] = [calendar.closes.get(day), calendar.opens.get(day)];
  if (!nominal || (close === undefined && open === undefined)) return { isKnown: true, hours: nominal };
  return { isKnown: true, hours: within(nominal, open, close), ...(close === undefined ? {} : { isShort: true }) };
}

/** Whether there is a session that day. Where the calendar does not reach, every weekday is taken for one. */
export function isTradingDay(exchange: Exchange, day: Day): boolean {
  return hasSession(exchange, dayNumber(day));
}

export function previousTradingDay(exchange: Exchange, day: Day): Day {
  return neighbour(exchange, dayNumber(day), -1);
}

export function nextTradingDay(exchange: Exchange, day: Day): Day {
  return neighbour(exchange, dayNumber(day), 1);
}

/** From the first day to the last, both of them included. */
export function tradingDays(exchange: Exchange, from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = dayNumber(from); day <= dayNumber(to); day++) {
    if (hasSession(exchange, day)) days.push(dayFromNumber(day));
  }
  return days;
}

/** How many sessions lie between two days, given as numbers and not counted themselves; undefined where the calendar does not know all of them. */
export function sessionsBetween(exchange: Exchange, from: number, to: number): number | undefined {
  if (exchange.alwaysOpen) return undefined;
  let count = 0;
  for (let day = from + 1; day < to; day++) {
    const { isKnown, hours } = marketDay(exchange, day);
    if (!isKnown && hours !== null) return undefined;
    if (hours !== null) count++;
  }
  return count;
}

/** The last day whose holidays are known; undefined where none are. */
export function calendarUntil(exchange: Exchange): Day | undefined {
  calendarOf(exchange);
  return rows.get(exchange.mic)?.validUntil;
}

function hasSession(exchange: Exchange, day: number): boolean {
  return marketDay(exchange, day).hours !== null;
}

function neighbour(exchange: Exchange, start: number, step: 1 | -1): Day {
  let day = start + step;
  for (let tries = 0; tries < LONGEST_CLOSURE_DAYS && !hasSession(exchange, day); tries++) day += step;
  return dayFromNumber(day);
}

function corrected({ hours, holiday }: DayCorrection, nominal: TradingHours | null | undefined): MarketDay {
  if (hours === null) return { isKnown: true, hours: null, ...(holiday === undefined ? {} : { holiday }) };
  const own = within(nominal ?? hours, hours.open, hours.close);
  return { isKnown: true, hours: own, ...(nominal && own.close < nominal.close ? { isShort: true } : {}) };
}

/** A day that begins or ends at another hour. What comes after the close keeps its length, as on American half days. */
function within(hours: TradingHours, open = hours.open, close = hours.close): TradingHours {
  const { pause, pre, post } = hours;
  return {
    open,
    close,
    ...(pause && pause[1] < close ? { pause } : {}),
    ...(pre === undefined ? {} : { pre: Math.min(pre, open) }),
    ...(post === undefined ? {} : { post: post + close - hours.close }),
  };
}

function nominalHours(calendar: Calendar, day: number): TradingHours | null {
  const span = spanOn(calendar, day, weekdayOf(day));
  return span?.hours ?? null;
}

/** The hours of a day; with a weekday, only those kept on it. */
function spanOn({ spans }: Calendar, day: number, weekday?: number) {
  return spans.find(({ from, to, days }) => from <= day && day <= to && (weekday === undefined || days.has(weekday)));
}

function calendarOf({ mic }: Exchange): Calendar | undefined {
  if (rows.size === 0) {
    for (const row of calendars as CalendarData[]) for (const each of row.mics.split(" ")) rows.set(each, row);
  }
  const row = rows.get(mic);
  if (!row) return undefined;
  let calendar = built.get(row);
  if (!calendar) {
    calendar = build(row);
    built.set(row, calendar);
  }
  return calendar;
}

function build({ sessions, validFrom, validUntil, holidays, closes, opens, extra }: CalendarData): Calendar {
  const named = new Map<number, string>();
  for (const [name, days] of Object.entries(holidays ?? {})) for (const day of numbers(days)) named.set(day, name);
  return {
    spans: sessions.map((one) => ({
      from: one.from === undefined ? Number.NEGATIVE_INFINITY : dayNumber(one.from),
      to: one.to === undefined ? Number.POSITIVE_INFINITY : dayNumber(one.to),
      days: new Set(one.days.split(" ").map((name) => WEEKDAYS.indexOf(name))),
      hours: hoursOf(one),
    })),
    from: validFrom === undefined ? Number.POSITIVE_INFINITY : dayNumber(validFrom),
    until: validUntil === undefined ? Number.NEGATIVE_INFINITY : dayNumber(validUntil),
    holidays: named,
    closes: byTime(closes),
    opens: byTime(opens),
    extra: new Set(numbers(extra ?? "")),
  };
}

function byTime(times: Readonly<Record<string, string>> = {}): Map<number, number> {
  const found = new Map<number, number>();
  for (const [time, days] of Object.entries(times)) for (const day of numbers(days)) found.set(day, minutes(time));
  return found;
}

function hoursOf({ regular, pause, pre, post }: SessionsData): TradingHours {
  const [open, close] = span(regular);
  return {
    open,
    close,
    ...(pause === undefined ? {} : { pause: span(pause) }),
    ...(pre === undefined ? {} : { pre: minutes(pre) }),
    ...(post === undefined ? {} : { post: minutes(post) }),
  };
}

const numbers = (days: string) => (days === "" ? [] : days.split(" ").map(dayNumber));
const span = (times: string) => times.split("-").map(minutes) as [from: number, until: number];
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number) => (((day + 4) % 7) + 7) % 7;
const isWeekday = (day: number) => weekdayOf(day) % 6 !== 0;
