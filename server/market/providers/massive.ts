import {
  addDays,
  type Day,
  exchangeOf,
  exchangeOfMic,
  type Instrument,
  type InstrumentKind,
  isDay,
  isTradingDay,
  localTime,
  massiveSymbol,
  parseSymbol,
} from "@tickfolio/engine";
import { closingInstant } from "../close-time.ts";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, listOf, numericOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { isPrice } from "../judging/validate.ts";
import { isOwn } from "../own-instrument.ts";
import { type FoundInstrument, type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { type Asked, createKeyedDoor, failuresOf } from "./keyed.ts";
import { dividendOfSaid, inOrder, splitOfSaid } from "./said-actions.ts";
import { quoteOfSaid, seriesOfSaid } from "./said-prices.ts";

const NAME = "massive";
const TITLE = "Massive";
const HOME = "https://api.massive.com";
/** Its name before 2025, whose address may still be in its answers. */
const OTHER_HOME = "https://api.polygon.io";
const NEW_YORK = "America/New_York";
/** A free key has five requests a minute. */
const LIMITS: Limits = { windows: [{ requests: 4, perMs: 60_000 }], spacingMs: 200, longestWaitMs: 20_000 };
/** Further back than any holidays. */
const LOOK_BACK_DAYS = 7;
/** Today's closes are there some time after the close; until then they are not asked for again. */
const ASK_AGAIN_MS = 30 * 60_000;
const NOTHING_MS = 12 * 3_600_000;
const MOST_PAGES = 10;
const { fail, rejected, beyondPlan, absent, noCloses, tooMuch, odd, trouble } = failuresOf(NAME, TITLE);

/** American shares at the end of the day: one request brings the closes of all of them. It was called Polygon. */
export function createMassive(parts: ProviderParts): Provider {
  const { clock } = parts;
  const home = parts.url ?? HOME;
  const door = createKeyedDoor(
    {
      name: NAME,
      title: TITLE,
      home: HOME,
      limits: LIMITS,
      howToGet: "Sign up at massive.com; the free plan's key is on your dashboard under Keys.",
      sign: (_, key) => ({ Authorization: `Bearer ${key}` }),
      read: readMassive,
    },
    parts,
  );
  /** All closes of the last day that has some. */
  let last: { day: Day; closes: Map<string, number> } | undefined;
  const emptyUntilMs = new Map<Day, number>();

  /** One request a day, unless the newest day is not there yet. */
  async function lastCloses(signal?: AbortSignal): Promise<{ day: Day; closes: Map<string, number> }> {
    const nowMs = clock();
    const today = localTime(nowMs, NEW_YORK).day;
    for (let back = 0; back <= LOOK_BACK_DAYS; back++) {
      const day = addDays(today, -back);
      if (last?.day === day) return last;
      if (!hasClosed(day, nowMs) || nowMs < (emptyUntilMs.get(day) ?? 0)) continue;
      const closes = await closesOf(day, signal);
      if (closes.size > 0) {
        for (const known of emptyUntilMs.keys()) if (known < day) emptyUntilMs.delete(known);
        last = { day, closes };
        return last;
      }
      // A day without any stays one for a while; today's closes may be on their way.
      emptyUntilMs.set(day, nowMs + (back === 0 ? ASK_AGAIN_MS : NOTHING_MS));
    }
    throw fail("no-data", `${TITLE} has no closes of the last days.`);
  }

  async function closesOf(day: Day, signal?: AbortSignal): Promise<Map<string, number>> {
    const path = `/v2/aggs/grouped/locale/us/market/stocks/${day}`;
    try {
      const body = await door.ask({ path, query: { adjusted: "false" }, what: `the closes of ${day}`, signal });
      const rows = listOf(body, "results");
      const closes = new Map<string, number>();
      for (const row of rows) {
        const [ticker, close] = [textOf(row, "T"), numericOf(row, "c")];
        if (ticker !== undefined && close !== undefined && isPrice(close)) closes.set(ticker, close);
      }
      if (closes.size === 0 && rows.length > 0) throw odd(`the closes of ${day}`);
      return closes;
    } catch (error) {
      // A free key is refused a day that is not over.
      const isEarly = error instanceof ProviderError && error.reason === "plan-restricted";
      if (isEarly && day === localTime(clock(), NEW_YORK).day) return new Map();
      throw error;
    }
  }

  /** Answers come in pages. The next one is asked for at our own address, whatever host its link names. */
  async function pagesOf(path: string, query: Record<string, string>, what: string, signal?: AbortSignal) {
    const rows: unknown[] = [];
    let next: { path: string; query: Record<string, string> } | undefined = { path, query };
    for (let page = 0; next; page++) {
      if (page >= MOST_PAGES) throw odd(what);
      const body = await door.ask({ ...next, what, signal });
      rows.push(...listOf(body, "results"));
      const link = fieldOf(body, "next_url");
      next = link === undefined || link === null ? undefined : nextPage(link, home);
      if (link && !next) throw fail("blocked", `${TITLE} wanted to send the request elsewhere, which was refused.`);
    }
    return rows;
  }

  return {
    ...door.face,
    capabilities: new Set(["quote", "closes", "search", "actions"]),
    asks: "The closes of all American shares at once, so last prices say nothing of you; history, splits and dividends by symbol, and what you type into the search. Your key goes along, nothing else.",
    terms: "The free plan has closes at the end of the day, of two years, and 5 requests a minute.",
    quoteBatch: 1_000,
    freshMs: 30 * 60_000,
    pollsPerMinute: 1_000,
    covers: (instrument, capability) =>
      ["quote", "closes", "actions"].includes(capability) && spelled(instrument) !== undefined,

    async quote(instruments, signal) {
      signal?.throwIfAborted();
      const { day, closes } = await lastCloses(signal);
      return instruments.flatMap((instrument) => {
        const price = closes.get(spelled(instrument) ?? "");
        const quote = quoteOfSaid(NAME, instrument, { price, day, delay: "eod", currency: "USD" }, clock());
        return quote ? [quote] : [];
      });
    },

    async closes(instrument, from, signal) {
      const symbol = spelled(instrument);
      if (symbol === undefined) throw absent(instrument.symbol);
      const to = localTime(clock(), NEW_YORK).day;
      const path = `/v2/aggs/ticker/${encodeURIComponent(symbol)}/range/1/day/${from}/${to}`;
      const query = { adjusted: "true", sort: "asc", limit: "50000" };
      const bars = (await pagesOf(path, query, instrument.symbol, signal)).map((row) => ({
        day: dayOf(numericOf(row, "t")),
        open: numericOf(row, "o"),
        high: numericOf(row, "h"),
        low: numericOf(row, "l"),
        close: numericOf(row, "c"),
      }));
      const series = seriesOfSaid(NAME, instrument, bars, { adjustment: "split", currency: "USD", nowMs: clock() });
      if (!series || series.days.length === 0) throw noCloses(instrument.symbol);
      return series;
    },

    async actions(instrument, from, signal) {
      const ticker = spelled(instrument);
      if (ticker === undefined) throw absent(instrument.symbol);
      const what = instrument.symbol;
      const splitQuery = { ticker, "execution_date.gte": from, limit: "1000" };
      const splits = await pagesOf("/v3/reference/splits", splitQuery, what, signal);
      const dividendQuery = { ticker, "ex_dividend_date.gte": from, limit: "1000" };
      const dividends = await pagesOf("/v3/reference/dividends", dividendQuery, what, signal);
      return inOrder(
        [
          ...splits.map((row) =>
            splitOfSaid(textOf(row, "execution_date"), numericOf(row, "split_from"), numericOf(row, "split_to")),
          ),
          ...dividends.map((row) =>
            dividendOfSaid(instrument, {
              day: textOf(row, "ex_dividend_date"),
              payDay: textOf(row, "pay_date"),
              amount: numericOf(row, "cash_amount"),
              currency: textOf(row, "currency"),
              basis: "declared",
            }),
          ),
        ],
        from,
      );
    },

    async search(text, signal) {
      const query = { search: text, market: "stocks", active: "true", limit: "20" };
      const body = await door.ask({ path: "/v3/reference/tickers", query, what: `a search for "${text}"`, signal });
      return listOf(body, "results").flatMap(foundFrom);
    },

    async test(signal) {
      await door.ask({ path: "/v3/reference/tickers", query: { limit: "1" }, what: "its list of symbols", signal });
    },
  };
}

function readMassive(answer: HttpAnswer, { what, key, nowMs }: Asked): unknown {
  const { status, headers } = answer;
  const body = parsedJson(answer.text);
  const [state, said] = [textOf(body, "status"), textOf(body, "error") ?? textOf(body, "message") ?? ""];
  if (status === 429 || /maximum requests per minute/i.test(said)) throw tooMuch(headers, nowMs);
  const troubled = trouble(answer);
  if (troubled) throw troubled;
  if (state === "NOT_AUTHORIZED") throw beyondPlan(what);
  if (status === 401 || /unknown api key|api key was not provided/i.test(said)) throw rejected();
  if (status === 403) throw beyondPlan(what);
  if (status === 404 || state === "NOT_FOUND") throw absent(what);
  if (state === "ERROR") throw fail("malformed", `${TITLE} refused ${what}: ${quoted(said, key)}`);
  if (status !== 200 || state === undefined) throw odd(what);
  return body;
}

/** The link's path and question, where it leads to one of its own addresses. */
function nextPage(link: unknown, home: string): { path: string; query: Record<string, string> } | undefined {
  const url = typeof link === "string" ? URL.parse(link) : null;
  if (!url || ![home, HOME, OTHER_HOME].some((known) => new URL(known).host === url.host)) return undefined;
  const query = Object.fromEntries(url.searchParams);
  delete query.apiKey;
  return { path: url.pathname, query };
}

/** What closes after now has no close yet; on a holiday there is none. */
function hasClosed(day: Day, nowMs: number): boolean {
  if (!isTradingDay(exchangeOf(AMERICAN)!, day)) return false;
  return Date.parse(closingInstant(AMERICAN, day, Number.POSITIVE_INFINITY)) <= nowMs;
}

const AMERICAN: Instrument = { id: "", symbol: "SPY", name: "", kind: "fund", mic: "ARCX", currency: "USD" };

/** A bar's time is midnight in New York. */
function dayOf(atMs: number | undefined): Day | undefined {
  if (atMs === undefined || Math.abs(atMs) > 8e15) return undefined;
  const { day } = localTime(atMs, NEW_YORK);
  return isDay(day) ? day : undefined;
}

const KINDS: Record<string, InstrumentKind> = { ETF: "fund", FUND: "fund", ETN: "fund", ETV: "fund", ETS: "fund" };

function foundFrom(result: unknown): FoundInstrument[] {
  const [parsed, name] = [parseSymbol(textOf(result, "ticker") ?? ""), textOf(result, "name")];
  if (parsed?.kind !== "listing" || parsed.exchange?.suffix !== "" || name === undefined) return [];
  const kind = KINDS[textOf(result, "type") ?? ""] ?? "stock";
  const figi = textOf(result, "composite_figi");
  const exchange = textOf(result, "primary_exchange") ?? "";
  const mic = exchangeOfMic(exchange)?.suffix === "" ? exchange : null;
  return [{ symbol: parsed.symbol, name, kind, mic, currency: "USD", ...(figi ? { figi } : {}), source: NAME }];
}

function spelled(instrument: Instrument): string | undefined {
  if (isOwn(instrument) || instrument.currency !== "USD" || exchangeOf(instrument)?.suffix !== "") return undefined;
  return instrument.kind === "crypto" ? undefined : massiveSymbol(instrument.symbol);
}
