import { type Currency, type Day, type Instrument, localTime, minorUnit } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, numberOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { majorPrice } from "../minor-price.ts";
import { ProviderError } from "../provider.ts";

export const YAHOO = "yahoo";
const DAY_SECONDS = 86_400;
/** Between two instants this far apart with the same difference to UTC lies no change of clocks. */
const STRETCH_SECONDS = 7 * DAY_SECONDS;

export const failure = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
  new ProviderError(YAHOO, reason, message, retryAt);

/** What Yahoo said: `door` is the name of the object its JSON is wrapped in. Errors come under any status, also 200. */
export function readYahoo(answer: HttpAnswer, door: "chart" | "spark" | undefined, what: string): unknown {
  const { status, text } = answer;
  if (status === 429 || /^too many requests/i.test(text)) throw failure("rate-limited", "Yahoo says it is too much.");
  if (status === 401 || status === 403 || status === 999) {
    throw failure("blocked", `Yahoo does not answer without a browser (HTTP ${status}).`);
  }
  if (status >= 500) throw failure("transient", `Yahoo has trouble (HTTP ${status}).`);
  const body = parsedJson(text);
  const error = fieldOf(body, door ?? "finance", "error");
  const code = textOf(error, "code") ?? "";
  if (status === 404 || /not found/i.test(code)) throw failure("not-found", `Yahoo does not have ${what}.`);
  if (error !== undefined && error !== null) {
    const said = quoted(textOf(error, "description") ?? code);
    throw failure(status === 400 || status === 422 ? "no-data" : "malformed", `Yahoo refused ${what}: ${said}`);
  }
  if (/^\s*</.test(text)) throw failure("blocked", "Yahoo sent a page for browsers instead of data.");
  if (status !== 200 || body === undefined || (door && fieldOf(body, door) === undefined)) {
    throw failure("malformed", `Yahoo's answer for ${what} is not the JSON it should be (HTTP ${status}).`);
  }
  return door ? fieldOf(body, door) : body;
}

/**
 * From what Yahoo writes to the instrument's major currency. `GBp` is pence and `GBP` pounds, whatever the record of the
 * instrument says: the answer's own unit counts. Another currency is another line of the same name.
 */
export function unitOfAnswer(meta: unknown, instrument: Instrument): (price: number) => number {
  const code = textOf(meta, "currency");
  if (code === undefined) throw failure("malformed", `Yahoo names no currency for ${instrument.symbol}.`);
  const major: Currency = minorUnit(code)?.currency ?? code;
  if (major === instrument.currency) return (price) => majorPrice(price, code);
  const message = `Yahoo has ${instrument.symbol} in ${quoted(code)}, not in ${instrument.currency}.`;
  throw failure("unsupported", message);
}

/** The calendar of an answer: the day of an instant (epoch seconds) where the exchange is. */
export function calendarOf(meta: unknown, instrument: Instrument): (seconds: number) => Day {
  const timeZone = textOf(meta, "exchangeTimezoneName") ?? "";
  const offsets = new Map<number, number>();
  const offsetAt = (seconds: number): number => {
    let offset = offsets.get(seconds);
    if (offset === undefined) {
      const { day, minutes } = localTime(seconds * 1_000, timeZone);
      offset = Date.parse(`${day}T00:00:00Z`) / 1_000 + minutes * 60 - Math.floor(seconds / 60) * 60;
      offsets.set(seconds, offset);
    }
    return offset;
  };
  try {
    offsetAt(0);
  } catch {
    throw failure("malformed", `Yahoo names no time zone for ${instrument.symbol}.`);
  }
  return (seconds) => {
    const from = Math.floor(seconds / STRETCH_SECONDS) * STRETCH_SECONDS;
    const before = offsetAt(from);
    const offset = before === offsetAt(from + STRETCH_SECONDS) ? before : offsetAt(seconds);
    return new Date((seconds + offset) * 1_000).toISOString().slice(0, 10);
  };
}

/** An instant of an answer in epoch seconds, where it is one of our times. */
export function secondsOf(body: unknown, ...path: (string | number)[]): number | undefined {
  const seconds = numberOf(body, ...path);
  return seconds !== undefined && seconds > -2.2e9 && seconds < 1e11 ? seconds : undefined;
}
