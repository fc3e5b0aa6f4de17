import type {
  Entry,
  EntryDraft,
  HISTORY_COLUMNS,
  History,
  Instrument,
  Portfolio,
  PortfolioSettings,
  Valuation,
} from "@tickfolio/engine";
import type { BackfillProgress } from "./backfill.ts";
import type { FiguresClient } from "./figures-client.ts";
import type { ListingDates } from "./listing-dates.ts";
import type { WireQuote } from "./messages.ts";
import type { OwnSourcesClient } from "./own-sources.ts";
import type { PriceCareClient } from "./price-care.ts";
import type { DecidedProposal, ProposalDecision, ProposalList } from "./proposals.ts";
import type {
  Health,
  InstrumentSuggestion,
  List,
  MarketStatus,
  PortfolioSummary,
  QuoteList,
  SessionInfo,
  UserSettings,
  WireCloses,
  WireRates,
  WrittenEntry,
} from "./resources.ts";

/** What a portfolio is made from; the client names it, so that asking twice makes it once. */
export type PortfolioDraft = PortfolioSettings & Pick<Portfolio, "id" | "name" | "sample">;

/** A listing to be made one of the user's instruments; asking again for the same listing answers with the same one. */
export type InstrumentDraft = Omit<Instrument, "id" | "listedFrom" | "listedUntil" | "formerSymbols">;

/** The one door to the server: the web, the CLI and the tests use it; only how a request is sent differs. Refusals throw `ApiProblem`. */
export interface Client extends FiguresClient, PriceCareClient, OwnSourcesClient {
  /** GET /api/health */
  health(): Promise<Health>;
  /** GET /api/session */
  session(): Promise<SessionInfo>;
  /** POST /api/session/link : a one-time link that lets another browser of this machine in (laptop only). */
  openLink(): Promise<{ url: string }>;
  /** GET, PUT /api/settings */
  settings(): Promise<UserSettings>;
  saveSettings(settings: UserSettings): Promise<UserSettings>;

  /** GET /api/portfolios (?deleted=true: those in the bin) */
  portfolios(options?: { deleted?: boolean }): Promise<List<PortfolioSummary>>;
  /** PUT /api/portfolios/:id ; `version` 0 creates, otherwise it must be the current one (409 `conflict`). */
  savePortfolio(draft: PortfolioDraft, version: number): Promise<PortfolioSummary>;
  /** DELETE /api/portfolios/:id puts it in the bin; POST /api/portfolios/:id/restore takes it out. */
  deletePortfolio(id: string): Promise<PortfolioSummary>;
  restorePortfolio(id: string): Promise<PortfolioSummary>;
  /** POST /api/sample makes the sample portfolio (once) with its trades on the simulated market. */
  makeSample(): Promise<PortfolioSummary>;

  /** GET /api/portfolios/:id/entries?after=N */
  entries(portfolio: string, after?: number): Promise<List<Entry>>;
  /** All of them behind number N, page after page of GET /api/portfolios/:id/journal?after=N, which has them as columns. */
  journal(portfolio: string, after?: number): Promise<Entry[]>;
  /** PUT /api/portfolios/:id/entries/:entry ; the same id with the same content answers as before. */
  writeEntry(portfolio: string, draft: EntryDraft): Promise<WrittenEntry>;
  /** POST /api/portfolios/:id/entries/:entry/undo with the id of the entry that undoes it. */
  undoEntry(portfolio: string, entry: string, undo: string): Promise<WrittenEntry>;
  /** GET /api/portfolios/:id/proposals?instrument= : splits and dividends that sources report and the journal does not have. */
  proposals(portfolio: string, instrument?: string): Promise<ProposalList>;
  /** PUT /api/portfolios/:id/proposals/:proposal ; adopting names the entry it writes. The same again answers as before. */
  decideProposal(portfolio: string, proposal: string, decision: ProposalDecision): Promise<DecidedProposal>;
  /** POST /api/portfolios/:id/imports (text/csv) ; `commit` false: what each row would become, nothing written. */
  importTrades(
    portfolio: string,
    file: { name: string; text: string; entry: string; commit: boolean },
  ): Promise<ImportResult>;
  /** POST /api/imports (text/csv) : what each row would become in a portfolio that is not made yet; nothing is written. */
  foreseeImport(settings: Pick<Portfolio, "baseCurrency" | "cash">, text: string): Promise<ImportResult>;
  /** GET /api/portfolios/:id/export : Tickfolio's own CSV. */
  exportTrades(portfolio: string): Promise<string>;

