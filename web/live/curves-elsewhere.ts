import { type Book, type History, historyOf, type MarketView, pickSettings, type Transaction } from "@tickfolio/engine";
import type { HistoryJob } from "./history-job.ts";
import type { LongHistory } from "./long-history.ts";
import type { State } from "./state.ts";
import { tablesOf } from "./wire.ts";

/** What the curve of a portfolio rests on. */
export interface CurveGround {
  state: State;
  list: readonly Transaction[];
  book: Book;
  market: MarketView;
  from: string;
  to: string;
}

/**
 * Curves of long journals, made in a worker while the page stays awake. Asking again for the same portfolio stops what was asked before.
 * `take` is called with each curve; where the worker fails it is made on the page after all.
 */
export function createCurvesElsewhere(longHistory: LongHistory) {
  const asked = new Map<string, AbortController>();

  return async function ask(portfolio: string, ground: CurveGround, take: (curve: History) => void): Promise<void> {
    asked.get(portfolio)?.abort();
    const controller = new AbortController();
    asked.set(portfolio, controller);
    const { signal } = controller;
    const curve = await longHistory(ground.list, jobOf(ground), { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const { book, market, from, to } = ground;
    take(curve ?? historyOf(book, market, from, to));
  };
}

function jobOf({ state, book, market, from, to }: CurveGround): HistoryJob {
  const ids = [...book.positions.keys()];
  return {
    ...{ from, to, settings: pickSettings(book.settings), rates: tablesOf(market.rates) },
    instruments: Array.from(state.instruments.values(), ({ id, currency, symbol, kind }) => ({
      ...{ id, currency, symbol, kind },
    })),
    closes: ids.flatMap((id) => market.closes(id) ?? []),
    quotes: ids.flatMap((id) => market.quote(id) ?? []),
  };
}
