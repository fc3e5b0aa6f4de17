import {
  type Book,
  buildBook,
  combineHistories,
  combineValuations,
  createValuer,
  type History,
  historyOf,
  type InstrumentId,
  liveTransactions,
  type MarketView,
  type Transaction,
  type Valuation,
} from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import { createMemory } from "./memory.ts";
import type { State } from "./state.ts";

/** All figures, computed by the engine when a screen asks for them and kept until what they rest on changes. */
export function createFigures() {
  const remember = createMemory();

  /** Recorded and not voided, in journal order; null until the journal has been read. */
  function transactions(state: State, portfolio: string): readonly Transaction[] | null {
    const journal = state.journals.get(portfolio);
    if (journal?.state !== "ready") return null;
    return remember(`transactions ${portfolio}`, [journal.value], () => liveTransactions(journal.value));
  }

  function book(state: State, portfolio: string): Book | null {
    const summary = state.portfolios.find((one) => one.id === portfolio);
    const list = transactions(state, portfolio);
    if (!summary || !list) return null;
    return remember(`book ${portfolio}`, [list, ...settingsKey(summary), state.rates, state.instruments], () =>
      buildBook({ transactions: list, settings: summary, rates: state.rates, ...naming(state) }),
    );
  }

  /** Null until prices have been asked for: "unpriced" must not flash up while they are on their way. */
  function valuation(state: State, portfolio: string): Valuation | null {
    const mine = book(state, portfolio);
    if (!mine || !isAnswered(state, mine)) return null;
    const ids = [...mine.positions.keys()];
    const closes = ids.map((id) => state.closes.get(id));
    // A tick costs one position and a sum; everything else is valued once.
    const valuer = remember(`valuer ${portfolio}`, [mine, state.rates, state.today, ...closes], () =>
      createValuer(mine, marketView(state), state.today),
    );
    const quotes = ids.map((id) => state.quotes.get(id));
    return remember(`valuation ${portfolio}`, [valuer, ...quotes], () => {
      for (const quote of quotes) if (quote) valuer.setQuote(quote);
      return valuer.valuation();
    });
  }

  /** From the first transaction to today; its last cell is replaced by the live valuation where it is drawn. */
  function history(state: State, portfolio: string): History | null {
    const mine = book(state, portfolio);
    const list = transactions(state, portfolio);
    if (!mine || !list || list.length === 0 || !isAnswered(state, mine)) return null;
    const closes = [...mine.positions.keys()].map((id) => state.closes.get(id));
    return remember(`history ${portfolio}`, [mine, state.rates, state.today, ...closes], () =>
      historyOf(mine, marketView(state), firstDay(list), state.today),
    );
  }

  /** All real portfolios together, in the reader's base currency; null until each is known. */
  function total(state: State): Valuation | null {
    const parts = real(state).map((one) => valuation(state, one.id));
    if (parts.length === 0 || parts.some((part) => part === null)) return null;
    const currency = state.settings.baseCurrency;
    return remember("total", [currency, state.rates, state.today, ...parts], () =>
      combineValuations(parts as Valuation[], currency, state.rates, state.today),
    );
  }

  function totalHistory(state: State): History | null {
    const mine = real(state).filter((one) => transactions(state, one.id)?.length);
    const parts = mine.map((one) => history(state, one.id));
    if (parts.length === 0 || parts.some((part) => part === null)) return null;
    const currency = state.settings.baseCurrency;
    return remember("total history", [currency, state.rates, ...parts], () =>
      combineHistories(parts as History[], currency, state.rates),
    );
  }

  return { transactions, book, valuation, history, total, totalHistory };
}

/** Sample portfolios never enter totals. */
export function real(state: State): readonly PortfolioSummary[] {
  return state.portfolios.filter((portfolio) => !portfolio.sample);
}

export function marketView(state: State): MarketView {
  return {
    quote: (instrument) => state.quotes.get(instrument),
    closes: (instrument) => state.closes.get(instrument),
    rates: state.rates,
    kindOf: (instrument) => state.instruments.get(instrument)?.kind,
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

function isAnswered(state: State, book: Book): boolean {
  for (const instrument of book.positions.keys()) {
    if (!state.answered.has(instrument)) return false;
  }
  return true;
}

function settingsKey(portfolio: PortfolioSummary): unknown[] {
  const { baseCurrency, costMethod, cash, feesInCost, allowShort } = portfolio;
  return [baseCurrency, costMethod, cash, feesInCost, allowShort];
}

function firstDay(list: readonly Transaction[]): string {
  let first = list[0]!.day;
  for (const { day } of list) if (day < first) first = day;
  return first;
}
