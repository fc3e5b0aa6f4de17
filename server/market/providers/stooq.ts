import {
  addDays,
  type CloseSeries,
  type Day,
  dayFromNumber,
  dayNumber,
  exchangeOf,
  type Instrument,
  instantOfLocal,
  isDay,
  localTime,
  type Quote,
  stooqSymbol,
} from "@tickfolio/engine";
import { closeBefore } from "../close-before.ts";
import { closingInstant } from "../close-time.ts";
import { readCsv } from "../door/csv.ts";
import { get } from "../door/http.ts";
import { unitOf } from "../minor-price.ts";
import { isOwn } from "../own-instrument.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import { createLimiter, type Limits } from "../quota/limiter.ts";
import { sessionOfPrice } from "../session-of-price.ts";
import { systemTimers } from "../timers.ts";
import { readPrice, readPriceCsv } from "../uploads/price-csv.ts";
import { HOW_TO_GET_A_KEY, readStooq, STOOQ_ZONE } from "./stooq-answer.ts";

const NAME = "stooq";
const TITLE = "Stooq";
const DAY_MS = 86_400_000;
/** Its real quota is not published; this is what a polite reader takes. */
const LIMITS: Limits = {
  windows: [{ requests: 100, perMs: DAY_MS, calendar: { unit: "day", zone: STOOQ_ZONE } }],
  spacingMs: 2_000,
  longestWaitMs: 30_000,
};
const BATCH = 20;
/** Far enough back for a last close and the one before it, over any holidays. */
const RECENT_DAYS = 14;

