import type { CloseSeries, Day, Decimal, Instrument, Quote, RateTable } from "@tickfolio/engine";
import type { ProviderStatus, ProviderTest } from "@tickfolio/protocol";
import { createCorrections } from "./corrections.ts";
import { createDesk, type IsEnabled } from "./desk.ts";
import { createKeepPast, type KeepPast } from "./ended-listing.ts";
import { createInstrumentData, type DataOf } from "./instrument-data.ts";
import { createBoard } from "./judging/board.ts";
import { createKnownSplits } from "./judging/known-splits.ts";
import { createQuarantine, type Quarantine } from "./judging/quarantine.ts";
import { seriesWithin } from "./listing-span.ts";
import { createLive, type Feed, type FeedListener } from "./live/live.ts";
import { nextStepFor, type OwnRemedy, type Unpriced } from "./next-step.ts";
import { createActionsDesk, type KnownActions } from "./past/actions-desk.ts";
import type { Brought } from "./past/bring-closes.ts";
import { createClosesDesk } from "./past/closes-desk.ts";
import { createRatesDesk } from "./past/rates-desk.ts";
import type { PriceShelf } from "./price-shelf.ts";
import type { Clock, FoundInstrument, Provider } from "./provider.ts";
import type { ProviderState } from "./quota/provider-state.ts";
import { statusesOf } from "./roster/provider-status.ts";
import { createFixedRoster, type Roster } from "./roster/roster.ts";
import { createProviderTests } from "./roster/test-provider.ts";
import { searchAll } from "./search/search.ts";
import { systemTimers, type Timers, within } from "./timers.ts";
import { isTrading } from "./trading.ts";
import { createOwnPrices, type OwnPricesOf } from "./uploads/own-prices.ts";
import {
  createOwnUploads,
  type ManyUploaded,
  type PriceUploadFile,
  type UploadOptions,
  type UploadResult,
} from "./uploads/own-uploads.ts";
import { scopesFor } from "./user-desk.ts";

export interface MarketOptions {
  /** Who can be asked on whose behalf; or the same providers for everybody. */
  providers: Roster | readonly Provider[];
  shelf: PriceShelf;
  clock: Clock;
  timers?: Timers;
  /** Between 0 and 1; spreads repeated requests. */
  random?: () => number;
  /** Whether a user lets a provider be asked. */
  isEnabled: IsEnabled;
  log?: (message: string) => void;
  /** Where other processes find what is known about providers. Left out, it is known here alone. */
  state?: ProviderState;
  /** Several short-lived processes share the shelf: what another has just written is not asked for again. */
  sharedShelf?: boolean;
  /** What a person without a price can do by themselves here: `upload prices of X, or type one`. */
  ownRemedy?: OwnRemedy;
  /** How long `quotes` waits for fresh prices before it answers with the last known ones. */
  patienceMs?: number;
}

export interface Market extends Quarantine {
  readonly roster: Roster;
  /** The last known prices, after asking again for stale ones with a little patience; and who has none, with what to do about it. */
  quotes(
    user: string,
    instruments: readonly Instrument[],
    /** A feed follows that brings fresher ones: what is known is then enough to begin with, where there is something of each. */
    how?: { isFollowed?: boolean },
  ): Promise<{ quotes: Quote[]; unpriced: Unpriced[] }>;
  /** Those nobody has a price of and nobody would be asked for one, with what to do about it. Nobody is asked. */
  sourceless(user: string, instruments: readonly Instrument[]): Promise<Unpriced[]>;
  /** Daily closes from one source, from a little before `from`, so that a weekend has a price. */
  closes(user: string, instrument: Instrument, from: Day): Promise<CloseSeries | undefined>;
  /** Has daily closes from a day on stored that are not older than an instant, with nobody waiting for them; says what came of it. */
  bring(user: string, instrument: Instrument, from: Day, notBeforeMs: number): Promise<Brought>;
  /** What companies did from a day on, as each source that may be asked reports it. */
  actions(user: string, instrument: Instrument, from: Day): Promise<KnownActions>;
  /** Reference rates, best source first. Empty when there is no source. */
  rates(user: string, from: Day): Promise<RateTable[]>;
  /** The simulated market's own rates: for sample portfolios, and never for others. */
  sampleRates(from: Day): Promise<RateTable[]>;
  search(user: string, text: string, options?: { simulated?: boolean }): Promise<FoundInstrument[]>;
  /** Who is asked what, and how they are. */
  status(user: string): Promise<ProviderStatus[]>;
  /** Asks a provider one cheap thing on a user's behalf; undefined where there is none of that name. */
  test(user: string, provider: string): Promise<ProviderTest | undefined>;
  /** A provider has answered with the key it has now, whatever it said before. */
  answered(user: string, provider: string): Promise<void>;
  /** What the prices of some instruments rest on. Nobody is asked. */
  instrumentData: DataOf;
  /** What is known of a listing that has ended becomes the user's own, before its symbol is somebody else's. */
  keepPast: KeepPast;
  /** A user has saved other settings: what is asked from now on follows them. */
  settingsChanged(user: string): void | Promise<void>;
  /** A price somebody typed. Only they see it. */
  setPrice(user: string, instrument: Instrument, price: { day: Day; price: Decimal }): Promise<Quote>;
  /** Prices somebody uploaded, of one instrument or of all of theirs that the file has. Only they see them. */
  uploadPrices(
    user: string,
    instrument: Instrument,
    file: PriceUploadFile,
    options: UploadOptions,
  ): Promise<UploadResult>;
  uploadManyPrices(
    user: string,
    instruments: readonly Instrument[],
    file: PriceUploadFile,
    options: UploadOptions,
  ): Promise<ManyUploaded>;
  /** What somebody typed and uploaded, and taking it back. */
  ownPrices(user: string, instrument: Instrument): Promise<OwnPricesOf>;
  removePrice(user: string, instrument: Instrument, day: Day): Promise<boolean>;
  removeUpload(user: string, instrument: Instrument): Promise<boolean>;
  openFeed(user: string, listener: FeedListener): Feed;
  /** Whether its prices may move now, by the calendar as the deployment's sources correct it. */
  isTrading(instrument: Instrument): boolean;
  /** Ends streams and requests, and saves the last prices. */
  close(): Promise<void>;
}

