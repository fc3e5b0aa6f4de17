import { type DayCorrection, exchanges, localTime, type TradingHours } from "@tickfolio/engine";
import { fieldOf } from "../door/json.ts";
import type { MarketDays } from "../provider.ts";

const ZONE = "America/New_York";
const MICS = exchanges.filter(({ suffix }) => suffix === "").map(({ mic }) => mic);
/** A status older than this is of another day. */
const STATUS_FOR_MS = 3_600_000;

/** `/stock/market-holiday`: days without a session, and half days with their hours. What cannot be read says nothing. */
export function daysFromHolidays(body: unknown): MarketDays {
  const rows = fieldOf(body, "data");
  const days = new Map<string, DayCorrection>();
  for (const row of Array.isArray(rows) ? rows : []) {
    const [day, hours, name] = [fieldOf(row, "atDate"), fieldOf(row, "tradingHour"), fieldOf(row, "eventName")];
    if (typeof day !== "string" || !/^\d{4}-\d\d-\d\d$/.test(day) || typeof hours !== "string") continue;
    const read = hoursFrom(hours);
    if (read !== undefined) days.set(day, { hours: read, ...(typeof name === "string" ? { holiday: name } : {}) });
  }
  return { mics: MICS, days };
}

/** `/stock/market-status`, of today alone. Closed without a holiday is every night; where all is null nothing is known. */
export function daysFromStatus(body: unknown, nowMs: number): MarketDays {
  const [holiday, isOpen, seconds] = [fieldOf(body, "holiday"), fieldOf(body, "isOpen"), fieldOf(body, "t")];
  const days = new Map<string, DayCorrection>();
  const atMs = typeof seconds === "number" ? seconds * 1_000 : Number.NaN;
  if (Math.abs(nowMs - atMs) <= STATUS_FOR_MS && isOpen === false && typeof holiday === "string" && holiday !== "") {
    days.set(localTime(atMs, ZONE).day, { hours: null, holiday });
  }
  return { mics: MICS, days };
}

/** Empty: no session. Such as `09:30-13:00` else; undefined where it is anything else. */
function hoursFrom(text: string): Pick<TradingHours, "open" | "close"> | null | undefined {
  if (text.trim() === "") return null;
  const times = /^\s*(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s*$/.exec(text)?.slice(1).map(Number);
  if (!times) return undefined;
  const [open, close] = [times[0]! * 60 + times[1]!, times[2]! * 60 + times[3]!];
  return open < close && close <= 1_440 ? { open, close } : undefined;
}
