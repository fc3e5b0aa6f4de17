import {
  exchangeOf,
  finnhubSymbol,
  type Instrument,
  type InstrumentKind,
  parseSymbol,
  type Quote,
} from "@tickfolio/engine";
import { get } from "../door/http.ts";
import { fieldOf, numberOf, textOf } from "../door/json.ts";
import { isOwn } from "../own-instrument.ts";
import {
  type FoundInstrument,
  type InstrumentProfile,
  type Provider,
  ProviderError,
  type ProviderParts,
} from "../provider.ts";
import { createLimiter, type Limits } from "../quota/limiter.ts";
import { systemTimers } from "../timers.ts";
import { readFinnhub } from "./finnhub-answer.ts";
import { daysFromHolidays, daysFromStatus } from "./finnhub-market-days.ts";
import { createFinnhubStream } from "./finnhub-stream.ts";
import { quoteOfSaid } from "./said-prices.ts";

const NAME = "finnhub";
const TITLE = "Finnhub";
const HOW_TO_GET_A_KEY = "Sign up at finnhub.io; a free key covers American shares and coins.";
/** A free key has 60 requests a minute and 30 a second. A tenth is left alone. */
const LIMITS: Limits = {
  windows: [
    { requests: 54, perMs: 60_000 },
    { requests: 27, perMs: 1_000 },
  ],
  spacingMs: 75,
};
const POLLS_PER_MINUTE = 36;
/** Fifty symbols are delivered; two places stay free. */
const STREAMED_SYMBOLS = 48;

