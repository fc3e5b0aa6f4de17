import {
  adjustCloses,
  type Book,
  buildBook,
  type CloseSeries,
  combineHistories,
  combineValuations,
  createValuer,
  type History,
  historyOf,
  type InstrumentId,
  instrumentsOf,
  liveTransactions,
  type MarketView,
  type Rates,
  SETTING_NAMES,
  type Transaction,
  type Valuation,
} from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import type { createCurvesElsewhere } from "./curves-elsewhere.ts";
import { LONG_JOURNAL } from "./long-history.ts";
import { createMemory } from "./memory.ts";
import { ratesOf, type State } from "./state.ts";

/** Curves of long journals, made in a worker; `changed` is called when one has come. */
export interface Elsewhere {
  ask: ReturnType<typeof createCurvesElsewhere>;
  changed: () => void;
}

/** All figures, computed by the engine when a screen asks for them and kept until what they rest on changes. */
export function createFigures(elsewhere?: Elsewhere) {
  const remember = createMemory();

  /** Recorded and not voided, in journal order; null until the journal has been read. */
  function transactions(state: State, portfolio: string): readonly Transaction[] | null {
    const journal = state.journals.get(portfolio);
    if (journal?.state !== "ready") return null;
    return remember(`transactions ${portfolio}`, [journal.value], () => liveTransactions(journal.value));
  }

  /** What has happened by today; a transaction dated later counts from its day on. Null also until the rates it needs are known. */
  function book(state: State, portfolio: string): Book | null {
    const summary = state.portfolios.find((one) => one.id === portfolio);
    const list = transactions(state, portfolio);
    if (!summary || !list || !state.rated) return null;
    const rates = ratesOf(state, summary);
    const through = dayOf(state, traded(portfolio, list));
    return remember(`book ${portfolio}`, [list, ...settingsKey(summary), rates, state.instruments, through], () =>
      buildBook({ transactions: list, settings: summary, rates, through, ...naming(state) }),
    );
  }

  /** Every instrument in the journal, also those of which nothing is held before some later day. */
  function traded(portfolio: string, list: readonly Transaction[]): readonly InstrumentId[] {
    return remember(`traded ${portfolio}`, [list], () => [...new Set(list.flatMap(instrumentsOf))]);
  }

  /** A book that can be valued. Null until prices have been asked for: "unpriced" must not flash up while they are on their way. */
  function answered(state: State, portfolio: string) {
    const summary = state.portfolios.find((one) => one.id === portfolio);
    const mine = book(state, portfolio);
    if (!summary || !mine || !isAnswered(state, mine)) return null;
    const ids = [...mine.positions.keys()];
    const rates = ratesOf(state, summary);
    const day = dayOf(state, traded(portfolio, transactions(state, portfolio)!));
    // What a valuation rests on besides quotes.
    const ground = [mine, rates, day, ...ids.map((id) => state.closes.get(id))];
    return { mine, ids, day, ground, market: marketView(state, rates) };
  }

  /** While the price of something new is on its way, the valuation from before it stands; so does a curve until the next has come. */
  const latest = new Map<string, Valuation>();
  const curves = new Map<string, History>();

  function valuation(state: State, portfolio: string): Valuation | null {
    const known = answered(state, portfolio);
    if (!known) return latest.get(portfolio) ?? null;
    const { mine, ids, day, ground, market } = known;
    // A tick costs one position and a sum; everything else is valued once. Sessions say what is old, which is no part of a curve.
    const valuer = remember(`valuer ${portfolio}`, [...ground, state.calendars], () => createValuer(mine, market, day));
    const quotes = ids.map((id) => state.quotes.get(id));
    return remember(`valuation ${portfolio}`, [valuer, ...quotes], () => {
      for (const quote of quotes) if (quote) valuer.setQuote(quote);
      const current = valuer.valuation();
      latest.set(portfolio, current);
      return current;
    });
  }

  /** Daily closes in the units of today, so that a split is no crash. */
  function closes(state: State, portfolio: string, instrument: InstrumentId): CloseSeries | undefined {
    const series = state.closes.get(instrument);
    const splits = book(state, portfolio)?.splits.get(instrument);
    if (!series || !splits) return series;
    return remember(`closes ${portfolio} ${instrument}`, [series, splits, state.today], () =>
      adjustCloses(series, splits, state.today),
    );
  }

  /** From the first transaction to today; its last cell is replaced by the live valuation where it is drawn. */
  function history(state: State, portfolio: string): History | null {
    const known = answered(state, portfolio);
    const list = transactions(state, portfolio);
    if (!list || list.length === 0) return null;
    if (!known?.ids.every((id) => state.charted.has(id))) return curves.get(portfolio) ?? null;
    const { mine: book, market, day: to } = known;
    const from = firstDay(list, to);
    remember(`history ${portfolio}`, known.ground, () => {
      if (!elsewhere || list.length < LONG_JOURNAL) return curves.set(portfolio, historyOf(book, market, from, to));
      return elsewhere.ask(portfolio, { state, list, book, market, from, to }, (curve) => {
        curves.set(portfolio, curve);
        elsewhere.changed();
      });
    });
    return curves.get(portfolio) ?? null;
  }

  /** All real portfolios that can be read together, in the reader's base currency; null until each of them is known. */
  function total(state: State): Valuation | null {
    const parts = readable(state).map((one) => valuation(state, one.id));
    if (parts.length === 0 || parts.some((part) => part === null)) return null;
    const currency = state.settings.baseCurrency;
    const day = (parts as Valuation[]).reduce((last, part) => (part.day > last ? part.day : last), state.today);
    return remember("total", [currency, state.rates, day, ...parts], () =>
      combineValuations(parts as Valuation[], currency, state.rates, day),
    );
  }

  function totalHistory(state: State): History | null {
    const mine = readable(state).filter((one) => transactions(state, one.id)?.length);
    const parts = mine.map((one) => history(state, one.id));
    if (parts.length === 0 || parts.some((part) => part === null)) return null;
    const currency = state.settings.baseCurrency;
    return remember("total history", [currency, state.rates, ...parts], () =>
      combineHistories(parts as History[], currency, state.rates),
    );
  }

  return { transactions, book, closes, valuation, history, total, totalHistory };
}

