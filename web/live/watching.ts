import type { InstrumentId } from "@tickfolio/engine";
import { type Client, connectFeed, type Feed } from "@tickfolio/protocol";
import { createBatches, type Frames, mergeQuotes } from "./batches.ts";
import type { createFigures } from "./figures.ts";
import type { Loading } from "./loading.ts";
import { type Store, troubleOf } from "./state.ts";
import { quoteOf } from "./wire.ts";

const frames: Frames = {
  next: (callback) => void requestAnimationFrame(callback),
  now: () => performance.now(),
  later: (callback, ms) => void setTimeout(callback, ms),
  // React draws what a store's change calls for in a microtask of its own, which comes before this one.
  afterDrawing: (callback) => queueMicrotask(callback),
};

/** Keeps the socket watching what the open positions need, and what a page asks for besides. */
export function startWatching(
  client: Client,
  store: Store,
  figures: ReturnType<typeof createFigures>,
  loading: Loading,
) {
  const extra = new Map<InstrumentId, number>();
  let watched: string | undefined;
  let wasLive = false;

  const addQuotes = createBatches((news) => {
    const { quotes } = store.get();
    const merged = mergeQuotes(quotes, news);
    if (merged !== quotes) store.set({ quotes: merged });
  }, frames);

  const feed: Feed = connectFeed({
    ticket: () => client.pushTicket(),
    socket: (url) => new WebSocket(new URL(url, location.href)),
    poll: async (instruments) => (await client.quotes(instruments)).items,
    onQuotes: (quotes) => addQuotes(quotes.map(quoteOf)),
    onState: (status) => {
      const isBack = status.connection === "live" && wasLive && store.get().feed.connection !== "live";
      wasLive ||= status.connection === "live";
      store.set({ feed: status });
      // What was written while nobody could tell us.
      if (isBack) void loading.open();
    },
    onPortfolio: (portfolio) => void follow(portfolio),
  });

  /** Somebody else wrote, perhaps in another tab: settings or entries, and perhaps a portfolio that is new. */
  async function follow(portfolio: string): Promise<void> {
    try {
      const [{ items }, settings] = await Promise.all([client.portfolios(), client.settings()]);
      store.set({ portfolios: items, settings });
      if (!items.some((one) => one.id === portfolio)) return;
      await loading.journal(portfolio);
      await loading.market();
    } catch (error) {
      const { opening } = store.get();
      if (opening.state === "ready") store.set({ opening: { ...opening, trouble: troubleOf(error) } });
    }
  }

  /** Even an empty set is said: the socket also tells what other tabs write. */
  function watch(): void {
    const state = store.get();
    if (state.opening.state !== "ready") return;
    const open = new Set(extra.keys());
    for (const { id } of state.portfolios) {
      for (const position of figures.book(state, id)?.positions.values() ?? []) {
        if (!position.quantity.isZero()) open.add(position.instrument);
      }
    }
    const key = [...open].sort().join();
    if (key === watched) return;
    watched = key;
    feed.watch([...open]);
  }
  store.subscribe(watch);

  addEventListener("online", () => {
    store.set({ online: true });
    feed.retry();
    void loading.open();
  });
  addEventListener("offline", () => store.set({ online: false }));

  return {
    /** Watches an instrument while a page shows it, held or not. */
    also(instrument: InstrumentId): () => void {
      extra.set(instrument, (extra.get(instrument) ?? 0) + 1);
      watch();
      return () => {
        const count = (extra.get(instrument) ?? 1) - 1;
        if (count > 0) extra.set(instrument, count);
        else extra.delete(instrument);
        watch();
      };
    },
    retry: () => feed.retry(),
  };
}