/** End-of-day prices of America, Germany, London, Tokyo, Hong Kong, Budapest and Warsaw. Quotes are delayed, and say no currency: that is the instrument's. */
export function createStooq(parts: ProviderParts): Provider {
  const { clock, timers = systemTimers, url = "https://stooq.com" } = parts;
  const key = parts.key?.trim() ?? "";
  const limiter =
    parts.quota?.({ name: NAME, title: TITLE }, LIMITS) ?? createLimiter(NAME, TITLE, LIMITS, clock, timers);
  const symbolOf = (instrument: Instrument) => parts.spelling?.(instrument)?.toLowerCase() ?? symbolIn(instrument);
  /** The quote endpoint may be gone for good; its history answers as well, one symbol at a time. */
  let lightGoneUntilMs = Number.NEGATIVE_INFINITY;

  async function ask(path: string, what: string, signal?: AbortSignal): Promise<string> {
    await limiter.take(signal);
    const { fetch, timeoutMs } = parts;
    const answer = await get({
      provider: NAME,
      title: TITLE,
      url: new URL(`${url}${path}&apikey=${encodeURIComponent(key)}`),
      secret: key,
      signal,
      fetch,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return readStooq(answer, what, clock);
  }

  async function history(instrument: Instrument, from: Day, signal?: AbortSignal): Promise<CloseSeries> {
    const symbol = symbolOf(instrument);
    const nothing = () => new ProviderError(NAME, "no-data", `Stooq has no closes of ${instrument.symbol}.`);
    if (symbol === undefined) throw nothing();
    const today = localTime(clock(), STOOQ_ZONE).day;
    const range = `d1=${from.replaceAll("-", "")}&d2=${today.replaceAll("-", "")}`;
    const text = await ask(`/q/d/l/?s=${encodeURIComponent(symbol)}&i=d&${range}`, instrument.symbol, signal);
    const read = readPriceCsv(text, { quotedIn: unitOf(instrument), lastDay: dayNumber(today) + 1 });
    if (read.cutOff || !isComplete(text)) throw cutOff(instrument.symbol);
    const { days, closes } = read;
    if (days.length === 0) throw nothing();
    const { id, currency } = instrument;
    return { instrument: id, source: NAME, currency, adjustment: "unknown", days, closes };
  }

  async function lightQuotes(instruments: readonly Instrument[], signal?: AbortSignal): Promise<Quote[]> {
    const bySymbol = new Map(instruments.map((instrument) => [symbolOf(instrument)!, instrument]));
    const symbols = [...bySymbol.keys()].map(encodeURIComponent).join("+");
    const what = instruments.length === 1 ? instruments[0]!.symbol : `${instruments.length} symbols`;
    const text = await ask(`/q/l/?s=${symbols}&f=sd2t2ohlcv&h&e=csv`, what, signal);
    return readQuotes(text, bySymbol, what, clock());
  }

  async function lastClose(instrument: Instrument, signal?: AbortSignal): Promise<Quote> {
    const today = localTime(clock(), STOOQ_ZONE).day;
    const series = await history(instrument, addDays(today, -RECENT_DAYS), signal);
    const { days, closes } = series;
    const day = dayFromNumber(days.at(-1)!);
    // Of one answer, so of the same units; of what is not traded every day the one before is none of the evening before.
    const previousClose = closeBefore(series, "split", instrument);
    return {
      instrument: instrument.id,
      price: closes.at(-1)!,
      currency: instrument.currency,
      ...(previousClose === undefined ? {} : { previousClose }),
      at: closingInstant(instrument, day, clock()),
      day,
      source: NAME,
      delay: "eod",
      session: "closed",
    };
  }

  const provider: Provider = {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["quote", "closes"]),
    hosts: [new URL(url).host],
    asks: "Delayed prices and daily closes of the symbols you hold or watch. Your key goes along, nothing else.",
    scope: parts.scope ?? "deployment",
    defaultOn: true,
    quoteBatch: BATCH,
    freshMs: 30 * 60_000,
    keyRemedy: parts.keyRemedy,
    key: { isNeeded: true, howToGet: HOW_TO_GET_A_KEY },
    budget: () => limiter.use(),
    covers: (instrument, capability) =>
      (capability === "quote" || capability === "closes") && symbolOf(instrument) !== undefined,

    async quote(instruments, signal) {
      signal?.throwIfAborted();
      if (clock() >= lightGoneUntilMs) {
        try {
          return await lightQuotes(instruments, signal);
        } catch (error) {
          if (!(error instanceof ProviderError && error.reason === "not-found")) throw error;
          lightGoneUntilMs = clock() + DAY_MS;
        }
      }
      const quotes: Quote[] = [];
      for (const instrument of instruments) {
        try {
          quotes.push(await lastClose(instrument, signal));
        } catch (error) {
          const absent = error instanceof ProviderError && (error.reason === "no-data" || error.reason === "not-found");
          // One without data does not keep the others from theirs; what was already brought is not thrown away.
          if (!absent && quotes.length === 0) throw error;
          if (!absent) return quotes;
        }
      }
      return quotes;
    },

    closes: history,

    // What its own page for a key speaks of.
    async test(signal) {
      const today = localTime(clock(), STOOQ_ZONE).day;
      const d1 = addDays(today, -RECENT_DAYS).replaceAll("-", "");
      await ask(`/q/d/l/?s=spy.us&i=d&d1=${d1}&d2=${today.replaceAll("-", "")}`, "SPY", signal);
    },
  };
  return key === "" ? { ...provider, needs: `Stooq wants a key. ${HOW_TO_GET_A_KEY}` } : provider;
}

function symbolIn(instrument: Instrument): string | undefined {
  return isOwn(instrument) ? undefined : stooqSymbol(instrument.symbol);
}

const QUOTE_COLUMNS: Record<string, string> = {
  symbol: "symbol",
  date: "date",
  data: "date",
  time: "time",
  czas: "time",
  close: "close",
  zamkniecie: "close",
};

/** The quote table, in either language. A row of N/D is a symbol it does not have. */
function readQuotes(text: string, bySymbol: ReadonlyMap<string, Instrument>, what: string, nowMs: number): Quote[] {
  const [header, ...rows] = readCsv(text);
  if (rows.length < bySymbol.size || rows.some(({ cells }) => cells.length < header!.cells.length)) throw cutOff(what);
  const names = header!.cells.map((cell) => QUOTE_COLUMNS[cell.toLowerCase()]);
  const column = (name: string) => names.indexOf(name);
  return rows.flatMap(({ cells }) => {
    const instrument = bySymbol.get((cells[column("symbol")] ?? "").toLowerCase());
    if (!instrument) return [];
    const price = readPrice(cells[column("close")] ?? "", unitOf(instrument));
    const [date = "", time = ""] = [cells[column("date")], cells[column("time")]];
    if (price === undefined || !isDay(date) || !/^\d\d:\d\d:\d\d$/.test(time)) return [];
    const atMs = instantOfLocal(date, time, STOOQ_ZONE);
    const timeZone = exchangeOf(instrument)?.timeZone ?? "UTC";
    return [
      {
        instrument: instrument.id,
        price,
        currency: instrument.currency,
        at: new Date(atMs).toISOString(),
        day: localTime(atMs, timeZone).day,
        source: NAME,
        delay: "delayed" as const,
        session: sessionOfPrice(instrument, atMs, nowMs),
      },
    ];
  });
}

/** Where the close is the last column, only the end of its line says that all of its digits are there. */
function isComplete(text: string): boolean {
  const header = text.slice(0, text.search(/[\r\n]|$/)).toLowerCase();
  return /[\r\n]$/.test(text) || !/(close|zamkniecie)$/.test(header.trim());
}

function cutOff(what: string): ProviderError {
  return new ProviderError(NAME, "malformed", `Stooq's answer for ${what} is cut off.`);
}
