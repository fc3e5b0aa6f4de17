import type { CloseSeries, Day, InstrumentId, Quote, RateTable } from "@tickfolio/engine";

/** Whose prices: everybody's, those the operator's keys brought, or one user's own. Nobody's upload changes another's. */
export type Scope = "public" | "deployment" | `user:${string}`;

/** A last price, and when it was written down. */
export interface StoredQuote {
  quote: Quote;
  storedAt: string;
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

/** Where validated prices are kept. What is saved replaces what was there of the same source, as a whole. */
export interface PriceShelf {
  lastQuote(scope: Scope, instrument: InstrumentId): Promise<StoredQuote | undefined>;
  /** A newer quote that is kept stays, unless a person corrects what they said. */
  saveQuote(scope: Scope, stored: StoredQuote, correction: boolean): Promise<void>;
  /** One entry per source. */
  closes(scope: Scope, instrument: InstrumentId): Promise<StoredCloses[]>;
  saveCloses(scope: Scope, closes: StoredCloses): Promise<void>;
  rates(scope: Scope, source: string): Promise<StoredRates | undefined>;
  saveRates(scope: Scope, rates: StoredRates): Promise<void>;
}

/** A shelf that lasts as long as the process. */
export function createMemoryShelf(): PriceShelf {
  const quotes = new Map<string, StoredQuote>();
  const closes = new Map<string, Map<string, StoredCloses>>();
  const rates = new Map<string, StoredRates>();
  const key = (scope: Scope, name: string) => `${scope}\n${name}`;

  return {
    async lastQuote(scope, instrument) {
      return quotes.get(key(scope, instrument));
    },
    async saveQuote(scope, stored, correction) {
      const place = key(scope, stored.quote.instrument);
      const kept = quotes.get(place);
      if (correction || !kept || kept.quote.at <= stored.quote.at) quotes.set(place, stored);
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