export function createMarket(options: MarketOptions): Market {
  const { shelf, clock, timers = systemTimers, random = Math.random, patienceMs = 2_000 } = options;
  const log = options.log ?? (() => {});
  const shared = options.sharedShelf ? { rereadMs: 20_000, freshMs: 90_000 } : undefined;
  const roster = "of" in options.providers ? options.providers : createFixedRoster(options.providers);
  const splitsOf = createKnownSplits(roster, shelf);
  const board = createBoard(shelf, clock, log, shared, splitsOf);
  const desk = createDesk(roster, board, clock, options.isEnabled, log, options.state);
  const corrections = createCorrections(clock, log);
  const live = createLive({ desk, board, corrections, clock, timers, random, log });
  const closesDesk = createClosesDesk({ desk, shelf, clock, timers, random, log, splitsOf, board, odd: board.odd });
  const actionsDesk = createActionsDesk({ desk, shelf, clock, timers, random, log });
  const ratesDesk = createRatesDesk({ desk, shelf, clock, timers, random, log });
  const instrumentData = createInstrumentData({ desk, board, shelf, clock, ownRemedy: options.ownRemedy });
  const ownPrices = createOwnPrices(board, shelf, clock);
  const quarantine = createQuarantine(board, desk, closesDesk.accept, ownPrices.settle);
  const uploads = createOwnUploads(ownPrices);

  return {
    roster,

    async quotes(user, instruments, { isFollowed = false } = {}) {
      const mine = await desk.forUser(user);
      const wanted = await Promise.all(
        instruments.map(async (instrument) => {
          // Read first: what the shelf has may be fresh enough.
          const lasts = await board.lasts(scopesFor(user, instrument), instrument.id);
          return { instrument, chain: mine.chain(instrument, "quote"), isKnown: lasts.length > 0 };
        }),
      );
      const atOnce = isFollowed && wanted.every(({ isKnown }) => isKnown);
      await within(timers, atOnce ? 0 : patienceMs, desk.refresh(wanted));
      const quotes: Quote[] = [];
      const unpriced: Unpriced[] = [];
      for (const instrument of instruments) {
        const quote = mine.best(instrument, await board.lasts(scopesFor(user, instrument), instrument.id));
        if (quote) quotes.push(quote);
        else unpriced.push(nextStepFor(desk, mine, instrument, options.ownRemedy));
      }
      return { quotes, unpriced };
    },

    async sourceless(user, instruments) {
      const mine = await desk.forUser(user);
      const steps: Unpriced[] = [];
      for (const instrument of instruments) {
        if (mine.best(instrument, await board.lasts(scopesFor(user, instrument), instrument.id))) continue;
        const step = nextStepFor(desk, mine, instrument, options.ownRemedy);
        if (step.code !== "wait") steps.push(step);
      }
      return steps;
    },

    async closes(user, instrument, from) {
      const series = await closesDesk.closes(user, instrument, from);
      return series && seriesWithin(series, instrument);
    },
    bring: (user, instrument, from, notBeforeMs) => closesDesk.bring(user, instrument, from, notBeforeMs),
    actions: (user, instrument, from) => actionsDesk.actions(user, instrument, from),
    rates: (user, from) => ratesDesk.rates(user, from),
    sampleRates: (from) => ratesDesk.sampleRates(from),
    search: (user, text, { simulated = false } = {}) => searchAll(desk, user, text, simulated, timers),

    ...createProviderTests(desk, clock),
    status: async (user) => statusesOf(desk, await desk.forUser(user)),
    instrumentData,

    settingsChanged(user) {
      options.isEnabled.forget?.(user);
      live.renew();
    },
    ...quarantine,
    keepPast: createKeepPast(shelf, board, clock),
    setPrice: (user, instrument, price) => ownPrices.setPrice(user, instrument, price),
    uploadPrices: (user, instrument, file, how) => uploads.upload(user, instrument, file, how),
    uploadManyPrices: (user, instruments, file, how) => uploads.uploadMany(user, instruments, file, how),
    ownPrices: (user, instrument) => ownPrices.of(user, instrument),
    removePrice: (user, instrument, day) => ownPrices.removePrice(user, instrument, day),
    removeUpload: (user, instrument) => ownPrices.removeUpload(user, instrument),
    openFeed: (user, listener) => live.open(user, listener),
    isTrading: (instrument) => isTrading(instrument, clock(), corrections.exchangeOf(instrument)),

    async close() {
      desk.close();
      corrections.close();
      await live.close();
      await board.flush();
      await desk.saved();
      await roster.close?.();
    },
  };
}
