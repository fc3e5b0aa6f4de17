import { type Instrument, parseSymbol, type Quote } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, listOf, numberOf, numericOf, parsedJson } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { whenAgain } from "../door/retry-at.ts";
import { isPrice } from "../judging/validate.ts";
import { isOwn } from "../own-instrument.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { createOpenDoor } from "./open-door.ts";

const NAME = "kraken";
const TITLE = "Kraken";
const DAY_SECONDS = 86_400;
const LIMITS: Limits = { windows: [{ requests: 30, perMs: 60_000 }], spacingMs: 1_000, longestWaitMs: 20_000 };
const MONEY = ["USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY"];
/** What it calls otherwise than the rest of the world. */
const TICKERS: Record<string, string> = { BTC: "XBT", DOGE: "XDG" };

const failure = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
  new ProviderError(NAME, reason, message, retryAt);

/** Last prices of coins on one exchange, in real money: for when CoinGecko does not answer. */
export function createKraken(parts: ProviderParts): Provider {
  const { clock } = parts;
  const door = createOpenDoor({ name: NAME, title: TITLE, home: "https://api.kraken.com", limits: LIMITS }, parts);

  return {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["quote"]),
    hosts: door.hosts,
    asks: "Prices of the coins you hold or watch, when CoinGecko does not answer. Nothing else goes along.",
    scope: parts.scope ?? "public",
    defaultOn: true,
    quoteBatch: 1,
    freshMs: 30_000,
    pollsPerMinute: 20,
    budget: door.budget,
    covers: (instrument, capability) => capability === "quote" && pairOf(instrument) !== undefined,

    async quote(instruments, signal) {
      const quotes: Quote[] = [];
      for (const instrument of instruments) {
        const pair = pairOf(instrument);
        if (pair === undefined) continue;
        const query = { pair, interval: "1440" };
        quotes.push(
          await door.ask({ path: "/0/public/OHLC", query, signal }, (answer) => read(answer, instrument, clock())),
        );
      }
      return quotes;
    },
  };
}

function pairOf(instrument: Instrument): string | undefined {
  const parsed = isOwn(instrument) ? undefined : parseSymbol(instrument.symbol);
  if (parsed?.kind !== "crypto" || instrument.kind !== "crypto" || !MONEY.includes(parsed.currency!)) return undefined;
  return parsed.currency === instrument.currency
    ? (TICKERS[parsed.ticker] ?? parsed.ticker) + parsed.currency
    : undefined;
}

/** Its errors are a list of texts under status 200. The rows are days, the last of them not over yet. */
function read(answer: HttpAnswer, instrument: Instrument, nowMs: number): Quote {
  const { symbol, id, currency } = instrument;
  const body = parsedJson(answer.text);
  const error = listOf(body, "error").join(" ");
  if (answer.status === 429 || /rate limit|too many requests/i.test(error)) {
    const retryAt = new Date(whenAgain(answer.headers, nowMs)).toISOString();
    throw failure("rate-limited", `${TITLE}'s limit of requests is reached.`, retryAt);
  }
  if (answer.status >= 500 || /EService/.test(error)) throw failure("transient", `${TITLE} has trouble.`);
  if (/unknown asset pair/i.test(error)) throw failure("not-found", `${TITLE} does not trade ${symbol}.`);
  if (error !== "") throw failure("malformed", `${TITLE} refused ${symbol}: ${quoted(error)}`);
  // Under its own name for the pair, beside `last`.
  const rows = Object.values(fieldOf(body, "result") ?? {}).find(Array.isArray) ?? [];
  const [seconds, price] = [numberOf(rows.at(-1), 0), numericOf(rows.at(-1), 4)];
  if (seconds === undefined || price === undefined || !isPrice(price) || Math.abs(seconds) > 1e11) {
    throw failure("malformed", `${TITLE}'s answer for ${symbol} has no price in it.`);
  }
  const before = numericOf(rows.at(-2), 4);
  const at = new Date(Math.min(nowMs, (seconds + DAY_SECONDS) * 1_000 - 1)).toISOString();
  return {
    ...{ instrument: id, price, currency, at, day: at.slice(0, 10), source: NAME, delay: "realtime" },
    ...(before !== undefined && isPrice(before) ? { previousClose: before } : {}),
    session: "regular",
  };
}
