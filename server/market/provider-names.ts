/** Every source of market data there is, also those a home was not started with: a switch outlives a start without it. */
export const PROVIDER_NAMES: readonly string[] = ["simulator", "finnhub", "price-folder", "stooq", "ecb"];
