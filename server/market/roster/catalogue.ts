import type { Provider, ProviderParts } from "../provider.ts";

/** A provider that can be asked over the network, before anything of it is loaded. */
export interface ProviderSpec {
  name: string;
  /** Whether it is asked with a key; a `possible` one gives it more room. */
  key: "needed" | "possible" | "none";
  load(): Promise<(parts: ProviderParts) => Provider>;
}

/** Every provider there is but those of this machine, in the order in which they are listed. */
export const CATALOGUE: readonly ProviderSpec[] = [
  { name: "finnhub", key: "needed", load: async () => (await import("../providers/finnhub.ts")).createFinnhub },
  { name: "yahoo", key: "none", load: async () => (await import("../providers/yahoo.ts")).createYahoo },
  { name: "stooq", key: "needed", load: async () => (await import("../providers/stooq.ts")).createStooq },
  {
    name: "twelve-data",
    key: "needed",
    load: async () => (await import("../providers/twelve-data.ts")).createTwelveData,
  },
  { name: "tiingo", key: "needed", load: async () => (await import("../providers/tiingo.ts")).createTiingo },
  { name: "eodhd", key: "needed", load: async () => (await import("../providers/eodhd.ts")).createEodhd },
  {
    name: "alpha-vantage",
    key: "needed",
    load: async () => (await import("../providers/alpha-vantage.ts")).createAlphaVantage,
  },
  { name: "massive", key: "needed", load: async () => (await import("../providers/massive.ts")).createMassive },
  { name: "fmp", key: "needed", load: async () => (await import("../providers/fmp.ts")).createFmp },
  {
    name: "coingecko",
    key: "possible",
    load: async () => (await import("../providers/coingecko.ts")).createCoinGecko,
  },
  { name: "kraken", key: "none", load: async () => (await import("../providers/kraken.ts")).createKraken },
  { name: "binance", key: "none", load: async () => (await import("../providers/binance.ts")).createBinance },
  { name: "openfigi", key: "possible", load: async () => (await import("../providers/openfigi.ts")).createOpenFigi },
  { name: "ecb", key: "none", load: async () => (await import("../providers/ecb.ts")).createEcb },
  {
    name: "frankfurter",
    key: "none",
    load: async () => (await import("../providers/frankfurter.ts")).createFrankfurter,
  },
];

export function specOf(name: string): ProviderSpec | undefined {
  return CATALOGUE.find((spec) => spec.name === name);
}

/** How a source that somebody has described is called, by its id. */
export const customName = (id: string) => `custom-${id}`;
