import { type Exchange, exchangeOfMic, exchangeOfSuffix } from "./exchanges.ts";
import type { InstrumentKind } from "./instrument.ts";

/** What a typed symbol means. `symbol` is its one canonical spelling. */
export interface ParsedSymbol {
  symbol: string;
  /** Without the suffix; for crypto the coin. */
  ticker: string;
  kind: "listing" | "crypto" | "index" | "simulated";
  /** Absent for crypto and indices, which no single exchange lists. */
  exchange?: Exchange;
  /** What a crypto pair is priced in. */
  currency?: string;
}

/** Currencies a crypto pair may be priced in; anything else after the hyphen is a share class. */
const MONEY = new Set(
  "USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF BRL INR KRW SGD HKD CNY TRY ZAR".split(" "),
);

/**
 * Reads a symbol as people and providers write it: `brk.b` and `BRK/B` are `BRK-B`, `700.hk` is `0700.HK`, `aapl.us` is `AAPL`.
 * Undefined where it is none: a currency pair, an unknown suffix, other text.
 */
export function parseSymbol(text: string): ParsedSymbol | undefined {
  const typed = text.trim().toUpperCase();
  if (typed === "" || typed.length > 24) return undefined;
  if (typed.startsWith("^")) {
    return /^\^[A-Z0-9]{1,12}$/.test(typed) ? { symbol: typed, ticker: typed.slice(1), kind: "index" } : undefined;
  }
  const pair = /^([A-Z0-9]{2,10})[-/]([A-Z]{3})$/.exec(typed);
  if (pair && MONEY.has(pair[2]!)) {
    if (MONEY.has(pair[1]!)) return undefined;
    return { symbol: `${pair[1]}-${pair[2]}`, ticker: pair[1]!, kind: "crypto", currency: pair[2]! };
  }
  return parseListing(typed.replace(/\.US$/, ""));
}

function parseListing(typed: string): ParsedSymbol | undefined {
  const dot = typed.lastIndexOf(".");
  const known = dot > 0 ? exchangeOfSuffix(typed.slice(dot)) : undefined;
  // A dot that starts no known suffix separates a share class, which has at most two letters.
  if (dot > 0 && !known && typed.length - dot > 3) return undefined;
  const exchange = known ?? exchangeOfSuffix("")!;
  const ticker = tickerOf(known ? typed.slice(0, dot) : typed, exchange);
  if (ticker === undefined) return undefined;
  const kind = exchange.mic === "SIM" ? "simulated" : "listing";
  return { symbol: ticker + exchange.suffix, ticker, kind, exchange };
}

function tickerOf(typed: string, exchange: Exchange): string | undefined {
  const ticker = typed.replace(/[ ./]+/g, "-");
  if (!/^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(ticker)) return undefined;
  // Hong Kong's codes are numbers; the notation pads them to four digits.
  if (exchange.mic === "XHKG" && /^\d+$/.test(ticker)) return ticker.replace(/^0+/, "").padStart(4, "0");
  return ticker;
}

/** The exchange a symbol is listed on, by its suffix. For American symbols it names no single one (`mic` is `US`). */
export function exchangeOfSymbol(symbol: string): Exchange | undefined {
  return parseSymbol(symbol)?.exchange;
}

/** The exchange of a listing: by its MIC where that is known, else by its symbol. */
export function exchangeOf(listing: { symbol: string; mic: string | null }): Exchange | undefined {
  const named = listing.mic === null ? undefined : exchangeOfMic(listing.mic);
  const bySymbol = exchangeOfSymbol(listing.symbol);
  // One MIC can have two suffixes (London's main and international lists): the symbol then says more.
  return bySymbol && named && bySymbol.mic === named.mic ? bySymbol : (named ?? bySymbol);
}

/** The instrument kind a symbol shows by itself; shares and funds look alike. */
export function kindOfSymbol(symbol: string): InstrumentKind {
  const kind = parseSymbol(symbol)?.kind;
  return kind === "crypto" ? "crypto" : kind === "index" ? "other" : "stock";
}