/** American shares in real time, by requests and by a stream of trades. Its free plan has no other markets and no history. */
export function createFinnhub(parts: ProviderParts): Provider {
  const { clock, timers = systemTimers, url = "https://finnhub.io/api/v1" } = parts;
  const { socketUrl = "wss://ws.finnhub.io" } = parts;
  const key = parts.key?.trim() ?? "";
  const limiter =
    parts.quota?.({ name: NAME, title: TITLE }, LIMITS) ?? createLimiter(NAME, TITLE, LIMITS, clock, timers);
  const symbolOf = (instrument: Instrument) => parts.spelling?.(instrument) ?? symbolIn(instrument);

  async function ask(
    path: string,
    parameters: Record<string, string>,
    what: string,
    signal?: AbortSignal,
  ): Promise<unknown> {
    await limiter.take(signal);
    const address = new URL(`${url}${path}`);
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
    const { fetch, timeoutMs } = parts;
    const answer = await get({
      provider: NAME,
      title: TITLE,
      url: address,
      headers: { "X-Finnhub-Token": key, Accept: "application/json" },
      secret: key,
      signal,
      fetch,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    try {
      return readFinnhub(answer, what, key, clock);
    } catch (error) {
      if (error instanceof ProviderError && error.reason === "rate-limited") {
        limiter.tooMuch(Date.parse(error.retryAt!));
      }
      throw error;
    }
  }

  const provider: Provider = {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["quote", "stream", "search", "profile"]),
    hosts: [new URL(url).host, new URL(socketUrl).host],
    asks: "Prices of the symbols you hold or watch, and what you type into the search. Your key goes along, nothing else.",
    scope: parts.scope ?? "deployment",
    defaultOn: true,
    quoteBatch: 1,
    freshMs: 15_000,
    pollsPerMinute: POLLS_PER_MINUTE,
    streamLimit: STREAMED_SYMBOLS,
    keyRemedy: parts.keyRemedy,
    key: { isNeeded: true, howToGet: HOW_TO_GET_A_KEY },
    budget: () => limiter.use(),
    isSureOf: isFree,
    covers(instrument, capability) {
      if (capability === "closes" || capability === "rates" || symbolOf(instrument) === undefined) return false;
      // Requests for other markets are refused by the free plan, which is remembered; a stream would only stay silent.
      // Nobody is sent for a key that would not help.
      return isFree(instrument) || (capability !== "stream" && whatIsMissing(key) === undefined);
    },

    async quote(instruments, signal) {
      const quotes: Quote[] = [];
      for (const instrument of instruments) {
        const symbol = symbolOf(instrument);
        if (symbol === undefined) continue;
        const body = await ask("/quote", { symbol }, instrument.symbol, signal);
        quotes.push(quoteFrom(body, instrument, clock()));
      }
      return quotes;
    },

    async search(text, signal) {
      const body = await ask("/search", { q: text }, `a search for "${text}"`, signal);
      const results = fieldOf(body, "result");
      if (!Array.isArray(results)) {
        throw new ProviderError(NAME, "malformed", "Finnhub's search answered with something unexpected.");
      }
      return results.flatMap(foundFrom);
    },

    async profile(instrument, signal) {
      const symbol = symbolOf(instrument);
      const nobody = new ProviderError(NAME, "not-found", `Finnhub has no profile of ${instrument.symbol}.`);
      if (symbol === undefined) throw nobody;
      const body = await ask("/stock/profile2", { symbol }, instrument.symbol, signal);
      const profile = profileFrom(body);
      if (Object.keys(profile).length === 0) throw nobody;
      return profile;
    },

    /** A paid key lists the days; any key is told of today's. */
    async marketDays(signal) {
      const of = { exchange: "US" };
      try {
        return daysFromHolidays(await ask("/stock/market-holiday", of, "American holidays", signal));
      } catch (error) {
        if (!(error instanceof ProviderError) || error.reason !== "plan-restricted") throw error;
        return daysFromStatus(await ask("/stock/market-status", of, "the American market", signal), clock());
      }
    },

    async test(signal) {
      await ask("/quote", { symbol: "AAPL" }, "AAPL", signal);
    },

    stream: (listener) =>
      createFinnhubStream({
        key,
        socketUrl,
        clock,
        timers,
        random: parts.random ?? Math.random,
        log: parts.log ?? (() => {}),
        limit: STREAMED_SYMBOLS,
        listener,
      }),
  };
  const needs = whatIsMissing(key);
  return needs === undefined ? provider : { ...provider, needs };
}

function whatIsMissing(key: string): string | undefined {
  if (key === "") return "Finnhub needs a key; a free one from finnhub.io covers American shares.";
  return /^[\x21-\x7e]+$/.test(key)
    ? undefined
    : "The Finnhub key has characters in it that no key has; give it again.";
}

/** What every key may ask for: American shares, and coins. */
function isFree(instrument: Instrument): boolean {
  return exchangeOf(instrument)?.suffix === "" || instrument.kind === "crypto";
}

function symbolIn(instrument: Instrument): string | undefined {
  return isOwn(instrument) ? undefined : finnhubSymbol(instrument.symbol);
}

function quoteFrom(body: unknown, instrument: Instrument, nowMs: number): Quote {
  const last = numberOf(body, "c");
  const seconds = numberOf(body, "t");
  if (last === undefined || seconds === undefined) {
    throw new ProviderError(NAME, "malformed", `Finnhub's quote of ${instrument.symbol} has no price in it.`);
  }
  // An unknown symbol is answered with zeros.
  if (last === 0 || seconds === 0) {
    throw new ProviderError(NAME, "not-found", `Finnhub has no price of ${instrument.symbol}.`);
  }
  const said = { price: last, previousClose: numberOf(body, "pc"), atMs: seconds * 1_000, delay: "realtime" as const };
  const quote = quoteOfSaid(NAME, instrument, said, nowMs);
  if (quote) return quote;
  throw new ProviderError(
    NAME,
    "malformed",
    `Finnhub's quote of ${instrument.symbol} has an impossible price or time.`,
  );
}

const KINDS: Record<string, InstrumentKind> = {
  "Common Stock": "stock",
  ADR: "stock",
  REIT: "stock",
  ETP: "fund",
  ETF: "fund",
  "Mutual Fund": "fund",
  "Closed-End Fund": "fund",
};

function foundFrom(result: unknown): FoundInstrument[] {
  const parsed = parseSymbol(textOf(result, "symbol") ?? "");
  if (parsed?.kind !== "listing") return [];
  const name = textOf(result, "description") ?? parsed.symbol;
  const kind = KINDS[textOf(result, "type") ?? ""] ?? "stock";
  return [{ symbol: parsed.symbol, name, kind, mic: null, currency: null, source: NAME }];
}

function profileFrom(body: unknown): InstrumentProfile {
  const [name, industry, country] = [textOf(body, "name"), textOf(body, "finnhubIndustry"), textOf(body, "country")];
  const webUrl = textOf(body, "weburl");
  return {
    ...(name ? { name } : {}),
    ...(industry ? { industry } : {}),
    ...(country ? { country } : {}),
    // Somebody else's text becomes a link only if it is one.
    ...(webUrl && /^https?:\/\//i.test(webUrl) ? { webUrl } : {}),
  };
}
