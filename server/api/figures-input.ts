import {
  addDays,
  type BookInput,
  type CloseSeries,
  type Currency,
  createRates,
  type Day,
  type Instrument,
  type InstrumentId,
  instrumentsOf,
  liveTransactions,
  type MarketView,
  type Portfolio,
  type Quote,
  sessionsOfMarkets,
  type Transaction,
} from "@tickfolio/engine";
import { bookInputOf } from "./book-input.ts";
import { earliest, latest, localDay } from "./days.ts";
import type { AppDeps } from "./deps.ts";
import { ApiError, invalid } from "./errors.ts";
import { requireHome } from "./journal-checks.ts";
import { portfolioOf } from "./portfolio-routes.ts";
import type { RouteContext } from "./route.ts";
import { settingsOf } from "./session-routes.ts";

/** A close this long before the day still prices it; the engine calls it stale long before. */
const LOOK_BACK_DAYS = 30;

/** One portfolio with everything its figures rest on. */
export interface Part {
  portfolio: Portfolio;
  input: BookInput;
  market: MarketView;
}

/** What figures are asked for: the portfolio that the path names or, where it names none, all that count, with their prices and rates. */
export interface FiguresInput {
  /** One, unless all are asked for. */
  parts: Part[];
  isOfAll: boolean;
  /** Of the figures: the portfolio's own, or the user's where all are asked for. */
  currency: Currency;
  /** Prices, and rates from the portfolios' currencies into that one. */
  market: MarketView;
  instruments: ReadonlyMap<InstrumentId, Instrument>;
  benchmark: Instrument | null;
  /** Today, or the later date that a session in the far east is already on. */
  today: Day;
  /** Of the first and the last transaction; today where there is none. */
  first: Day;
  last: Day;
}

interface Asked {
  /** From which day on closes are needed; null: no day but today is priced. `first` is the day of the first transaction. */
  closesSince: ((first: Day, today: Day) => Day) | null;
  /** From which day on rates between portfolios are needed. Default: as closes. */
  ratesSince?: (first: Day, today: Day) => Day;
  /** What is booked later needs no prices. Default: everything does. */
  through?: Day | undefined;
  benchmark?: InstrumentId | undefined;
  /** Only this one needs prices. Default: all of the journals. */
  instrument?: InstrumentId | undefined;
  /** Needs rates too, besides those of the journals. */
  currency?: Currency | undefined;
}

/** Reads journals, and asks the market once for all of them. */
export async function figuresInput(deps: AppDeps, c: RouteContext, asked: Asked): Promise<FiguresInput> {
  const { store, user } = c.var;
  const isOfAll = c.req.param("portfolio") === undefined;
  const portfolios = isOfAll
    ? (await store.portfolios()).filter(({ sample }) => !sample)
    : ([await portfolioOf(c)] as const);
  const currency = isOfAll ? (await settingsOf(store)).baseCurrency : portfolios[0]!.baseCurrency;
  const journals = await Promise.all(portfolios.map(async ({ id }) => liveTransactions(await entriesOf(c, id))));
  const known = await store.instruments();
  const instruments = new Map(known.map((instrument) => [instrument.id, instrument]));
  const benchmark = benchmarkOf(asked.benchmark, instruments, isOfAll ? undefined : portfolios[0]);

  const local = localDay(deps);
  const days = journals.flat().map(({ day }) => day);
  const first = earliest([local, ...days]);
  const lookBack = (day: Day) => addDays(day, -LOOK_BACK_DAYS);
  const closesSince = asked.closesSince && lookBack(asked.closesSince(first, local));
  const ratesSince = lookBack((asked.ratesSince ?? asked.closesSince ?? (() => local))(first, local));
  const priced = new Set(asked.instrument === undefined ? tradedIn(journals, asked.through) : [asked.instrument]);
  if (benchmark) priced.add(benchmark.id);
  const besides = [benchmark?.currency, asked.currency].filter((one) => one !== undefined);
  const inputs = portfolios.map((portfolio, index) =>
    bookInputOf({
      ...{ market: deps.market, user: user.id, portfolio, transactions: journals[index]!, instruments: known },
      besides,
    }),
  );
  const currencies = [...portfolios.map(({ baseCurrency }) => baseCurrency), ...besides];
  const isAbroad = isOfAll && currencies.some((one) => one !== currency);
  const [{ quotes, ...prices }, tables] = await Promise.all([
    pricesOf(
      deps,
      user.id,
      known.filter(({ id }) => priced.has(id)),
      closesSince,
    ),
    isAbroad ? deps.market.rates(user.id, ratesSince) : [],
  ]);
  const parts = (await Promise.all(inputs)).map((input, index) => ({
    ...{ portfolio: portfolios[index]!, input },
    market: { ...prices, rates: input.rates },
  }));
  // One portfolio's are its own: a sample has those of the simulated market.
  const rates = isOfAll ? createRates(tables) : parts[0]!.input.rates;
  return {
    ...{ parts, isOfAll, currency, market: { ...prices, rates }, instruments, benchmark, first },
    today: latest([local, ...quotes.map(({ day }) => day)]),
    last: latest(days.length > 0 ? days : [local]),
  };
}

async function entriesOf(c: RouteContext, portfolio: string) {
  return (await c.var.store.journal(portfolio)).entries();
}

function tradedIn(journals: readonly (readonly Transaction[])[], through: Day | undefined): InstrumentId[] {
  return journals.flat().flatMap((row) => (through === undefined || row.day <= through ? instrumentsOf(row) : []));
}

export function isTraded({ input }: Part, instrument: InstrumentId): boolean {
  return input.transactions.some((row) => instrumentsOf(row).includes(instrument));
}

/** Figures of what was never booked would look like those of something that stood still. */
export function requireTraded(parts: readonly Part[], instrument: InstrumentId): void {
  if (!parts.some((part) => isTraded(part, instrument))) throw invalid("instrument", "is in no transaction here");
}

/** Invented prices never stand beside real ones, not even to compare with. */
function benchmarkOf(
  asked: InstrumentId | undefined,
  instruments: ReadonlyMap<InstrumentId, Instrument>,
  portfolio: Portfolio | undefined,
): Instrument | null {
  if (asked === undefined) return null;
  const benchmark = instruments.get(asked);
  if (!benchmark) {
    const message = "benchmark: is not one of your instruments";
    throw new ApiError(400, "unknown_instrument", message, { field: "benchmark" });
  }
  requireHome(benchmark, { sample: portfolio?.sample ?? false }, "benchmark");
  return benchmark;
}

/** Prices of some instruments, with closes from a day on where one is said. */
export async function pricesOf(deps: AppDeps, user: string, instruments: readonly Instrument[], since: Day | null) {
  const [{ quotes }, series] = await Promise.all([
    deps.market.quotes(user, instruments),
    since === null ? [] : Promise.all(instruments.map((one) => deps.market.closes(user, one, since))),
  ]);
  const quoteById = new Map<InstrumentId, Quote>(quotes.map((quote) => [quote.instrument, quote]));
  const closesById = new Map<InstrumentId, CloseSeries>();
  for (const closes of series) if (closes) closesById.set(closes.instrument, closes);
  const byId = new Map(instruments.map((one) => [one.id, one]));
  return {
    quotes,
    quote: (id: InstrumentId) => quoteById.get(id),
    closes: (id: InstrumentId) => closesById.get(id),
    kindOf: (id: InstrumentId) => byId.get(id)?.kind,
    sessionsBetween: sessionsOfMarkets((id) => byId.get(id), deps.clock()),
  };
}
