import * as z from "zod/mini";
import type { Day } from "./day.ts";
import type { Currency } from "./money.ts";
import { currencyCode, dayText, freeText, lazy } from "./schema.ts";

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
  /** First and last day under its symbol, where they are known: another company may have had the symbol before, or have it now. */
  listedFrom?: Day;
  listedUntil?: Day;
  /** Symbols it had before. They find it; no source is asked for them. */
  formerSymbols?: readonly string[];
}

export const instrumentSchema = lazy(() =>
  z.strictObject({
    id: z.string().check(z.minLength(1), z.maxLength(100)),
    symbol: z.string().check(z.minLength(1), z.maxLength(40)),
    name: freeText(200),
    kind: z.enum(["stock", "fund", "crypto", "other"]),
    mic: z.nullable(z.string().check(z.regex(/^[A-Z0-9]{2,4}$/, 'Expected a market identifier code, like "XNAS".'))),
    currency: currencyCode(),
    quotedIn: z.optional(z.string().check(z.minLength(3), z.maxLength(10))),
    isin: z.optional(z.string().check(z.regex(/^[A-Z]{2}[A-Z0-9]{9}\d$/, "Expected an ISIN of 12 characters."))),
    listedFrom: z.optional(dayText()),
    listedUntil: z.optional(dayText()),
    formerSymbols: z.optional(z.array(freeText(40)).check(z.maxLength(20))),
  }),
);
