import {
  eodhdSymbol,
  exchangeOf,
  type Instrument,
  type InstrumentKind,
  minorUnit,
  type Quote,
  symbolFrom,
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

const NAME = "eodhd";
const TITLE = "EODHD";
/** A free key has 20 calls a day; each symbol of a batch is a call. */
const LIMITS: Limits = {
  windows: [{ requests: 18, perMs: 86_400_000, calendar: { unit: "day", zone: "UTC" } }],
  spacingMs: 200,
  longestWaitMs: 10_000,
};
const BATCH = 6;
const { fail, rejected, beyondPlan, absent, noCloses, tooMuch, odd, trouble } = failuresOf(NAME, TITLE);

/** Most markets of the world: prices 15 to 20 minutes old, and daily closes as traded. A free key has a year of them. */
export function createEodhd(parts: ProviderParts): Provider {
  const { clock } = parts;
  const door = createKeyedDoor(
    {
      name: NAME,
      title: TITLE,
      home: "https://eodhd.com/api",
      limits: LIMITS,
      howToGet: "Sign up at eodhd.com; the free plan's API token is on your dashboard.",
      sign(address, key) {
        address.searchParams.set("api_token", key);
        address.searchParams.set("fmt", "json");
        return {};
      },
      read: readEodhd,
    },
    parts,
  );

  async function rowsOf(path: string, instrument: Instrument, query: Record<string, string>, signal?: AbortSignal) {
    const symbol = spelled(instrument);
    if (symbol === undefined) throw absent(instrument.symbol);
    const whole = `${path}/${encodeURIComponent(symbol)}`;
    const body = await door.ask({ path: whole, query, what: instrument.symbol, signal });
    if (!Array.isArray(body)) throw odd(instrument.symbol);
    return body as readonly unknown[];
  }

  return {
    ...door.face,
    capabilities: new Set(["quote", "closes", "search", "actions"]),
    asks: "Prices, daily closes, splits and dividends of the symbols you hold or watch, and what you type into the search. Your key goes along, nothing else.",
    terms: "The free plan has 20 calls a day and one year of closes.",
    quoteBatch: BATCH,
    countsSymbols: true,
    freshMs: 6 * 3_600_000,
    pollsPerMinute: 1,
    covers: (instrument, capability) =>
      ["quote", "closes", "actions"].includes(capability) && spelled(instrument) !== undefined,

    async quote(instruments, signal) {
      const bySymbol = new Map(instruments.map((instrument) => [spelled(instrument), instrument]));
      bySymbol.delete(undefined);
      const [first, ...others] = [...bySymbol.keys()] as string[];
      if (first === undefined) return [];
      const what = instruments.length === 1 ? instruments[0]!.symbol : `${instruments.length} symbols`;
      const path = `/real-time/${encodeURIComponent(first)}`;
      const query: Record<string, string> = others.length === 0 ? {} : { s: others.join() };
      const body = await door.ask({ path, query, what, cost: bySymbol.size, signal });
      // One symbol is answered by an object, several by a list of them.
      const entries = Array.isArray(body) ? body : [body];
      const quotes = entries.flatMap((entry) => {
        const instrument = bySymbol.get(textOf(entry, "code")?.toUpperCase());
        const quote = instrument && quoteFrom(entry, instrument, clock());
        return quote ? [quote] : [];
      });
      if (quotes.length === 0 && !entries.some(isNotAvailable)) throw odd(what);
      return quotes;
    },

    async closes(instrument, from, signal) {
      const rows = await rowsOf("/eod", instrument, { from, period: "d" }, signal);
      const bars = rows.map((row) => ({
        day: textOf(row, "date"),
        open: numericOf(row, "open"),
        high: numericOf(row, "high"),
        low: numericOf(row, "low"),
        close: numericOf(row, "close"),
      }));
      const series = seriesOfSaid(NAME, instrument, bars, { adjustment: "raw", nowMs: clock() });
      if (!series || series.days.length === 0) throw noCloses(instrument.symbol);
      return series;
    },

    async actions(instrument, from, signal) {
      const splits = await rowsOf("/splits", instrument, { from }, signal);
      const dividends = await rowsOf("/div", instrument, { from }, signal);
      return inOrder(
        [
          ...splits.map((row) => {
            const [to, old] = (textOf(row, "split") ?? "").split("/").map((part) => numericOf([part], 0));
            return splitOfSaid(textOf(row, "date"), old, to);
          }),
          ...dividends.map((row) => dividendFrom(row, instrument)),
        ],
        from,
      );
    },

    async search(text, signal) {
      const path = `/search/${encodeURIComponent(text)}`;
      const body = await door.ask({ path, what: `a search for "${text}"`, signal });
      if (!Array.isArray(body)) throw odd("a search");
      return body.flatMap(foundFrom);
    },

    async test(signal) {
      const body = await door.ask({ path: "/user", what: "its usage", signal });
      if (fieldOf(body, "apiRequests") === undefined) throw odd("its usage");
    },
  };
}

/** Statuses, texts, and objects with an `error`. */
function readEodhd(answer: HttpAnswer, { what, key, nowMs }: Asked): unknown {
  const { status, text, headers } = answer;
  const body = parsedJson(text);
  const said = textOf(body, "error") ?? textOf(body, "message") ?? (body === undefined ? text.slice(0, 500) : "");
  if (status === 402 || status === 429 || /exceeded your daily|api requests limit|too many requests/i.test(said)) {
    throw tooMuch(headers, nowMs, status === 429 ? undefined : nextMidnight(nowMs));
  }
  const troubled = trouble(answer);
  if (troubled) throw troubled;
  if (status === 401 || /unauthenticated|invalid api token/i.test(said)) throw rejected();
  if (status === 403 || /only eod data allowed|upgrade your plan|subscription/i.test(said)) throw beyondPlan(what);
  if (status === 404 || /ticker not found|symbol not found/i.test(said)) throw absent(what);
  if (fieldOf(body, "error") !== undefined) throw fail("malformed", `${TITLE} refused ${what}: ${quoted(said, key)}`);
  if (status !== 200 || typeof body !== "object" || body === null) throw odd(what);
  return body;
}

/** What it does not have it says with the text "NA" where the numbers would be. */
const isNotAvailable = (entry: unknown) => fieldOf(entry, "close") === "NA";

function quoteFrom(entry: unknown, instrument: Instrument, nowMs: number): Quote | undefined {
  const seconds = numericOf(entry, "timestamp");
  const said = {
    price: numericOf(entry, "close"),
    previousClose: numericOf(entry, "previousClose"),
    atMs: seconds === undefined ? undefined : seconds * 1_000,
    delay: "delayed" as const,
  };
  return quoteOfSaid(NAME, instrument, said, nowMs);
}

/** `unadjustedValue` is what was declared; `value` is of today's units. Where shares are quoted in pence an amount has to say what it is in. */
function dividendFrom(row: unknown, instrument: Instrument) {
  const currency = textOf(row, "currency");
  const quotedIn = exchangeOf(instrument)?.quotedIn;
  if (currency === undefined && quotedIn !== undefined && minorUnit(quotedIn)) return undefined;
  const declared = numericOf(row, "unadjustedValue");
  return dividendOfSaid(instrument, {
    day: textOf(row, "date"),
    payDay: textOf(row, "paymentDate"),
    amount: declared ?? numericOf(row, "value"),
    currency,
    basis: declared === undefined ? "split" : "declared",
  });
}

const KINDS: Record<string, InstrumentKind> = { ETF: "fund", FUND: "fund", "Mutual Fund": "fund" };

function foundFrom(result: unknown): FoundInstrument[] {
  const name = textOf(result, "Name");
  const symbol = symbolFrom(NAME, textOf(result, "Code") ?? "", `.${textOf(result, "Exchange") ?? ""}`);
  if (symbol === undefined || name === undefined) return [];
  const kind = KINDS[textOf(result, "Type") ?? ""] ?? "stock";
  const isin = textOf(result, "ISIN");
  const isWhole = isin !== undefined && /^[A-Z]{2}[A-Z0-9]{9}\d$/.test(isin);
  return [
    {
      symbol,
      name,
      kind,
      mic: null,
      ...unitStated(textOf(result, "Currency")),
      ...(isWhole ? { isin } : {}),
      source: NAME,
    },
  ];
}

function spelled(instrument: Instrument): string | undefined {
  return isOwn(instrument) ? undefined : eodhdSymbol(instrument.symbol);
}
