import type { CloseSeries, Day, InstrumentId, Quote, RateTable } from "@tickfolio/engine";

/** Whose prices: everybody's, those the operator's keys brought, or one user's own. Nobody's upload changes another's. */
export type Scope = "public" | "deployment" | `user:${string}`;

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

/** Where validated prices are kept. What is saved replaces what was there of the same source, as a whole. */
export interface PriceShelf {
  lastQuote(scope: Scope, instrument: InstrumentId): Promise<Quote | undefined>;
  saveQuote(scope: Scope, quote: Quote): Promise<void>;
  /** One entry per source. */
  closes(scope: Scope, instrument: InstrumentId): Promise<StoredCloses[]>;
  saveCloses(scope: Scope, closes: StoredCloses): Promise<void>;
  rates(scope: Scope, source: string): Promise<StoredRates | undefined>;
  saveRates(scope: Scope, rates: StoredRates): Promise<void>;
}

/** A shelf that lasts as long as the process. */
export function createMemoryShelf(): PriceShelf {
  const quotes = new Map<string, Quote>();
  const closes = new Map<string, Map<string, StoredCloses>>();
  const rates = new Map<string, StoredRates>();
  const key = (scope: Scope, name: string) => `${scope}\n${name}`;

  return {
    async lastQuote(scope, instrument) {
      return quotes.get(key(scope, instrument));
    },
    async saveQuote(scope, quote) {
      quotes.set(key(scope, quote.instrument), quote);
    },
    async closes(scope, instrument) {
      return [...(closes.get(key(scope, instrument))?.values() ?? [])];
    },
    async saveCloses(scope, stored) {
      const place = key(scope, stored.series.instrument);
      const sources = closes.get(place) ?? new Map<string, StoredCloses>();
      closes.set(place, sources.set(stored.series.source, stored));
    },
    async rates(scope, source) {
      return rates.get(key(scope, source));
    },
    async saveRates(scope, stored) {
      rates.set(key(scope, stored.table.source), stored);
    },
  };
}
