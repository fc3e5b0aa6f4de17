import { exchangeOf, type Instrument, type InstrumentKind, parseSymbol, tiingoSymbol } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, numericOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { isOwn } from "../own-instrument.ts";
import type { FoundInstrument, Provider, ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { type Asked, createKeyedDoor, failuresOf, nextMidnight } from "./keyed.ts";
import { dividendOfSaid, inOrder, splitOfSaid } from "./said-actions.ts";
import { quoteOfSaid, seriesOfSaid } from "./said-prices.ts";

const NAME = "tiingo";
const TITLE = "Tiingo";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A free key has 50 requests an hour, 1,000 a day and 500 different symbols a month. */
const LIMITS: Limits = {
  windows: [
    { requests: 45, perMs: HOUR_MS },
    { requests: 950, perMs: DAY_MS },
  ],
  spacingMs: 200,
  longestWaitMs: 15_000,
  symbols: { count: 480, perMs: 31 * DAY_MS },
};
const BATCH = 50;
const { fail, rejected, beyondPlan, absent, noCloses, tooMuch, odd, trouble } = failuresOf(NAME, TITLE);

/** American shares and funds: last prices from IEX, and daily closes as traded, with their splits and dividends beside them. */
export function createTiingo(parts: ProviderParts): Provider {
  const { clock } = parts;
  const door = createKeyedDoor(
    {
      name: NAME,
      title: TITLE,
      home: "https://api.tiingo.com",
      limits: LIMITS,
      howToGet: "Sign up at tiingo.com; the free plan's token is under Account, API.",
      sign: (_, key) => ({ Authorization: `Token ${key}` }),
      read: readTiingo,
    },
    parts,
  );

  /** A day's row has its prices, its split and its dividend. */
  async function rowsOf(instrument: Instrument, from: string, signal?: AbortSignal): Promise<readonly unknown[]> {
    const symbol = spelled(instrument);
    if (symbol === undefined) throw absent(instrument.symbol);
    const path = `/tiingo/daily/${encodeURIComponent(symbol)}/prices`;
    const query = { startDate: from, resampleFreq: "daily" };
    const body = await door.ask({ path, query, what: instrument.symbol, symbols: [symbol], signal });
    if (!Array.isArray(body)) throw odd(instrument.symbol);
    return body;
  }

  return {
    ...door.face,
    capabilities: new Set(["quote", "closes", "search", "actions"]),
    asks: "Prices, daily closes, splits and dividends of American symbols you hold or watch, and what you type into the search. Your key goes along, nothing else.",
    terms: "The free plan is for internal, personal use; it has 50 requests an hour and 500 symbols a month.",
    quoteBatch: BATCH,
    freshMs: 5 * 60_000,
    pollsPerMinute: 10,
    covers: (instrument, capability) =>
      ["quote", "closes", "actions"].includes(capability) && spelled(instrument) !== undefined,

    async quote(instruments, signal) {
      const bySymbol = new Map(instruments.map((instrument) => [spelled(instrument), instrument]));
      bySymbol.delete(undefined);
      const symbols = [...bySymbol.keys()] as string[];
      const what = instruments.length === 1 ? instruments[0]!.symbol : `${instruments.length} symbols`;
      const query = { tickers: symbols.join().toLowerCase() };
      const body = await door.ask({ path: "/iex/", query, what, symbols, signal });
      if (!Array.isArray(body)) throw odd(what);
      const quotes = body.flatMap((row: unknown) => {
        const instrument = bySymbol.get(textOf(row, "ticker")?.toUpperCase());
        const atMs = Date.parse(textOf(row, "timestamp") ?? "");
        const said = {
          price: numericOf(row, "tngoLast") ?? numericOf(row, "last"),
          previousClose: numericOf(row, "prevClose"),
          atMs,
          delay: "realtime" as const,
          currency: "USD",
        };
        const quote = instrument && quoteOfSaid(NAME, instrument, said, clock());
        return quote ? [quote] : [];
      });
      if (quotes.length === 0 && body.length > 0) throw odd(what);
      return quotes;
    },

    async closes(instrument, from, signal) {
      const bars = (await rowsOf(instrument, from, signal)).map((row) => ({
        day: dayOf(row),
        open: numericOf(row, "open"),
        high: numericOf(row, "high"),
        low: numericOf(row, "low"),
        close: numericOf(row, "close"),
      }));
      const series = seriesOfSaid(NAME, instrument, bars, { adjustment: "raw", currency: "USD", nowMs: clock() });
      if (!series || series.days.length === 0) throw noCloses(instrument.symbol);
      return series;
    },

    async actions(instrument, from, signal) {
      const rows = await rowsOf(instrument, from, signal);
      const actions = rows.flatMap((row) => [
        splitOfSaid(dayOf(row), 1, numericOf(row, "splitFactor")),
        dividendOfSaid(instrument, {
          day: dayOf(row),
          amount: numericOf(row, "divCash"),
          currency: "USD",
          basis: "declared",
        }),
      ]);
      return inOrder(actions, from);
    },

    async search(text, signal) {
      const path = "/tiingo/utilities/search";
      const body = await door.ask({
        path,
        query: { query: text, limit: "20" },
        what: `a search for "${text}"`,
        signal,
      });
      if (!Array.isArray(body)) throw odd("a search");
      return body.flatMap(foundFrom);
    },

    async test(signal) {
      await door.ask({ path: "/api/test", what: "its test", signal });
    },
  };
}

/** Errors have a `detail`; one that speaks of too much is that, whatever the status. */
function readTiingo(answer: HttpAnswer, { what, key, nowMs }: Asked): unknown {
  const { status, text, headers } = answer;
  const body = parsedJson(text);
  const detail = textOf(body, "detail") ?? (body === undefined ? text.slice(0, 500) : "");
  if (status === 429 || /rate limit|too many|over your (hourly|daily|monthly)|allocation/i.test(detail)) {
    const until = /month/i.test(detail)
      ? nowMs + DAY_MS
      : /day|daily/i.test(detail)
        ? nextMidnight(nowMs)
        : nextHour(nowMs);
    throw tooMuch(headers, nowMs, until);
  }
  const troubled = trouble(answer);
  if (troubled) throw troubled;
  if (/invalid token|supply a token|not authenticated|credentials/i.test(detail) || status === 401) throw rejected();
  if (status === 403) throw beyondPlan(what);
  if (status === 404 || /^(error: )?(ticker '.*' )?not found/i.test(detail)) throw absent(what);
  if (fieldOf(body, "detail") !== undefined)
    throw fail("malformed", `${TITLE} refused ${what}: ${quoted(detail, key)}`);
  if (status !== 200 || typeof body !== "object" || body === null) throw odd(what);
  return body;
}

const nextHour = (nowMs: number) => (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;
const dayOf = (row: unknown) => textOf(row, "date")?.slice(0, 10);

const KINDS: Record<string, InstrumentKind> = { ETF: "fund", "Mutual Fund": "fund" };

/** The same ticker may be there for another country, which has no prices here. */
function foundFrom(result: unknown): FoundInstrument[] {
  const parsed = parseSymbol(textOf(result, "ticker") ?? "");
  const name = textOf(result, "name");
  const isAmerican = textOf(result, "countryCode") === "US" && parsed?.exchange?.suffix === "";
  if (!isAmerican || parsed.kind !== "listing" || name === undefined) return [];
  const kind = KINDS[textOf(result, "assetType") ?? ""] ?? "stock";
  const figi = textOf(result, "openFIGIComposite");
  return [{ symbol: parsed.symbol, name, kind, mic: null, currency: "USD", ...(figi ? { figi } : {}), source: NAME }];
}

function spelled(instrument: Instrument): string | undefined {
  if (isOwn(instrument) || instrument.currency !== "USD" || exchangeOf(instrument)?.suffix !== "") return undefined;
  return tiingoSymbol(instrument.symbol);
}
