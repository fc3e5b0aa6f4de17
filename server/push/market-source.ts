import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { Market } from "../market/market.ts";
import type { Store } from "../store/store.ts";
import type { QuoteSource } from "./hub.ts";

/** Quotes for the hub: clients speak of instruments by id, the market needs the instruments themselves. */
export function createMarketSource(parts: {
  store: Pick<Store, "forUser">;
  market: Pick<Market, "quotes" | "openFeed">;
  onError(error: unknown): void;
}): QuoteSource {
  const { store, market, onError } = parts;

  /** Those of the user's instruments that these ids name; an id that is not theirs names nothing. */
  async function resolve(user: string, ids: readonly InstrumentId[]): Promise<Instrument[]> {
    if (ids.length === 0) return [];
    const wanted = new Set(ids);
    return (await store.forUser(user).instruments()).filter(({ id }) => wanted.has(id));
  }

  return {
    async snapshot(user, ids) {
      const instruments = await resolve(user, ids);
      const { quotes } = await market.quotes(user, instruments, { isFollowed: true });
      const priced = new Set(quotes.map(({ instrument }) => instrument));
      return { quotes, unpriced: ids.filter((id) => !priced.has(id)) };
    },

    open(user, listener) {
      const feed = market.openFeed(user, listener);
      let generation = 0;
      return {
        watch(ids) {
          const mine = ++generation;
          resolve(user, ids).then((instruments) => {
            if (mine === generation) feed.watch(instruments);
          }, onError);
        },
        async close() {
          generation++;
          feed.close();
        },
      };
    },
  };
}
