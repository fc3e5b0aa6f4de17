import { type Currency, currenciesOf, type Day, type InstrumentId, instrumentsOf } from "@tickfolio/engine";
import type { State } from "./state.ts";

export interface Wanted {
  ids: Set<InstrumentId>;
  currencies: Set<Currency>;
  /** The first day of all journals. */
  from: Day;
}

/** What the journals of real portfolios, or of samples, call for: prices of which instruments, rates of which currencies, from which day on. */
export function wantedBy({ journals, instruments, portfolios, settings, today }: State, sample: boolean): Wanted {
  const mine = portfolios.filter((portfolio) => portfolio.sample === sample);
  const ids = new Set<InstrumentId>();
  const currencies = new Set([settings.baseCurrency, ...mine.map((portfolio) => portfolio.baseCurrency)]);
  let from = today;
  for (const { id: portfolio } of mine) {
    const journal = journals.get(portfolio);
    if (journal?.state !== "ready") continue;
    for (const { transactions } of journal.value) {
      for (const transaction of transactions) {
        if (transaction.day < from) from = transaction.day;
        for (const currency of currenciesOf(transaction)) currencies.add(currency);
        for (const id of instrumentsOf(transaction)) {
          ids.add(id);
          const instrument = instruments.get(id);
          if (instrument) currencies.add(instrument.currency);
        }
      }
    }
  }
  return { ids, currencies, from };
}
