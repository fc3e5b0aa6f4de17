import type {
  CloseSeries,
  Currency,
  Day,
  DayCorrection,
  Instrument,
  InstrumentKind,
  Quote,
  RateTable,
  ReportedAction,
} from "@tickfolio/engine";
import type { Scope } from "./price-shelf.ts";
import type { Limiter, Limits } from "./quota/limiter.ts";
import type { Timers } from "./timers.ts";

/** What a provider can be asked for. */
export const CAPABILITIES = ["quote", "stream", "closes", "search", "profile", "rates", "actions", "resolve"] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Why a provider did not answer with data. Each is a state a person can read. */
export type ProviderFailure =
  | "not-found"
  | "no-data"
  | "unauthorized"
  | "plan-restricted"
  | "rate-limited"
  | "blocked"
  | "malformed"
  | "transient"
  | "unsupported";

export class ProviderError extends Error {
  override name = "ProviderError";
  readonly provider: string;
  readonly reason: ProviderFailure;
  /** For `rate-limited`: when asking again makes sense (UTC instant). */
  readonly retryAt?: string;
  /** For `malformed`: the beginning of what came, without keys, at most 2 KB. */
  sample?: string;

  /** `message` says what happened in words for people, and never holds a key or a URL with one. */
  constructor(provider: string, reason: ProviderFailure, message: string, retryAt?: string) {
    super(message);
    this.provider = provider;
    this.reason = reason;
    if (retryAt !== undefined) this.retryAt = retryAt;
  }
}

/** A search result, before it is somebody's instrument. */
export interface FoundInstrument {
  symbol: string;
  name: string;
  kind: InstrumentKind;
  mic: string | null;
  currency: Currency | null;
  quotedIn?: string;
  isin?: string;
  figi?: string;
  /** Nobody who is switched on would be asked for its price. */
  isUnquoted?: boolean;
  source: string;
}

/** A number that names a security, or one of its listings (`figi`), whoever sells it. */
export interface Identifier {
  kind: "isin" | "wkn" | "cusip" | "sedol" | "figi";
  value: string;
}

export type { ReportedAction, ReportedDividend, ReportedSplit } from "@tickfolio/engine";

export interface InstrumentProfile {
  name?: string;
  industry?: string;
  country?: string;
  webUrl?: string;
}

/** What is known of days at some markets, beside their calendars. */
export interface MarketDays {
  mics: readonly string[];
  days: ReadonlyMap<Day, DayCorrection>;
}

/** One upstream connection for a changing set of instruments. */
export interface QuoteStream {
  /** The whole set that is wanted now, most important first. */
  watch(instruments: readonly Instrument[]): void;
  close(): Promise<void>;
}

export interface StreamListener {
  quote(quote: Quote): void;
  /** `live` once connected, `down` with the reason in words when it is not, and with the kind of failure where it will not pass. */
  state(state: "connecting" | "live" | "down", reason?: string, failure?: ProviderFailure): void;
}

/**
 * A source of market data. Only the methods its capabilities name are there; each refuses with a `ProviderError`.
 * A method hands its signal on to its limiter: that says what the request is for (`purpose.ts`).
 * Prices it emits are in the instrument's major currency and validated: positive and finite.
 */
