import type { PriceShelf } from "../market/price-shelf.ts";
import type { Store } from "./store.ts";

/** The market's shelf in the store: prices outlive the process, and other processes read them. */
export function createStoreShelf(store: Pick<Store, "prices" | "rates" | "actions">): PriceShelf {
  return {
    ...store.actions,

    lastQuote: (scope, instrument) => store.prices(scope).lastKept(instrument),

    async saveQuote(scope, { quote, others }, correction) {
      await store.prices(scope).saveQuote(quote, correction, others);
    },
    dropQuote: (scope, instrument) => store.prices(scope).deleteQuote(instrument),

    async closes(scope, instrument) {
      const kept = await store.prices(scope).keptCloses(instrument);
      // A source has one series. Two are there only when a process died between writing one and removing the other.
      const newest = new Map<string, (typeof kept)[number]>();
      for (const entry of kept) {
        const other = newest.get(entry.series.source);
        if (!other || other.storedAt < entry.storedAt) newest.set(entry.series.source, entry);
      }
      return [...newest.values()];
    },

    async saveCloses(scope, { series, askedFrom }) {
      const prices = store.prices(scope);
      const { instrument, source, adjustment } = series;
      const before = await prices.keptCloses(instrument);
      await prices.saveCloses(series, askedFrom);
      for (const { series: old } of before) {
        if (old.source === source && old.adjustment !== adjustment) {
          await prices.deleteCloses(instrument, source, old.adjustment);
        }
      }
    },

    async dropCloses(scope, instrument, source) {
      const prices = store.prices(scope);
      for (const { series } of await prices.keptCloses(instrument)) {
        if (series.source === source) await prices.deleteCloses(instrument, source, series.adjustment);
      }
    },

    oddPrices: (scope, instrument) => store.prices(scope).oddPrices(instrument),
    saveOddPrice: (scope, odd) => store.prices(scope).saveOddPrice(odd),
    dropOddPrice: (scope, instrument, id) => store.prices(scope).deleteOddPrice(instrument, id),

    rates: (scope, source) => store.rates(scope).kept(source),
    saveRates: (scope, { table }) => store.rates(scope).saveRates(table),
  };
}
