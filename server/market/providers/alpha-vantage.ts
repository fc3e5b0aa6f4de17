import { alphaVantageSymbol, type Instrument, type InstrumentKind, parseSymbol, symbolFrom } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, listOf, numericOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { unitStated } from "../minor-price.ts";
import { isOwn } from "../own-instrument.ts";
import type { FoundInstrument, Provider, ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { type Asked, createKeyedDoor, failuresOf, nextMidnight } from "./keyed.ts";
import { quoteOfSaid, seriesOfSaid } from "./said-prices.ts";

const NAME = "alpha-vantage";
const TITLE = "Alpha Vantage";
/** A free key has 25 requests a day, and about one a second. */
const LIMITS: Limits = {
  windows: [{ requests: 24, perMs: 86_400_000, calendar: { unit: "day", zone: "UTC" } }],
  spacingMs: 1_200,
  longestWaitMs: 15_000,
};
const { fail, rejected, beyondPlan, absent, noCloses, tooMuch, odd, trouble } = failuresOf(NAME, TITLE);

/** The last close and the hundred before it, of many markets. A free key has few requests a day. */
export function createAlphaVantage(parts: ProviderParts): Provider {
  const { clock } = parts;
  const door = createKeyedDoor(
    {
      name: NAME,
      title: TITLE,
      home: "https://www.alphavantage.co",
      limits: LIMITS,
      howToGet: "Ask for a free key at alphavantage.co/support/#api-key; it is shown at once.",
      sign(address, key) {
        address.searchParams.set("apikey", key);
        return {};
      },
      read: readAlphaVantage,
    },
    parts,
  );
  const ask = (name: string, query: Record<string, string>, what: string, signal?: AbortSignal) =>
    door.ask({ path: "/query", query: { function: name, ...query }, what, signal });

  return {
    ...door.face,
    capabilities: new Set(["quote", "closes", "search"]),
    asks: "The last close and daily closes of the symbols you hold or watch, and what you type into the search. Your key goes along, nothing else.",
    terms: "The free plan has 25 requests a day and a hundred closes of each symbol.",
    quoteBatch: 1,
    freshMs: 12 * 3_600_000,
    pollsPerMinute: 1,
    covers: (instrument, capability) =>
      (capability === "quote" || capability === "closes") && spelled(instrument) !== undefined,

    async quote(instruments, signal) {
      const quotes = [];
      for (const instrument of instruments) {
        const symbol = spelled(instrument);
        if (symbol === undefined) continue;
        const entry = fieldOf(await ask("GLOBAL_QUOTE", { symbol }, instrument.symbol, signal), "Global Quote");
        if (typeof entry !== "object" || entry === null) throw odd(instrument.symbol);
        if (Object.keys(entry).length === 0) throw absent(instrument.symbol);
        const said = {
          price: numericOf(entry, "05. price"),
          previousClose: numericOf(entry, "08. previous close"),
          day: textOf(entry, "07. latest trading day"),
          delay: "eod" as const,
        };
        const quote = quoteOfSaid(NAME, instrument, said, clock());
        if (!quote) throw odd(instrument.symbol);
        quotes.push(quote);
      }
      return quotes;
    },

    async closes(instrument, _from, signal) {
      const symbol = spelled(instrument);
      if (symbol === undefined) throw absent(instrument.symbol);
      const body = await ask("TIME_SERIES_DAILY", { symbol, outputsize: "compact" }, instrument.symbol, signal);
      const rows = fieldOf(body, "Time Series (Daily)");
      if (typeof rows !== "object" || rows === null) throw odd(instrument.symbol);
      const bars = Object.entries(rows).map(([day, row]) => ({
        day,
        open: numericOf(row, "1. open"),
        high: numericOf(row, "2. high"),
        low: numericOf(row, "3. low"),
        close: numericOf(row, "4. close"),
      }));
      const series = seriesOfSaid(NAME, instrument, bars, { adjustment: "raw", nowMs: clock() });
      if (!series || series.days.length === 0) throw noCloses(instrument.symbol);
      return series;
    },

    async search(text, signal) {
      const body = await ask("SYMBOL_SEARCH", { keywords: text }, `a search for "${text}"`, signal);
      if (!Array.isArray(fieldOf(body, "bestMatches"))) throw odd("a search");
      return listOf(body, "bestMatches").flatMap(foundFrom);
    },

    async test(signal) {
      const body = await ask("GLOBAL_QUOTE", { symbol: "IBM" }, "IBM", signal);
      if (numericOf(body, "Global Quote", "05. price") === undefined) throw odd("IBM");
    },
  };
}

/** Of what it says in words, so much is looked through. */
const LONGEST_SAID = 2_000;

/** Everything comes with status 200; an object with one of three names says that it is no data, and may repeat the key. */
function readAlphaVantage(answer: HttpAnswer, { what, key, nowMs }: Asked): unknown {
  const troubled = trouble(answer);
  if (troubled) throw troubled;
  if (answer.status === 429) throw tooMuch(answer.headers, nowMs);
  const body = parsedJson(answer.text);
  const mistake = textOf(body, "Error Message")?.slice(0, LONGEST_SAID);
  if (mistake !== undefined) {
    if (/apikey is invalid|apikey .*missing/i.test(mistake)) throw rejected();
    if (/invalid api call/i.test(mistake)) throw absent(what);
    throw fail("malformed", `${TITLE} refused ${what}: ${quoted(mistake, key)}`);
  }
  const notice = (textOf(body, "Note") ?? textOf(body, "Information"))?.slice(0, LONGEST_SAID);
  if (notice !== undefined) {
    // The texts speak of paid plans whatever they are about, so what is too much comes first.
    if (/per second|per minute|sparingly/i.test(notice)) throw tooMuch(answer.headers, nowMs);
    if (/per day|daily|rate limit/i.test(notice)) throw tooMuch(answer.headers, nowMs, nextMidnight(nowMs));
    if (/demo.* api key|claim your free api key/i.test(notice)) throw rejected();
    if (/premium/i.test(notice)) throw beyondPlan(what);
    throw fail("malformed", `${TITLE} answered with a notice: ${quoted(notice, key)}`);
  }
  if (answer.status !== 200 || typeof body !== "object" || body === null) throw odd(what);
  return body;
}

const KINDS: Record<string, InstrumentKind> = { ETF: "fund", "Mutual Fund": "fund" };

function foundFrom(result: unknown): FoundInstrument[] {
  const [spelling, name] = [textOf(result, "1. symbol") ?? "", textOf(result, "2. name")];
  const dot = spelling.lastIndexOf(".");
  const theirs = dot < 0 ? undefined : symbolFrom(NAME, spelling.slice(0, dot), spelling.slice(dot));
  const american = dot < 0 ? parseSymbol(spelling) : undefined;
  const symbol = theirs ?? (american?.kind === "listing" ? american.symbol : undefined);
  if (symbol === undefined || name === undefined) return [];
  const kind = KINDS[textOf(result, "3. type") ?? ""] ?? "stock";
  return [{ symbol, name, kind, mic: null, ...unitStated(textOf(result, "8. currency")), source: NAME }];
}

function spelled(instrument: Instrument): string | undefined {
  return isOwn(instrument) ? undefined : alphaVantageSymbol(instrument.symbol);
}
