import { type Instrument, parseSymbol } from "@tickfolio/engine";
import { listOf, numberOf, textOf } from "../door/json.ts";

/** One coin of its list. Many have the same ticker; the id is its own. */
export interface Coin {
  id: string;
  ticker: string;
  name: string;
  rank: number;
}

/** So that most need no search: the coins everybody means by these tickers. */
const KNOWN: Record<string, string> = {
  BTC: "bitcoin",
  ETH: "ethereum",
  SOL: "solana",
  XRP: "ripple",
  ADA: "cardano",
  DOGE: "dogecoin",
  LTC: "litecoin",
  DOT: "polkadot",
  USDT: "tether",
  USDC: "usd-coin",
  BNB: "binancecoin",
};

export function knownId(ticker: string): string | undefined {
  return Object.hasOwn(KNOWN, ticker) ? KNOWN[ticker] : undefined;
}

export function coinsFrom(body: unknown): Coin[] {
  return listOf(body, "coins").flatMap((row) => {
    const [id, ticker, name] = [textOf(row, "id"), textOf(row, "symbol")?.toUpperCase(), textOf(row, "name")];
    if (id === undefined || ticker === undefined || name === undefined || !isCoinId(id)) return [];
    const rank = numberOf(row, "market_cap_rank") ?? Number.POSITIVE_INFINITY;
    return [{ id, ticker, name, rank }];
  });
}

/** Ids go into addresses and lists. */
export function isCoinId(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,100}$/.test(text);
}

/**
 * The coin an instrument is: of those with its ticker the one named, where a name is given, else the largest by market value.
 * Undefined where several are equally likely: a wrong coin's price would be worse than none.
 */
export function coinOf(instrument: Instrument, coins: readonly Coin[], wanted?: string): Coin | undefined {
  const ticker = tickerOf(instrument);
  const same = coins.filter((coin) => coin.ticker === ticker).sort((a, b) => a.rank - b.rank);
  const named = same.filter(({ name }) => name.toLowerCase() === wanted?.trim().toLowerCase());
  if (named.length > 0) return named[0];
  return same.length === 1 || (same[0] && same[0].rank < same[1]!.rank) ? same[0] : undefined;
}

/** The coin's ticker, where the instrument is one under a coin's symbol. */
export function tickerOf({ symbol, kind }: Pick<Instrument, "symbol" | "kind">): string | undefined {
  const parsed = kind === "crypto" ? parseSymbol(symbol) : undefined;
  return parsed?.kind === "crypto" ? parsed.ticker : undefined;
}
