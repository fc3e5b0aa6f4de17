import type { Currency } from "./money.ts";

/** Opaque and permanent: it outlives a change of ticker. */
export type InstrumentId = string;

export type InstrumentKind = "stock" | "fund" | "crypto" | "other";

/** What can be held and quoted. */
export interface Instrument {
  id: InstrumentId;
  /** The widely known suffix notation, in its one canonical spelling: `AAPL`, `BRK-B`, `VOD.L`, `7203.T`, `BTC-USD`. */
  symbol: string;
  name: string;
  kind: InstrumentKind;
  /** Market identifier code of the listing (ISO 10383); `SIM` for the simulated market, null for custom instruments. */
  mic: string | null;
  /** The major currency (ISO 4217) in which everything about it is booked and valued: GBP for a share quoted in pence. */
  currency: Currency;
  /** The unit the exchange quotes in where it is a minor one: `GBX`, `ILA`, `ZAC`. Prices are converted when read. */
  quotedIn?: string;
  isin?: string;
}
