import { buildBook, createRates, type Day, type Instrument, liveTransactions } from "@tickfolio/engine";
import type { UserStore } from "../../store/user-store.ts";

/** An instrument of real portfolios, with the days of which its closes are needed. */
export interface Need {
  instrument: Instrument;
  from: Day;
  /** Null: it is still held. */
  until: Day | null;
}

export interface Needs {
  instruments: Need[];
  /** From which day on exchange rates are needed; null where everything is in one currency. */
  ratesFrom: Day | null;
}

/** What a user's portfolios need prices and rates of: everything ever held, from its first trade on. Samples price themselves. */
export async function needsOf(store: UserStore): Promise<Needs> {
  const portfolios = (await store.portfolios()).filter(({ sample }) => !sample);
  const known = new Map((await store.instruments()).map((instrument) => [instrument.id, instrument]));
  const needs = new Map<string, Need>();
  let ratesFrom: Day | null = null;
  const currencies = new Set(portfolios.map(({ baseCurrency }) => baseCurrency));

  for (const portfolio of portfolios) {
    const transactions = liveTransactions(await (await store.journal(portfolio.id)).entries());
    for (const row of transactions) {
      if (ratesFrom === null || row.day < ratesFrom) ratesFrom = row.day;
      if ("currency" in row && row.currency) currencies.add(row.currency);
      if ("toCurrency" in row) currencies.add(row.toCurrency);
    }
    // Units are counted: no rate is needed for that.
    const currencyOf = (id: string) => known.get(id)?.currency ?? portfolio.baseCurrency;
    const book = buildBook({ transactions, settings: portfolio, rates: createRates([]), currencyOf });
    for (const { instrument: id, quantity, firstDay, lastDay } of book.positions.values()) {
      const instrument = known.get(id);
      if (!instrument || instrument.mic === "SIM") continue;
      currencies.add(instrument.currency);
      const need = { instrument, from: firstDay, until: quantity.isZero() ? lastDay : null };
      const before = needs.get(id);
      needs.set(id, before ? both(before, need) : need);
    }
  }
  const byAge = (a: Need, b: Need) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);
  return { instruments: [...needs.values()].sort(byAge), ratesFrom: currencies.size > 1 ? ratesFrom : null };
}

/** Held in two portfolios, it is needed as long as in either. */
function both(a: Need, b: Need): Need {
  const until = a.until === null || b.until === null ? null : a.until > b.until ? a.until : b.until;
  return { ...a, from: a.from < b.from ? a.from : b.from, until };
}
