import { type Instrument, parseSymbol, type Quote } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, numberOf, numericOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { whenAgain } from "../door/retry-at.ts";
import { isPrice } from "../judging/validate.ts";
import { isOwn } from "../own-instrument.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { createOpenDoor } from "./open-door.ts";

const NAME = "binance";
/** Whoever reads a price's source reads what its dollars are. */
const TITLE = "Binance (dollars by tether)";
const LIMITS: Limits = { windows: [{ requests: 60, perMs: 60_000 }], spacingMs: 500, longestWaitMs: 20_000 };
/** What stands for a currency there. Tether follows the dollar, and is not one. */
const MONEY: Record<string, string> = { USD: "USDT", EUR: "EUR" };
const INVALID_SYMBOL = -1121;

const failure = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
  new ProviderError(NAME, reason, message, retryAt);

/** Last prices of coins on the largest exchange: after CoinGecko and after those that trade for real dollars. */
export function createBinance(parts: ProviderParts): Provider {
  const { clock } = parts;
  const home = "https://data-api.binance.vision";
  const door = createOpenDoor({ name: NAME, title: TITLE, home, limits: LIMITS }, parts);

  return {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["quote"]),
    hosts: door.hosts,
    asks: "Prices of the coins you hold or watch, when neither CoinGecko nor Kraken answers. Nothing else goes along.",
    scope: parts.scope ?? "public",
    defaultOn: true,
    notice: "Its dollar prices are in tether (USDT), which follows the dollar and may leave it.",
    quoteBatch: 1,
    freshMs: 30_000,
    pollsPerMinute: 40,
    budget: door.budget,
    covers: (instrument, capability) => capability === "quote" && pairOf(instrument) !== undefined,

    async quote(instruments, signal) {
      const quotes: Quote[] = [];
      for (const instrument of instruments) {
        const pair = pairOf(instrument);
        if (pair === undefined) continue;
        // One unknown pair fails all that are asked for with it.
        const query = { symbols: JSON.stringify([pair]) };
        quotes.push(
          await door.ask({ path: "/api/v3/ticker/24hr", query, signal }, (answer) =>
            read(answer, pair, instrument, clock()),
          ),
        );
      }
      return quotes;
    },
  };
}

function pairOf(instrument: Instrument): string | undefined {
  const parsed = isOwn(instrument) ? undefined : parseSymbol(instrument.symbol);
  if (parsed?.kind !== "crypto" || instrument.kind !== "crypto") return undefined;
  const money = parsed.currency === instrument.currency ? MONEY[parsed.currency] : undefined;
  return money === undefined || parsed.ticker === money ? undefined : parsed.ticker + money;
}

function read(answer: HttpAnswer, pair: string, { id, symbol, currency }: Instrument, nowMs: number): Quote {
  const { status, headers, text } = answer;
  const body = parsedJson(text);
  // 418: it was asked on although it had said 429.
  if (status === 429 || status === 418) {
    throw failure(
      "rate-limited",
      "Binance's limit of requests is reached.",
      new Date(whenAgain(headers, nowMs)).toISOString(),
    );
  }
  if (numberOf(body, "code") === INVALID_SYMBOL) throw failure("not-found", `Binance does not trade ${symbol}.`);
  if (status === 403 || status === 451) throw failure("blocked", `Binance does not answer here (HTTP ${status}).`);
  if (status >= 500) throw failure("transient", `Binance has trouble (HTTP ${status}).`);
  const said = textOf(body, "msg");
  if (said !== undefined) throw failure("malformed", `Binance refused ${symbol}: ${quoted(said)}`);
  const row = fieldOf(body, 0);
  const [price, atMs] = [numericOf(row, "lastPrice"), numberOf(row, "closeTime")];
  const isSound = textOf(row, "symbol") === pair && price !== undefined && isPrice(price);
  if (status !== 200 || !isSound || atMs === undefined || Math.abs(atMs) > 1e14) {
    throw failure("malformed", `Binance's answer for ${symbol} has no price in it.`);
  }
  const at = new Date(Math.min(atMs, nowMs)).toISOString();
  return {
    ...{ instrument: id, price, currency, at, day: at.slice(0, 10), source: NAME, delay: "realtime" },
    session: "regular",
  };
}