/** Sample portfolios never enter totals. */
export function real(state: State): readonly PortfolioSummary[] {
  return state.portfolios.filter((portfolio) => !portfolio.sample);
}

function marketView(state: State, rates: Rates): MarketView {
  return {
    quote: (instrument) => state.quotes.get(instrument),
    closes: (instrument) => state.closes.get(instrument),
    rates,
    kindOf: (instrument) => state.instruments.get(instrument)?.kind,
    ...(state.calendars
      ? { sessionsBetween: state.calendars.sessionsOfMarkets((id) => state.instruments.get(id), Date.now()) }
      : {}),
  };
}

function naming({ instruments }: State) {
  return { currencyOf: currencyIn(instruments), symbolOf: (id: InstrumentId) => instruments.get(id)?.symbol ?? id };
}

export function currencyIn(instruments: State["instruments"]): (instrument: InstrumentId) => string {
  return (id) => {
    const instrument = instruments.get(id);
    if (!instrument) throw new Error(`${id} is in a journal, but its instrument was not read.`);
    return instrument.currency;
  };
}

function readable(state: State): readonly PortfolioSummary[] {
  return real(state).filter((portfolio) => state.journals.get(portfolio.id)?.state !== "failed");
}

/** What a total of all is without: portfolios whose transactions could not be read. */
export function unreadable(state: State): string {
  return real(state)
    .filter((portfolio) => state.journals.get(portfolio.id)?.state === "failed")
    .map((portfolio) => portfolio.name)
    .join("\n");
}

/** The reader's day, or a session's that is on tomorrow's date already. */
function dayOf(state: State, ids: readonly InstrumentId[]): string {
  let last = state.today;
  for (const id of ids) {
    const day = state.quotes.get(id)?.day;
    if (day !== undefined && day > last) last = day;
  }
  return last;
}

function isAnswered(state: State, book: Book): boolean {
  for (const instrument of book.positions.keys()) {
    if (!state.answered.has(instrument)) return false;
  }
  return true;
}

function settingsKey(portfolio: PortfolioSummary): unknown[] {
  return SETTING_NAMES.map((name) => portfolio[name]);
}

/** Of what has happened by a day; that day itself where nothing has. */
function firstDay(list: readonly Transaction[], through: string): string {
  let first = through;
  for (const { day } of list) if (day < first) first = day;
  return first;
}
