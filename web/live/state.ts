import type { CloseSeries, Day, Entry, Instrument, InstrumentId, Quote, Rates } from "@tickfolio/engine";
import type { FeedStatus, PortfolioSummary, SessionInfo, UnpricedInstrument, UserSettings } from "@tickfolio/protocol";

/** What went wrong, in words for people; `status` 0 means that the server did not answer at all. */
export interface Trouble {
  message: string;
  code: string;
  status: number;
}

/** A part of the state that is asked for. What was once read stays true while a later request fails. */
export type Loaded<T> =
  | { state: "loading" }
  | { state: "ready"; value: T; trouble: Trouble | null }
  | { state: "failed"; trouble: Trouble };

/** Everything the screens know: facts from the server and prices from the feed. All figures are computed from it. */
export interface State {
  /** The first requests: who is asking, the settings, the portfolios and the instruments. */
  opening: Loaded<true>;
  session: SessionInfo | null;
  /** Which books are shown; null until that is known, and where nothing may be remembered of them. */
  books: string | null;
  settings: UserSettings;
  portfolios: readonly PortfolioSummary[];
  instruments: ReadonlyMap<InstrumentId, Instrument>;
  journals: ReadonlyMap<string, Loaded<readonly Entry[]>>;
  closes: ReadonlyMap<InstrumentId, CloseSeries>;
  quotes: ReadonlyMap<InstrumentId, Quote>;
  rates: Rates;
  /** The simulated market's, for sample portfolios only. */
  sampleRates: Rates;
  /** Why an instrument has no price, and what to do about it, by the server. */
  unpricedReasons: ReadonlyMap<InstrumentId, UnpricedInstrument>;
  /** The rates that the journals call for were asked for and answered, or there are none: until then nothing is booked, or it would be twice. */
  rated: boolean;
  /** Instruments whose prices were asked for and answered: until then they are unknown, not unpriced. */
  answered: ReadonlySet<InstrumentId>;
  /** Those whose daily closes were answered too. */
  charted: ReadonlySet<InstrumentId>;
  /** Prices or rates could not be read; figures rest on what was there before. */
  marketTrouble: Trouble | null;
  feed: FeedStatus;
  online: boolean;
  /** Null until they have come, which is after the first picture. */
  calendars: typeof import("./market-hours.ts") | null;
  /** The reader's calendar day. */
  today: Day;
}

/** The rates a portfolio is counted with. */
export function ratesOf(state: State, { sample }: { sample: boolean }): Rates {
  return sample ? state.sampleRates : state.rates;
}

export interface Store {
  get(): State;
  set(patch: Partial<State>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore(initial: State): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function initialState(rates: Rates, today: Day): State {
  return {
    opening: { state: "loading" },
    session: null,
    books: null,
    settings: { baseCurrency: "USD", providers: {}, sourcesSeen: false, version: 0 },
    portfolios: [],
    instruments: new Map(),
    journals: new Map(),
    closes: new Map(),
    quotes: new Map(),
    rates,
    sampleRates: rates,
    rated: false,
    unpricedReasons: new Map(),
    answered: new Set(),
    charted: new Set(),
    marketTrouble: null,
    feed: { connection: "connecting", upstream: null },
    online: true,
    calendars: null,
    today,
  };
}

export function troubleOf(error: unknown): Trouble {
  const { message, code, status } = error as Partial<Trouble>;
  return { message: message ?? String(error), code: code ?? "unexpected", status: status ?? -1 };
}
