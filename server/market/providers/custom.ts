import {
  addDays,
  type CloseSeries,
  type Day,
  dayFromNumber,
  exchangeOf,
  type Instrument,
  localTime,
  parseSymbol,
  type Quote,
} from "@tickfolio/engine";
import type { CustomPlaceholder, CustomProviderDraft, CustomTrial, CustomTrialPart } from "@tickfolio/protocol";
import { closeBefore } from "../close-before.ts";
import { closingInstant } from "../close-time.ts";
import { get, type HttpAnswer } from "../door/http.ts";
import { isPublicAddress } from "../door/public-address.ts";
import { redacted, sampleOf } from "../door/redact.ts";
import { whenAgain } from "../door/retry-at.ts";
import { createSend } from "../door/send.ts";
import { type Capability, type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import { createLimiter, type Limits } from "../quota/limiter.ts";
import { systemTimers } from "../timers.ts";
import { type CustomReading, historyFrom, latestFrom } from "./custom-answer.ts";
import { writeDay } from "./custom-dates.ts";

/** Of a source nobody knows: seldom enough for anybody. */
const LIMITS: Limits = {
  windows: [
    { requests: 20, perMs: 60_000 },
    { requests: 1_000, perMs: 86_400_000 },
  ],
  spacingMs: 300,
  longestWaitMs: 15_000,
  atOnce: 2,
};
const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 8_000;
const RECENT_DAYS = 14;
/** Shorter ones keep no secret, and would be found in every text. */
const SHORTEST_SENT = 4;
const SHORTEST_SECRET = 8;
const SHOWN_CLOSES = 5;

export interface CustomParts extends ProviderParts {
  /** In tests, whose servers are on this machine: plain HTTP, and 127.0.0.1 and nothing else. */
  onLoopback?: boolean;
}

/** Prices from wherever somebody says. Only the hosts they typed are asked, and only on the public internet. */
export function createCustom(parts: CustomParts, name: string, draft: CustomProviderDraft): Provider {
  const { clock } = parts;
  const door = createCustomDoor(parts, name, draft);
  const reading = (instrument: Instrument): CustomReading => {
    return { name, title: draft.title, draft, instrument, nowMs: clock() };
  };

  async function closes(instrument: Instrument, from: Day, signal?: AbortSignal): Promise<CloseSeries> {
    return historyFrom((await door.ask(draft.history!.url, instrument, from, signal)).text, reading(instrument));
  }

  async function lastClose(instrument: Instrument, signal?: AbortSignal): Promise<Quote> {
    const series = await closes(instrument, addDays(door.today(instrument), -RECENT_DAYS), signal);
    const day = dayFromNumber(series.days.at(-1)!);
    const previousClose = closeBefore(series, series.adjustment, instrument);
    return {
      instrument: instrument.id,
      price: series.closes.at(-1)!,
      currency: instrument.currency,
      ...(previousClose === undefined ? {} : { previousClose }),
      ...{ at: closingInstant(instrument, day, clock()), day, source: name, delay: "eod", session: "closed" },
    };
  }

  async function latest(instrument: Instrument, signal?: AbortSignal): Promise<Quote> {
    if (!draft.latest) return lastClose(instrument, signal);
    const from = addDays(door.today(instrument), -RECENT_DAYS);
    return latestFrom((await door.ask(draft.latest.url, instrument, from, signal)).text, reading(instrument));
  }

  return {
    name,
    title: draft.title,
    capabilities: new Set<Capability>(draft.history ? ["quote", "closes"] : ["quote"]),
    hosts: door.hosts,
    asks: "What its address says of a symbol you hold or watch, with the headers you gave it. Nothing else goes along.",
    scope: parts.scope ?? "deployment",
    defaultOn: true,
    quoteBatch: 1,
    freshMs: 15 * 60_000,
    pollsPerMinute: 5,
    budget: door.budget,
    covers: (instrument, capability) =>
      (capability === "quote" || (capability === "closes" && draft.history !== undefined)) &&
      isFor(draft, instrument, capability),

    async quote(instruments, signal) {
      const quotes: Quote[] = [];
      for (const instrument of instruments) quotes.push(await latest(instrument, signal));
      return quotes;
    },
    ...(draft.history ? { closes } : {}),
  };
}

/** Asks once for everything it was described for, and says what was read, or why nothing was. */
export async function tryCustom(
  parts: CustomParts,
  draft: CustomProviderDraft,
  instrument: Instrument,
  signal?: AbortSignal,
): Promise<CustomTrial> {
  const door = createCustomDoor(parts, "custom-trial", draft);
  const reading = { name: "custom-trial", title: draft.title, draft, instrument, nowMs: parts.clock() };
  const from = addDays(door.today(instrument), -RECENT_DAYS);

  async function part(which: "latest" | "history", url: string): Promise<CustomTrialPart> {
    const tried: CustomTrialPart = { part: which, asked: "", works: false, message: "" };
    try {
      tried.asked = door.shown(door.address(url, instrument, from));
      const { text } = await door.ask(url, instrument, from, signal, (answer) => {
        tried.sample = sampleOf(answer.text, door.secrets);
      });
      return { ...tried, works: true, ...(which === "latest" ? latestRead(text) : historyRead(text)) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { ...tried, message: redacted(error.message, door.secrets) };
    }
  }

  function latestRead(text: string): Partial<CustomTrialPart> {
    const { price, currency, at, previousClose } = latestFrom(text, reading);
    const message = `${instrument.symbol} costs ${price} ${currency}.`;
    return { message, price, currency, at, ...(previousClose === undefined ? {} : { previousClose }) };
  }

  function historyRead(text: string): Partial<CustomTrialPart> {
    const { days, closes, currency } = historyFrom(text, reading);
    const last = [...days].slice(-SHOWN_CLOSES).map((day, row) => {
      return { day: dayFromNumber(day), close: closes[Math.max(0, days.length - SHOWN_CLOSES) + row]! };
    });
    const message = `${days.length} closes of ${instrument.symbol}, the last of ${last.at(-1)!.day}.`;
    return { message, currency, closes: { count: days.length, last } };
  }

  const tried: CustomTrialPart[] = [];
  if (draft.latest) tried.push(await part("latest", draft.latest.url));
  if (draft.history) tried.push(await part("history", draft.history.url));
  return { hosts: [...door.hosts], parts: tried };
}

function createCustomDoor(parts: CustomParts, name: string, draft: CustomProviderDraft) {
  const { clock, timers = systemTimers, onLoopback = false, timeoutMs = TIMEOUT_MS } = parts;
  const { title, dateFormat } = draft;
  const isAllowed = onLoopback ? (address: string) => address === "127.0.0.1" : isPublicAddress;
  // A way out of its own: what everybody else is given might not look where it goes.
  const send = createSend({ isAllowed });
  const limiter = parts.quota?.({ name, title }, LIMITS) ?? createLimiter(name, title, LIMITS, clock, timers);
  const urls = [draft.latest?.url, draft.history?.url].filter((url) => url !== undefined);
  const headers = Object.fromEntries(draft.headers.map(({ name: header, value }) => [header, value]));
  const sent = Object.values(headers).filter((value) => value.length >= SHORTEST_SENT);
  const secrets = [...sent, ...urls.flatMap(secretsOf)];
  const today = (instrument: Instrument) => localTime(clock(), exchangeOf(instrument)?.timeZone ?? "UTC").day;

  function address(template: string, instrument: Instrument, from: Day): URL {
    const values: Record<CustomPlaceholder, string | undefined> = {
      symbol: instrument.symbol,
      ticker: parseSymbol(instrument.symbol)?.ticker ?? instrument.symbol,
      isin: instrument.isin,
      currency: instrument.currency,
      from: writeDay(from, dateFormat),
      to: writeDay(today(instrument), dateFormat),
    };
    const text = template.replace(/\{([^{}]*)\}/g, (_, field: CustomPlaceholder) => {
      const value = values[field];
      // A path's dots would lead elsewhere on the host.
      if (value === undefined || /^\.*$/.test(value)) {
        throw new ProviderError(name, "not-found", `${instrument.symbol} has no ${field} to ask ${title} with.`);
      }
      return encodeURIComponent(value);
    });
    const url = URL.parse(text);
    const typed = URL.parse(template.replace(/\{[^{}]*\}/g, "x"));
    const isSafe = url?.protocol === "https:" || (onLoopback && url?.protocol === "http:");
    if (!url || !isSafe || url.host !== typed?.host || url.username !== "" || url.password !== "") {
      throw new ProviderError(name, "blocked", `The address of ${title} is none that is asked.`);
    }
    return url;
  }

  return {
    hosts: [...new Set(urls.map((url) => URL.parse(url.replace(/\{[^{}]*\}/g, "x"))?.host ?? ""))],
    secrets,
    today,
    address,
    shown: (url: URL) => redacted(url.href, secrets),
    budget: () => limiter.use(),

    async ask(
      template: string,
      instrument: Instrument,
      from: Day,
      signal?: AbortSignal,
      saw?: (answer: HttpAnswer) => void,
    ): Promise<HttpAnswer> {
      const over = await limiter.take(signal);
      try {
        const answer = await get({
          ...{ provider: name, title, url: address(template, instrument, from), headers, secret: secrets, signal },
          ...{ fetch: send, follows: false, maxBytes: MAX_BYTES, timeoutMs },
        });
        saw?.(answer);
        const problem = problemOf(answer, instrument);
        if (problem?.retryAt !== undefined) limiter.tooMuch(Date.parse(problem.retryAt));
        if (problem) throw problem;
        return answer;
      } finally {
        over();
      }
    },
  };

  function problemOf({ status, headers: said }: HttpAnswer, instrument: Instrument): ProviderError | undefined {
    const fail = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
      new ProviderError(name, reason, message, retryAt);
    if (status >= 200 && status < 300) return undefined;
    if (status === 429) {
      const message = `${title} says that it is asked too often.`;
      return fail("rate-limited", message, new Date(whenAgain(said, clock())).toISOString());
    }
    if (status === 401 || status === 403)
      return fail("unauthorized", `${title} refused what it was sent (HTTP ${status}).`);
    if (status === 404 || status === 410) return fail("not-found", `${title} does not have ${instrument.symbol}.`);
    if (status >= 500) return fail("transient", `${title} has trouble (HTTP ${status}).`);
    return fail("malformed", `${title} answered HTTP ${status} for ${instrument.symbol}.`);
  }
}

/** What its owner wrote behind an equals sign may be a key, whatever it is called. */
function secretsOf(template: string): string[] {
  const typed = [...template.matchAll(/=([^&#{}]*)(?=[&#]|$)/g)].map(([, value]) => value!);
  return typed.filter((value) => value.length >= SHORTEST_SECRET);
}

function isFor(draft: CustomProviderDraft, instrument: Instrument, capability: Capability): boolean {
  if (instrument.mic === "SIM") return false;
  const url = capability === "closes" || !draft.latest ? draft.history!.url : draft.latest.url;
  if (url.includes("{isin}") && instrument.isin === undefined) return false;
  const { symbols, markets } = draft;
  if (symbols.length === 0 && markets.length === 0) return true;
  const mic = instrument.mic ?? exchangeOf(instrument)?.mic;
  return symbols.includes(instrument.symbol) || (mic !== undefined && markets.includes(mic));
}
