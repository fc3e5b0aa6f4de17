import { type Day, dayNumber, type Instrument, type Quote, yahooSymbol } from "@tickfolio/engine";
import { fieldOf, listOf, textOf } from "../door/json.ts";
import { retryAtOf } from "../door/retry-at.ts";
import { isOwn } from "../own-instrument.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { createOpenDoor } from "./open-door.ts";
import { failure, readYahoo, YAHOO } from "./yahoo-answer.ts";
import { actionsFrom, closesFrom, quoteFrom } from "./yahoo-chart.ts";
import { foundFrom } from "./yahoo-search.ts";

const TITLE = "Yahoo Finance";
const HOME = "https://query1.finance.yahoo.com";
const DAY_SECONDS = 86_400;
/** Symbols one spark request may name. */
const BATCH = 20;
const LIMITS: Limits = {
  windows: [
    { requests: 30, perMs: 60_000 },
    { requests: 1_500, perMs: 86_400_000 },
  ],
  spacingMs: 2_000,
  longestWaitMs: 30_000,
};
/** Once it says "too many requests" twice in a row it is left alone for so long, and for twice as long each time after. */
const PAUSE_MS = 15 * 60_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
const AFTER_FIRST_MS = 60_000;
/** Says who asks; programs without a name are turned away more often. */
const USER_AGENT = "Mozilla/5.0 (compatible; Tickfolio; self-hosted portfolio tracker)";

/** Prices, history, splits and dividends of most of the world, from the addresses Yahoo's own pages use. Nobody promises them. */
export function createYahoo(parts: ProviderParts): Provider {
  const { clock } = parts;
  const headers = { "User-Agent": USER_AGENT };
  const door = createOpenDoor({ name: YAHOO, title: TITLE, home: HOME, limits: LIMITS, headers }, parts);
  let refusedInARow = 0;
  const symbolOf = (instrument: Instrument) =>
    parts.spelling?.(instrument)?.toUpperCase() ?? (isOwn(instrument) ? undefined : yahooSymbol(instrument.symbol));

  async function ask(path: string, query: Record<string, string>, what: string, signal?: AbortSignal) {
    const wrapped = path.startsWith("/v8/") ? "chart" : path.startsWith("/v7/") ? "spark" : undefined;
    return door.ask({ path, query, signal }, (answer) => {
      try {
        const body = readYahoo(answer, wrapped, what);
        refusedInARow = 0;
        return body;
      } catch (error) {
        if (!(error instanceof ProviderError && error.reason === "rate-limited")) throw error;
        throw refused(error.message, retryAtOf(answer.headers, clock()));
      }
    });
  }

  function refused(message: string, saidMs = 0): ProviderError {
    refusedInARow += 1;
    const doubled = PAUSE_MS * 2 ** Math.min(refusedInARow - 2, 10);
    const pauseMs = refusedInARow === 1 ? AFTER_FIRST_MS : Math.min(doubled, LONGEST_PAUSE_MS);
    return failure("rate-limited", message, new Date(Math.max(saidMs, clock() + pauseMs)).toISOString());
  }

  async function chart(instrument: Instrument, query: Record<string, string>, signal?: AbortSignal): Promise<unknown> {
    const symbol = symbolOf(instrument);
    if (symbol === undefined) throw failure("not-found", `Yahoo does not have ${instrument.symbol}.`);
    const path = `/v8/finance/chart/${encodeURIComponent(symbol)}`;
    const asked = { ...query, interval: "1d", includePrePost: "false" };
    const result = fieldOf(await ask(path, asked, instrument.symbol, signal), "result", 0);
    if (textOf(result, "meta", "symbol")?.toUpperCase() === symbol) return result;
    throw failure("malformed", `Yahoo answered with something else than ${instrument.symbol}.`);
  }

  /** By instants: a named range as long as "max" is silently answered by months. */
  function since(from: Day): Record<string, string> {
    const period1 = Math.max(0, (dayNumber(from) - 1) * DAY_SECONDS);
    const period2 = Math.floor(clock() / 1_000) + DAY_SECONDS;
    return { period1: String(period1), period2: String(period2), events: "div|split" };
  }

  async function spark(instruments: readonly Instrument[], signal?: AbortSignal): Promise<Quote[]> {
    const bySymbol = new Map(instruments.map((instrument) => [symbolOf(instrument), instrument]));
    bySymbol.delete(undefined);
    const symbols = [...bySymbol.keys()].join();
    const body = await ask("/v7/finance/spark", { symbols, range: "1d", interval: "1d" }, "these prices", signal);
    // In any order, and without those it does not know: each is who it says it is.
    return listOf(body, "result").flatMap((result) => {
      const instrument = bySymbol.get(textOf(result, "symbol"));
      const quote = instrument && unlessElsewhere(() => quoteFrom(fieldOf(result, "response", 0), instrument, clock()));
      return quote ? [quote] : [];
    });
  }

  return {
    name: YAHOO,
    title: TITLE,
    capabilities: new Set(["quote", "closes", "search", "actions"]),
    hosts: door.hosts,
    budget: door.budget,
    asks: "Prices, history, splits and dividends of the symbols you hold or watch, and what you type into the search. Nothing else goes along.",
    scope: parts.scope ?? "public",
    defaultOn: false,
    terms:
      "Unofficial, for personal use: Yahoo offers no such service to programs and its terms forbid collecting its data automatically.",
    quoteBatch: BATCH,
    freshMs: 60_000,
    pollsPerMinute: 200,
    covers: (instrument, capability) =>
      symbolOf(instrument) !== undefined && ["quote", "closes", "actions"].includes(capability),

    async quote(instruments, signal) {
      const quotes: Quote[] = [];
      if (instruments.length === 1) {
        const instrument = instruments[0]!;
        const quote = quoteFrom(await chart(instrument, { range: "1d" }, signal), instrument, clock());
        if (!quote) throw failure("no-data", `Yahoo has no price of ${instrument.symbol} now.`);
        return [quote];
      }
      for (let start = 0; start < instruments.length; start += BATCH) {
        quotes.push(...(await spark(instruments.slice(start, start + BATCH), signal)));
      }
      return quotes;
    },

    async closes(instrument, from, signal) {
      return closesFrom(await chart(instrument, since(from), signal), instrument, clock());
    },

    async actions(instrument, from, signal) {
      const actions = actionsFrom(await chart(instrument, since(from), signal), instrument);
      return actions.filter(({ day }) => day >= from);
    },

    async test(signal) {
      await ask("/v8/finance/chart/AAPL", { range: "1d", interval: "1d" }, "a trial price", signal);
    },

    async search(text, signal) {
      const query = { q: text, quotesCount: "10", newsCount: "0" };
      return foundFrom(await ask("/v1/finance/search", query, `a search for "${text}"`, signal));
    },
  };
}

/** One member of a batch that is another line of the same name, or unreadable, does not spoil the others. */
function unlessElsewhere(read: () => Quote | undefined): Quote | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}
