import type { Adjustment, Entry, Instrument, Portfolio } from "@tickfolio/engine";
import type { WireQuote } from "./messages.ts";

/** `instance` differs with every start of the server. */
export interface Health {
  status: "ok";
  version: string;
  storage: string;
  startedAt: string;
  instance: string;
}

/** Who is asking, and what this home can do. */
export interface SessionInfo {
  user: { id: string; name: string };
  home: "laptop" | "cloud";
  version: string;
  /** Server's clock, so that ages of prices do not depend on the reader's. */
  now: string;
}

export interface UserSettings {
  /** The currency in which all portfolios are added up. */
  baseCurrency: string;
  /** Providers the user has switched on or off; absent: the provider's default. */
  providers: Record<string, boolean>;
  /** false: they have not been shown who would be asked for prices, and nobody outside is asked for them. */
  sourcesSeen?: boolean;
  version: number;
}

/** Lists come in pages; `next` continues, null ends. */
export interface List<T> {
  items: T[];
  next: string | null;
}

/** Why an instrument has no price, and what a person can do about it. */
export interface UnpricedInstrument {
  instrument: string;
  /** Stable: `add-key`, `switch-on`, `wait`, `upload-prices`, `not-simulated`. */
  code: string;
  message: string;
  /** Those that could have a price of it, best first, and what each lacks. */
  sources: { name: string; lacks: "key" | "switch" }[];
}

export interface QuoteList extends List<WireQuote> {
  unpriced: UnpricedInstrument[];
}

/** A portfolio with where its journal stands: `entries` is the number of the last entry. */
export interface PortfolioSummary extends Portfolio {
  entries: number;
  /** Of one in the bin: until when it can be taken out again. Then it is removed for good. */
  keptUntil?: string;
}

/** Daily closes on the wire: day numbers and closes side by side (float64 as JSON numbers: a series is valued, not booked). */
export interface WireCloses {
  instrument: string;
  source: string;
  currency: string;
  adjustment: Adjustment;
  adjustedThrough?: string;
  days: number[];
  closes: number[];
}

export interface WireRates {
  base: string;
  source: string;
  days: number[];
  /** null where the source has none. */
  columns: Record<string, (number | null)[]>;
}

/** A search result; `instrument` is set when the user already has it. */
export interface InstrumentSuggestion {
  symbol: string;
  name: string;
  kind: Instrument["kind"];
  mic: string | null;
  currency: string | null;
  quotedIn?: string;
  isin?: string;
  figi?: string;
  /** Nobody who is switched on would be asked for its price. */
  isUnquoted?: boolean;
  source: string;
  instrument?: string;
}

/** A provider's state in words, for the page that lists who is asked what. */
export interface ProviderStatus {
  name: string;
  title: string;
  asks: string;
  hosts: string[];
  /** Asked now. `defaultOn`: it is unless it is switched off. */
  enabled: boolean;
  defaultOn: boolean;
  state: "ok" | "idle" | "needs-key" | "off" | "blocked" | "rate-limited" | "failing";
  /** One sentence, with the remedy where there is one. */
  message: string;
  retryAt?: string;
  lastSuccess?: string;
  /** What it can be asked for: `quote`, `stream`, `closes`, `search`, `profile`, `rates`, `actions`, `resolve`. */
  capabilities: string[];
  /** Whose prices it brings: everybody's, those who share this deployment's keys, or the user's own. */
  scope: "public" | "deployment" | "own";
  /** What a person does about its state, in words. */
  remedy?: string;
  terms?: string;
  /** Whether it takes a key, whose key it has, and how to get one. */
  key?: { isNeeded: boolean; held: "none" | "own" | "deployment"; howToGet: string };
  /** One line for each window of its quota. */
  budget?: { perSeconds: number; used: number; limit: number; resetsAt?: string }[];
}

/** What an instrument's prices rest on. */
export interface InstrumentData {
  instrument: string;
  /** The source of the last price; null where there is none. `pinned` where the user has chosen it. */
  source: string | null;
  pinned: boolean;
  /** The source the user wants before all others, also while it has no price. */
  pin?: string;
  price?: number;
  currency: string;
  /** Of when the last price is. */
  at?: string;
  session: "pre" | "regular" | "post" | "closed" | "unknown";
  /** Sources that could be wanted before all others, best first. */
  sources: string[];
  /** Each source's daily closes. */
  series: KnownSeries[];
  /** Prices that were too odd to be believed. */
  quarantined: QuarantinedPrice[];
  /** What other sources say where it is not the same. */
  disagreements: Disagreement[];
  /** What to do where there is no price. */
  nextStep?: string;
}

/** One source's daily closes. `gaps`: the newest sessions between its first and its last that it has none of; `missing` counts them all. */
export interface KnownSeries {
  source: string;
  adjustment: Adjustment;
  from: string;
  to: string;
  closes: number;
  gaps: DayRange[];
  missing: number;
}

/** Who is asked what, and what each of the user's instruments rests on. */
export interface MarketStatus extends List<ProviderStatus> {
  instruments: InstrumentData[];
}

export interface DayRange {
  from: string;
  to: string;
}

/** What another source said last, where it is not what is shown. */
export interface Disagreement {
  source: string;
  price: number;
  at: string;
  day: string;
}

export interface QuarantinedPrice {
  id: string;
  /** One price, or the last of a whole series of closes that is not believed. */
  kind: "price" | "series";
  source: string;
  price: number;
  currency: string;
  at: string;
  /** The last good price it was compared with. */
  against?: number;
  /** One sentence: why it is not believed. */
  reason: string;
}

export interface WrittenEntry extends Entry {
  /** What this entry made wrong, e.g. more sold than held. */
  warnings: { code: string; message: string; transaction?: string }[];
}