  /** GET /api/portfolios/:id/valuation?day= and GET /api/valuation?day= (all but samples, in the user's base currency). */
  valuation(portfolio: string, day?: string): Promise<WireValuation>;
  totalValuation(day?: string): Promise<WireValuation>;
  /** GET /api/portfolios/:id/history?from=&to= and GET /api/history?from=&to= */
  history(portfolio: string, from: string, to: string): Promise<WireHistory>;
  totalHistory(from: string, to: string): Promise<WireHistory>;

  /** GET /api/instruments ; PUT /api/instruments (find or make by listing) ; GET /api/instruments/search?q= (`simulated`: on the simulated market, for a sample portfolio) */
  instruments(): Promise<List<Instrument>>;
  saveInstrument(draft: InstrumentDraft): Promise<Instrument>;
  searchInstruments(text: string, options?: { simulated?: boolean }): Promise<List<InstrumentSuggestion>>;
  /** PUT /api/instruments/:id/listing : since when and until when it has its symbol. */
  saveListing(instrument: string, dates: ListingDates): Promise<Instrument>;
  /** PUT /api/instruments/:id/price : one manual price. */
  setPrice(instrument: string, price: { day: string; price: string }): Promise<WireQuote>;

  /** GET /api/quotes?instruments=a,b ; GET /api/closes?instruments=a,b&from= */
  quotes(instruments: readonly string[]): Promise<QuoteList>;
  closes(instruments: readonly string[], from: string): Promise<List<WireCloses>>;
  /** GET /api/rates?currencies=USD,GBP&from= ; best source first. `sample`: the simulated market's own, for sample portfolios. */
  rates(currencies: readonly string[], from: string, options?: { sample?: boolean }): Promise<List<WireRates>>;
  /** GET /api/market/status ; who is asked what, each with a switch (in the settings). */
  marketStatus(options?: { instruments?: boolean }): Promise<MarketStatus>;
  /** GET, POST, DELETE /api/market/backfill : how far the fetching of the past is; begins it again or goes on; stops it. */
  backfill(): Promise<BackfillProgress>;
  startBackfill(): Promise<BackfillProgress>;
  cancelBackfill(): Promise<BackfillProgress>;
  /** POST /api/push/ticket : a one-time ticket (60 s) that opens the socket at `url`. */
  pushTicket(): Promise<{ ticket: string; url: string; expiresAt: string }>;
}

export interface ImportResult {
  rows: {
    row: number;
    fate: "new" | "already-there" | "unreadable";
    field?: string;
    message?: string;
    transaction?: string;
  }[];
  /** What was read, but not quite as written: numbers rounded, columns nobody knows. */
  notes: { row: number; field: string; message: string }[];
  /** What is worth a look before it is written; written it is all the same. Asked with and without `commit` they are the same. */
  warnings: ImportWarning[];
  /** Symbols that become new instruments. */
  newInstruments: string[];
  entry: WrittenEntry | null;
}

export interface ImportWarning {
  /** Absent where it is about a transaction that was there before. */
  row?: number;
  /** Stable: `oversold`, `in_future`, `long_ago`, `no_price_source`, `other_currency`, `looks_there`, `rate_left_out`, ... */
  code: string;
  message: string;
}

/** A valuation as JSON: decimals as text, float64 figures as numbers. `asOf` is when the server computed it. */
export type WireValuation = AsJson<Valuation> & { asOf: string };
type HistoryColumn = (typeof HISTORY_COLUMNS)[number];
export type WireHistory = AsJson<Omit<History, HistoryColumn | "unpriced">> &
  Record<Exclude<HistoryColumn, "value">, number[]> & { value: (number | null)[]; unpriced: number[] };

/** What JSON makes of a type: `Decimal` becomes text. */
export type AsJson<T> = T extends { toJSON(): infer R }
  ? R
  : T extends readonly (infer E)[]
    ? AsJson<E>[]
    : T extends object
      ? { [K in keyof T]: AsJson<T[K]> }
      : T;
