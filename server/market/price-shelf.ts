import type { CloseSeries, Day, InstrumentId, Quote, RateTable } from "@tickfolio/engine";
import { type ActionShelf, createMemoryActions } from "./past/action-shelf.ts";

/** Whose prices: everybody's, those the operator's keys brought, or one user's own. Nobody's upload changes another's. */
export type Scope = "public" | "deployment" | `user:${string}`;

/** A last price, and when it was written down. */
export interface StoredQuote {
  quote: Quote;
  storedAt: string;
  /** What other sources of the same scope said last. */
  others?: readonly Quote[];
}

/** One source's series as it was last answered, and from which day on it was asked for. */
export interface StoredCloses {
  series: CloseSeries;
  askedFrom: Day;
  storedAt: string;
}

export interface StoredRates {
  table: RateTable;
  storedAt: string;
}

/** A price too odd to be believed, or the last of a whole series that is. */
export interface OddPrice {
  id: string;
  kind: "price" | "series";
  quote: Quote;
  /** The good price it was compared with. */
  against?: number;
  reason: string;
  /** What was said, without keys, and no more than 2 KB of it. */
  sample: string;
  keptAt: string;
  /** What somebody has decided; of a price that is shared each user's decision is kept in their own scope. */
  decision?: "accepted" | "dismissed";
}

/** So long an odd price is kept. */
export const ODD_PRICE_DAYS = 30;

/** Where validated prices are kept. What is saved replaces what was there of the same source, as a whole. */
export interface PriceShelf extends ActionShelf {
  lastQuote(scope: Scope, instrument: InstrumentId): Promise<StoredQuote | undefined>;
  /** A newer quote that is kept stays, unless a person corrects what they said. */
  saveQuote(scope: Scope, stored: StoredQuote, correction: boolean): Promise<void>;
  dropQuote(scope: Scope, instrument: InstrumentId): Promise<void>;
  /** One entry per source. */
  closes(scope: Scope, instrument: InstrumentId): Promise<StoredCloses[]>;
  saveCloses(scope: Scope, closes: StoredCloses): Promise<void>;
  dropCloses(scope: Scope, instrument: InstrumentId, source: string): Promise<void>;
  /** Those that wait and those that were decided on, oldest first; for so many days after they came. */
  oddPrices(scope: Scope, instrument: InstrumentId): Promise<OddPrice[]>;
  /** Takes the place of what has the same id. */
  saveOddPrice(scope: Scope, odd: OddPrice): Promise<void>;
  dropOddPrice(scope: Scope, instrument: InstrumentId, id: string): Promise<void>;
  rates(scope: Scope, source: string): Promise<StoredRates | undefined>;
  saveRates(scope: Scope, rates: StoredRates): Promise<void>;
}

/** A shelf that lasts as long as the process. */
export function createMemoryShelf(): PriceShelf {
  const odd = new Map<string, Map<string, OddPrice>>();
  const quotes = new Map<string, StoredQuote>();
  const closes = new Map<string, Map<string, StoredCloses>>();
  const rates = new Map<string, StoredRates>();
  const key = (scope: Scope, name: string) => `${scope}\n${name}`;

  return {
    ...createMemoryActions(),

    async lastQuote(scope, instrument) {
      return quotes.get(key(scope, instrument));
    },
    async saveQuote(scope, stored, correction) {
      const place = key(scope, stored.quote.instrument);
      const kept = quotes.get(place);
      if (correction || !kept || kept.quote.at <= stored.quote.at) quotes.set(place, stored);
    },
    async dropQuote(scope, instrument) {
      quotes.delete(key(scope, instrument));
    },
    async closes(scope, instrument) {
      return [...(closes.get(key(scope, instrument))?.values() ?? [])];
    },
    async saveCloses(scope, stored) {
      const place = key(scope, stored.series.instrument);
      const sources = closes.get(place) ?? new Map<string, StoredCloses>();
      closes.set(place, sources.set(stored.series.source, stored));
    },
    async dropCloses(scope, instrument, source) {
      closes.get(key(scope, instrument))?.delete(source);
    },
    async oddPrices(scope, instrument) {
      return [...(odd.get(key(scope, instrument))?.values() ?? [])].sort((a, b) => (a.keptAt < b.keptAt ? -1 : 1));
    },
    async saveOddPrice(scope, price) {
      const place = key(scope, price.quote.instrument);
      odd.set(place, (odd.get(place) ?? new Map()).set(price.id, price));
    },
    async dropOddPrice(scope, instrument, id) {
      odd.get(key(scope, instrument))?.delete(id);
    },
    async rates(scope, source) {
      return rates.get(key(scope, source));
    },
    async saveRates(scope, stored) {
      rates.set(key(scope, stored.table.source), stored);
    },
  };
}
