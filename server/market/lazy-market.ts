import type { Market } from "./market.ts";

/** What requests ask of a market. */
export type AskedMarket = Omit<Market, "roster" | "openFeed" | "isTrading" | "close">;

/** A market that is opened when somebody first asks it: most requests need no provider key, and reading one takes time. */
export function createLazyMarket(open: () => Promise<AskedMarket>): AskedMarket {
  return {
    quotes: async (...asked) => (await open()).quotes(...asked),
    sourceless: async (...asked) => (await open()).sourceless(...asked),
    closes: async (...asked) => (await open()).closes(...asked),
    bring: async (...asked) => (await open()).bring(...asked),
    actions: async (...asked) => (await open()).actions(...asked),
    rates: async (...asked) => (await open()).rates(...asked),
    sampleRates: async (...asked) => (await open()).sampleRates(...asked),
    search: async (...asked) => (await open()).search(...asked),
    status: async (...asked) => (await open()).status(...asked),
    test: async (...asked) => (await open()).test(...asked),
    answered: async (...asked) => (await open()).answered(...asked),
    instrumentData: async (...asked) => (await open()).instrumentData(...asked),
    quarantined: async (...asked) => (await open()).quarantined(...asked),
    accept: async (...asked) => (await open()).accept(...asked),
    dismiss: async (...asked) => (await open()).dismiss(...asked),
    restore: async (...asked) => (await open()).restore(...asked),
    disagreements: async (...asked) => (await open()).disagreements(...asked),
    keepPast: async (...asked) => (await open()).keepPast(...asked),
    settingsChanged: async (...asked) => (await open()).settingsChanged(...asked),
    setPrice: async (...asked) => (await open()).setPrice(...asked),
    uploadPrices: async (...asked) => (await open()).uploadPrices(...asked),
    uploadManyPrices: async (...asked) => (await open()).uploadManyPrices(...asked),
    ownPrices: async (...asked) => (await open()).ownPrices(...asked),
    removePrice: async (...asked) => (await open()).removePrice(...asked),
    removeUpload: async (...asked) => (await open()).removeUpload(...asked),
  };
}