export interface Provider {
  /** Stable and short: `simulator`, `finnhub`, `twelve-data`, `price-folder`, `manual`. */
  readonly name: string;
  readonly title: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Hosts it sends requests to, for the page that lists who is asked what. Empty: nothing leaves the machine. */
  readonly hosts: readonly string[];
  /** One sentence: what it is asked, and with what of the user's data (symbols only, ...). */
  readonly asks: string;
  /** Whose prices these are: see DESIGN 6. */
  readonly scope: Scope;
  /** Which key it asks with, as a hash: what is remembered about a key does not count for the next one. Absent: it has none. */
  readonly keyHash?: string | undefined;
  /** Whether it is asked unless the user has switched it off. */
  readonly defaultOn: boolean;
  /** Prices only invented instruments (MIC `SIM`), which nobody else prices. */
  readonly simulated?: boolean;
  /** The source whose rates it has once more: it is asked only where that one has none, and then its table takes the other's place. */
  readonly standsInFor?: string;
  /** Set when something is missing before it can be asked, in words for people: `Finnhub needs a key.` It is then only listed. */
  readonly needs?: string | undefined;
  /** What its terms allow, where a person should know before switching it on: `Unofficial; for personal use.` */
  readonly terms?: string | undefined;
  /** Whether it takes a key, and what a person does to get one. Absent: it takes none. */
  readonly key?: { isNeeded: boolean; howToGet: string } | undefined;
  /** Where a person puts its key, in words: `Start Tickfolio again with TICKFOLIO_FINNHUB_KEY set to your key.` */
  readonly keyRemedy?: string | undefined;
  /** Whether somebody without a price is sent to it: it has one on every plan. Absent: whatever it covers. */
  readonly isSureOf?: (instrument: Instrument) => boolean;
  /** Something a person should know although it answers: rows that were left out of a file. */
  readonly notice?: string | undefined;
  /** Of one that stands beside another of its name: which instruments somebody has said how to spell there. It is asked for these alone. */
  readonly isRespelling?: ((instrument: Instrument) => boolean) | undefined;
  /** How many instruments one `quote` may name. What a batch's answer leaves out has no price there. */
  readonly quoteBatch: number;
  /** Its quota counts the symbols of a batch, not the request. */
  readonly countsSymbols?: boolean;
  /** How long a quote from it counts as fresh, so that it is not asked again. */
  readonly freshMs: number;
  /** Whether asking makes sense; says what it could do with a key where only that is missing. */
  covers(instrument: Instrument, capability: Capability): boolean;
  quote?(instruments: readonly Instrument[], signal?: AbortSignal): Promise<Quote[]>;
  closes?(instrument: Instrument, from: Day, signal?: AbortSignal): Promise<CloseSeries>;
  search?(text: string, signal?: AbortSignal): Promise<FoundInstrument[]>;
  profile?(instrument: Instrument, signal?: AbortSignal): Promise<InstrumentProfile>;
  /** Daily reference rates from `from` on, or more. */
  rates?(from: Day, signal?: AbortSignal): Promise<RateTable>;
  /** Splits and dividends from a day on, ascending. */
  actions?(instrument: Instrument, from: Day, signal?: AbortSignal): Promise<ReportedAction[]>;
  /** The listings of each identifier, in the order asked; none where it is not known. */
  resolve?(identifiers: readonly Identifier[], signal?: AbortSignal): Promise<FoundInstrument[][]>;
  /** One cheap request that fails where its key or its access is not in order. */
  test?(signal?: AbortSignal): Promise<void>;
  /** How much of each window of its quota is used. */
  budget?(): Promise<readonly QuotaUse[]>;
  /** Days on which a market is closed or closes early, where it knows them. What it leaves out it says nothing of. */
  marketDays?(signal?: AbortSignal): Promise<MarketDays>;
  stream?(listener: StreamListener): QuoteStream;
  /** How many symbols its stream carries at once. Absent: any number. */
  readonly streamLimit?: number;
  /** How many quotes a minute polling may ask for. Absent: any number. */
  readonly pollsPerMinute?: number;
}

export type Clock = () => number;

/** One window of a quota: `used` of `limit` requests within `perMs`, free again from `resetsAt` on. */
export interface QuotaUse {
  perMs: number;
  used: number;
  limit: number;
  resetsAt?: string;
}

/** What every provider that is asked over the network is made of. */
export interface ProviderParts {
  clock: Clock;
  key?: string | undefined;
  keyRemedy?: string | undefined;
  /** Whose prices they become: a key of one person's own brings prices for that person only. */
  scope?: Scope | undefined;
  /** How somebody says it spells an instrument; undefined where its own way of spelling holds. */
  spelling?: ((instrument: Instrument) => string | undefined) | undefined;
  /** Keeps its requests within its quota; left out, within this process alone. */
  quota?: QuotaFor | undefined;
  timers?: Timers | undefined;
  /** Between 0 and 1. */
  random?: (() => number) | undefined;
  /** Another address than its own: a fake in tests; and another of its stream. */
  url?: string | undefined;
  socketUrl?: string | undefined;
  fetch?: typeof fetch | undefined;
  timeoutMs?: number | undefined;
  log?: ((message: string) => void) | undefined;
}

/** The limiter of a provider's requests with the key it has. */
export type QuotaFor = (provider: { name: string; title: string }, limits: Limits) => Limiter;
