import {
  exchangeOf,
  fmpSymbol,
  type Instrument,
  type InstrumentKind,
  parseSymbol,
  type Quote,
} from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, numericOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { unitStated } from "../minor-price.ts";
import { isOwn } from "../own-instrument.ts";
import type { FoundInstrument, Provider, ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { type Asked, createKeyedDoor, failuresOf, nextMidnight } from "./keyed.ts";
import { dividendOfSaid, inOrder, splitOfSaid } from "./said-actions.ts";
import { quoteOfSaid, seriesOfSaid } from "./said-prices.ts";

const NAME = "fmp";
const TITLE = "Financial Modeling Prep";
/** A free key has 250 requests a day. */
const LIMITS: Limits = {
  windows: [{ requests: 230, perMs: 86_400_000, calendar: { unit: "day", zone: "UTC" } }],
  spacingMs: 200,
  longestWaitMs: 10_000,
};
const { fail, rejected, beyondPlan, absent, noCloses, tooMuch, odd, trouble } = failuresOf(NAME, TITLE);

/** Prices, history, splits and dividends; a free key has those of a list of well-known American shares. */
export function createFmp(parts: ProviderParts): Provider {
  const { clock } = parts;
  const door = createKeyedDoor(
    {
      name: NAME,
      title: TITLE,
      home: "https://financialmodelingprep.com/stable",
      limits: LIMITS,
      howToGet: "Sign up at financialmodelingprep.com; the free plan's key is on your dashboard.",
      sign(address, key) {
        address.searchParams.set("apikey", key);
        return {};
      },
      read: readFmp,
    },
    parts,
  );

  async function rowsOf(path: string, instrument: Instrument, query: Record<string, string>, signal?: AbortSignal) {
    const symbol = spelled(instrument);
    if (symbol === undefined) throw absent(instrument.symbol);
    const body = await door.ask({ path, query: { symbol, ...query }, what: instrument.symbol, signal });
    if (!Array.isArray(body)) throw odd(instrument.symbol);
    // Each row says whose it is.
    return body.filter((row) => (textOf(row, "symbol") ?? symbol).toUpperCase() === symbol.toUpperCase());
  }

  return {
    ...door.face,
    capabilities: new Set(["quote", "closes", "search", "actions"]),
    asks: "Prices, daily closes, splits and dividends of the symbols you hold or watch, and what you type into the search. Your key goes along, nothing else.",
    terms: "The free plan has 250 requests a day and a list of well-known American shares.",
    quoteBatch: 1,
    freshMs: 60 * 60_000,
    pollsPerMinute: 1,
    // A free key has a list of symbols that nobody publishes.
    isSureOf: () => false,
    covers: (instrument, capability) =>
      ["quote", "closes"].includes(capability)
        ? spelled(instrument) !== undefined
        : capability === "actions" && spelled(instrument) !== undefined && isAmerican(instrument),

    async quote(instruments, signal) {
      const quotes: Quote[] = [];
      for (const instrument of instruments) {
        if (spelled(instrument) === undefined) continue;
        const [row] = await rowsOf("/quote", instrument, {}, signal);
        if (row === undefined) throw absent(instrument.symbol);
        const seconds = numericOf(row, "timestamp");
        const said = {
          price: numericOf(row, "price"),
          previousClose: numericOf(row, "previousClose"),
          atMs: seconds === undefined ? undefined : seconds * 1_000,
          delay: "unknown" as const,
        };
        const quote = quoteOfSaid(NAME, instrument, said, clock());
        if (!quote) throw odd(instrument.symbol);
        quotes.push(quote);
      }
      return quotes;
    },

    /** It does not say what its closes are adjusted for, so they speak by their last one until something confirms them. */
    async closes(instrument, from, signal) {
      const bars = (await rowsOf("/historical-price-eod/full", instrument, { from }, signal)).map((row) => ({
        day: textOf(row, "date"),
        open: numericOf(row, "open"),
        high: numericOf(row, "high"),
        low: numericOf(row, "low"),
        close: numericOf(row, "close"),
      }));
      const series = seriesOfSaid(NAME, instrument, bars, { adjustment: "unknown", nowMs: clock() });
      if (!series || series.days.length === 0) throw noCloses(instrument.symbol);
      return series;
    },

    /** Its dividends name no currency: only America's can be taken at their word. */
    async actions(instrument, from, signal) {
      if (!isAmerican(instrument)) throw absent(instrument.symbol);
      const splits = await rowsOf("/splits", instrument, {}, signal);
      const dividends = await rowsOf("/dividends", instrument, {}, signal);
      return inOrder(
        [
          ...splits.map((row) =>
            splitOfSaid(textOf(row, "date"), numericOf(row, "denominator"), numericOf(row, "numerator")),
          ),
          ...dividends.map((row) =>
            dividendOfSaid(instrument, {
              day: textOf(row, "date"),
              payDay: textOf(row, "paymentDate"),
              amount: numericOf(row, "dividend"),
              basis: "declared",
            }),
          ),
        ],
        from,
      );
    },

    async search(text, signal) {
      const path = parseSymbol(text) && !/\s/.test(text.trim()) ? "/search-symbol" : "/search-name";
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
      const body = await door.ask({ path: "/quote", query: { symbol: "AAPL" }, what: "AAPL", signal });
      if (numericOf(body, 0, "price") === undefined) throw odd("AAPL");
    },
  };
}

/** Statuses mean what they say, but a restriction is a plain text, and the rest has an `Error Message`. */
function readFmp(answer: HttpAnswer, { what, key, nowMs }: Asked): unknown {
  const { status, text, headers } = answer;
  const body = parsedJson(text);
  const said = textOf(body, "Error Message") ?? (body === undefined ? text.slice(0, 500) : "");
  if (status === 429 || /limit reach/i.test(said)) throw tooMuch(headers, nowMs, nextMidnight(nowMs));
  const troubled = trouble(answer);
  if (troubled) throw troubled;
  if (status === 402 || /^(premium|restricted|exclusive) (query parameter|endpoint)/i.test(said))
    throw beyondPlan(what);
  if (/legacy endpoint/i.test(said)) {
    throw fail("plan-restricted", `${TITLE} has closed the address for ${what} to accounts made after August 2025.`);
  }
  if (status === 401 || /invalid api key/i.test(said)) throw rejected();
  if (status === 403) throw beyondPlan(what);
  if (status === 404) throw absent(what);
  if (fieldOf(body, "Error Message") !== undefined) {
    throw fail("malformed", `${TITLE} refused ${what}: ${quoted(said, key)}`);
  }
  if (status !== 200 || typeof body !== "object" || body === null) throw odd(what);
  return body;
}

function foundFrom(result: unknown): FoundInstrument[] {
  const [parsed, name] = [parseSymbol(textOf(result, "symbol") ?? ""), textOf(result, "name")];
  if (parsed?.kind !== "listing" || !name) return [];
  const kind: InstrumentKind = /\b(etf|fund|index trust)\b/i.test(name) ? "fund" : "stock";
  return [{ symbol: parsed.symbol, name, kind, mic: null, ...unitStated(textOf(result, "currency")), source: NAME }];
}

const isAmerican = (instrument: Instrument) =>
  instrument.currency === "USD" && instrument.kind !== "crypto" && exchangeOf(instrument)?.suffix === "";

function spelled(instrument: Instrument): string | undefined {
  return isOwn(instrument) ? undefined : fmpSymbol(instrument.symbol);
}
