import type { Verifier } from "../auth.ts";
import type { Log } from "../log.ts";
import type { AskedMarket } from "../market/lazy-market.ts";
import type { PastPrices } from "../market/past/past-prices.ts";
import type { FoundInstrument } from "../market/provider.ts";
import type { OwnSources } from "../market/roster/own-sources.ts";
import type { Tickets } from "../push/tickets.ts";
import type { Store } from "../store/store.ts";

/** What the API is made of; `main/` chooses the implementations. */
export interface AppDeps {
  store: Store;
  market: AskedMarket;
  pastPrices: PastPrices;
  /** Keys, sources and choices that are somebody's own. */
  sources: OwnSources;
  /** The names of all providers that can be switched. */
  providerNames: readonly string[];
  verifier: Verifier;
  tickets: Tickets;
  notices: Notices;
  clock: () => number;
  log: Log;
  home: "laptop" | "cloud";
  version: string;
  /** What keeps the books, in words: "SQLite file", "DynamoDB". */
  storage: string;
  /** Differs with every start. */
  instance: string;
  /** A listing that is known without asking anybody, by its canonical symbol. */
  listingOf?: (symbol: string) => Promise<FoundInstrument | undefined>;
  /** On a laptop: a fresh one-time link for another browser. */
  makeLink?: () => string;
}

/** Tells a user's other tabs and devices that a portfolio has a newer version. */
export interface Notices {
  portfolioChanged(user: string, portfolio: string, version: number): void | Promise<void>;
}
