import { exchangeOf, type Instrument } from "@tickfolio/engine";
import type { Capability, Provider } from "../provider.ts";

/** Who is asked first for what, of those known by name. Live before delayed, delayed before the end of the day. */
const AMERICAN_PRICES = [
  "finnhub",
  "yahoo",
  "massive",
  "twelve-data",
  "tiingo",
  "fmp",
  "eodhd",
  "alpha-vantage",
  "stooq",
];
const OTHER_PRICES = ["yahoo", "stooq", "twelve-data", "eodhd", "fmp", "tiingo", "alpha-vantage", "finnhub", "massive"];
const COIN_PRICES = [
  "finnhub",
  "coingecko",
  "kraken",
  "yahoo",
  "binance",
  "tiingo",
  "twelve-data",
  "eodhd",
  "massive",
  "alpha-vantage",
  "stooq",
];
const CLOSES = ["yahoo", "stooq", "tiingo", "twelve-data", "eodhd", "massive", "fmp", "alpha-vantage", "finnhub"];
const COIN_CLOSES = ["coingecko", ...CLOSES];
const ACTIONS = ["finnhub", "yahoo", "tiingo", "eodhd", "massive", "twelve-data", "fmp", "alpha-vantage"];
const RATES = ["ecb", "frankfurter", "yahoo"];
const FOUND = ["finnhub", "yahoo", "openfigi"];

function orderFor(capability: Capability, instrument?: Instrument): readonly string[] {
  const isCoin = instrument?.kind === "crypto";
  switch (capability) {
    case "quote":
    case "stream":
      if (isCoin) return COIN_PRICES;
      return !instrument || exchangeOf(instrument)?.suffix === "" ? AMERICAN_PRICES : OTHER_PRICES;
    case "closes":
      return isCoin ? COIN_CLOSES : CLOSES;
    case "actions":
      return ACTIONS;
    case "rates":
      return RATES;
    case "search":
    case "profile":
    case "resolve":
      return FOUND;
    default:
      return capability satisfies never;
  }
}

/** In order of preference: what somebody has of their own, then those without a rank as they come, then by what they are good at. */
export function inOrder(
  providers: readonly Provider[],
  capability: Capability,
  instrument?: Instrument,
): readonly Provider[] {
  const order = orderFor(capability, instrument);
  const own = (provider: Provider) => Number(!provider.scope.startsWith("user:"));
  const rank = (provider: Provider) => (RANKED.has(provider.name) ? order.indexOf(provider.name) + 1 || 99 : 0);
  return providers.toSorted((a, b) => own(a) - own(b) || rank(a) - rank(b));
}

const RANKED = new Set([AMERICAN_PRICES, COIN_PRICES, RATES, FOUND].flat());
