import {
  exchangeOf,
  exchangeOfMic,
  type Instrument,
  type InstrumentKind,
  parseSymbol,
  type Quote,
  symbolFrom,
  twelveDataSymbol,
} from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, listOf, numberOf, numericOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { unitStated } from "../minor-price.ts";
import { isOwn } from "../own-instrument.ts";
import type { FoundInstrument, Provider, ProviderError, ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { type Asked, createKeyedDoor, failuresOf, nextMidnight } from "./keyed.ts";
import { quoteOfSaid, seriesOfSaid, unitSaid } from "./said-prices.ts";

const NAME = "twelve-data";
const TITLE = "Twelve Data";
/** A free key has 8 credits a minute and 800 a day; each symbol costs one, also within a batch. */
const LIMITS: Limits = {
  windows: [
    { requests: 7, perMs: 60_000 },
    { requests: 780, perMs: 86_400_000, calendar: { unit: "day", zone: "UTC" } },
  ],
  spacingMs: 100,
  longestWaitMs: 20_000,
};
const BATCH = 7;
const MOST_ROWS = "5000";
const { fail, rejected, beyondPlan, absent, noCloses, tooMuch, odd, trouble } = failuresOf(NAME, TITLE);

/** Prices and history of most markets; a free key has America's. */
export function createTwelveData(parts: ProviderParts): Provider {
  const { clock } = parts;
  const door = createKeyedDoor(
    {
      name: NAME,
      title: TITLE,
      home: "https://api.twelvedata.com",
      limits: LIMITS,
      howToGet: "Sign up at twelvedata.com; the free plan's key is on your dashboard.",
      sign: (_, key) => ({ Authorization: `apikey ${key}` }),
      read: readTwelveData,
    },
    parts,
  );

  /** Those of one market, whose MIC goes into the request once. */
  async function quotesOf(mic: string, instruments: readonly Instrument[], signal?: AbortSignal): Promise<Quote[]> {
    const bySymbol = new Map(instruments.map((instrument) => [tickerOf(instrument), instrument]));
    const query = { symbol: [...bySymbol.keys()].join(), ...(mic === "" ? {} : { mic_code: mic }) };
    const what = instruments.length === 1 ? instruments[0]!.symbol : `${instruments.length} symbols`;
    const body = await door.ask({ path: "/quote", query, what, cost: bySymbol.size, signal });
    // One symbol is answered by itself, several by name; each may have failed by itself.
    const isAlone = bySymbol.size === 1 && fieldOf(body, tickerOf(instruments[0]!)) === undefined;
    const quotes: Quote[] = [];
    for (const [symbol, instrument] of bySymbol) {
      const entry = isAlone ? body : fieldOf(body, symbol);
      const problem = problemOf(entry, { what: instrument.symbol, key: parts.key ?? "", nowMs: clock() });
      // What is too much for now has a price later, so nothing of the batch counts as answered.
      if (problem && problem.reason !== "not-found" && problem.reason !== "plan-restricted") throw problem;
      if (problem || entry === undefined) continue;
      const quote = quoteFrom(entry, instrument, clock());
      if (quote) quotes.push(quote);
      else if (isAlone && unitSaid(instrument, textOf(entry, "currency"))) throw odd(instrument.symbol);
    }
    return quotes;
  }

  return {
    ...door.face,
    capabilities: new Set(["quote", "closes", "search"]),
    asks: "Prices and daily closes of the symbols you hold or watch, and what you type into the search. Your key goes along, nothing else.",
    terms: "For personal use; the free plan has American shares, 8 requests a minute and 800 a day.",
    quoteBatch: BATCH,
    countsSymbols: true,
    freshMs: 15 * 60_000,
    pollsPerMinute: 3,
    isSureOf: (instrument) => exchangeOf(instrument)?.suffix === "" || instrument.kind === "crypto",
    covers: (instrument, capability) =>
      (capability === "quote" || capability === "closes") && spelled(instrument) !== undefined,

    async quote(instruments, signal) {
      signal?.throwIfAborted();
      const byMarket = Map.groupBy(
        instruments.filter((instrument) => spelled(instrument) !== undefined),
        micOf,
      );
      const quotes: Quote[] = [];
      for (const [mic, theirs] of byMarket) quotes.push(...(await quotesOf(mic, theirs, signal)));
      return quotes;
    },

    async closes(instrument, from, signal) {
      if (spelled(instrument) === undefined) throw absent(instrument.symbol);
      const mic = micOf(instrument);
      const query = {
        symbol: tickerOf(instrument),
        ...(mic === "" ? {} : { mic_code: mic }),
        interval: "1day",
        start_date: from,
        outputsize: MOST_ROWS,
        adjust: "splits",
      };
      const body = await door.ask({ path: "/time_series", query, what: instrument.symbol, signal });
      const rows = listOf(body, "values");
      const bars = rows.map((row) => ({
        day: textOf(row, "datetime")?.slice(0, 10),
        open: numericOf(row, "open"),
        high: numericOf(row, "high"),
        low: numericOf(row, "low"),
        close: numericOf(row, "close"),
      }));
      const currency = textOf(body, "meta", "currency");
      const series = seriesOfSaid(NAME, instrument, bars, { adjustment: "split", currency, nowMs: clock() });
      if (!series) throw fail("unsupported", `${TITLE} has ${instrument.symbol} in another currency.`);
      if (series.days.length === 0) throw noCloses(instrument.symbol);
      return series;
    },

    async search(text, signal) {
      const query = { symbol: text, outputsize: "20" };
      const body = await door.ask({ path: "/symbol_search", query, what: `a search for "${text}"`, signal });
      return listOf(body, "data").flatMap(foundFrom);
    },

    async test(signal) {
      const body = await door.ask({ path: "/api_usage", what: "its usage", signal });
      if (numberOf(body, "plan_limit") === undefined) throw odd("its usage");
    },
  };
}

/** Errors come as an object with a code, under that status or under 200. */
function readTwelveData(answer: HttpAnswer, asked: Asked): unknown {
  const body = parsedJson(answer.text);
  const problem = problemOf(body, asked, answer) ?? trouble(answer);
  if (problem) throw problem;
  if (answer.status === 401) throw rejected();
  if (answer.status === 429) throw tooMuch(answer.headers, asked.nowMs);
  if (answer.status !== 200 || typeof body !== "object" || body === null) throw odd(asked.what);
  return body;
}

function problemOf(body: unknown, { what, key, nowMs }: Asked, answer?: HttpAnswer): ProviderError | undefined {
  const code = numericOf(body, "code");
  if (textOf(body, "status") !== "error" || code === undefined) return undefined;
  const said = textOf(body, "message") ?? "";
  if (code === 429) {
    const isOfTheDay = /for the (current )?day|daily/i.test(said);
    return tooMuch(answer?.headers ?? new Headers(), nowMs, isOfTheDay ? nextMidnight(nowMs) : undefined);
  }
  if (code === 401) return rejected();
  if (code === 403) return beyondPlan(what);
  if (code === 404) return /grow|pro plan|available (starting )?with/i.test(said) ? beyondPlan(what) : absent(what);
  if (/no data is available/i.test(said)) return fail("no-data", `${TITLE} has no data of ${what} for that time.`);
  if (code === 400 && /symbol|figi/i.test(said)) return absent(what);
  if (code >= 500) return fail("transient", `${TITLE} has trouble (${code}).`);
  return fail("malformed", `${TITLE} refused ${what}: ${quoted(said, key)}`);
}

function quoteFrom(entry: unknown, instrument: Instrument, nowMs: number): Quote | undefined {
  // The other one is when the day's bar begins: a price of noon would be one of the opening.
  const seconds = numericOf(entry, "last_quote_at") ?? numericOf(entry, "timestamp");
  return quoteOfSaid(
    NAME,
    instrument,
    {
      price: numericOf(entry, "close"),
      previousClose: numericOf(entry, "previous_close"),
      atMs: seconds === undefined ? undefined : seconds * 1_000,
      delay: "unknown",
      currency: textOf(entry, "currency"),
    },
    nowMs,
  );
}

const KINDS: Record<string, InstrumentKind> = {
  ETF: "fund",
  "Mutual Fund": "fund",
  "Exchange-Traded Fund": "fund",
  "Digital Currency": "crypto",
};

function foundFrom(result: unknown): FoundInstrument[] {
  const [ticker, mic] = [textOf(result, "symbol") ?? "", textOf(result, "mic_code") ?? ""];
  const name = textOf(result, "instrument_name");
  const kind = KINDS[textOf(result, "instrument_type") ?? ""] ?? "stock";
  if (name === undefined || kind === "crypto") return [];
  const isAmerican = exchangeOfMic(mic)?.suffix === "";
  const symbol = isAmerican ? americanSymbol(ticker) : symbolFrom(NAME, ticker, mic);
  if (symbol === undefined) return [];
  return [{ symbol, name, kind, mic, ...unitStated(textOf(result, "currency")), source: NAME }];
}

function americanSymbol(ticker: string): string | undefined {
  const parsed = parseSymbol(ticker);
  return parsed?.kind === "listing" && parsed.exchange!.suffix === "" ? parsed.symbol : undefined;
}

function spelled(instrument: Instrument): string | undefined {
  return isOwn(instrument) ? undefined : twelveDataSymbol(instrument.symbol);
}

/** `VOD:XLON` is ticker and MIC. */
const tickerOf = (instrument: Instrument) => spelled(instrument)!.split(":")[0]!;
const micOf = (instrument: Instrument) => spelled(instrument)!.split(":")[1] ?? "";
