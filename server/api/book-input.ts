import {
  type BookInput,
  type Currency,
  createRates,
  currenciesOf,
  type Day,
  type Instrument,
  type InstrumentId,
  instrumentsOf,
  type Portfolio,
  type Rates,
  type RateTable,
  type Transaction,
} from "@tickfolio/engine";
import type { AskedMarket } from "../market/lazy-market.ts";

/** Everything the engine needs to book a journal: its transactions, its instruments, and rates where currencies meet. */
export async function bookInputOf(parts: {
  market: AskedMarket;
  user: string;
  portfolio: Portfolio;
  transactions: readonly Transaction[];
  instruments: readonly Instrument[];
  /** Currencies that need rates besides those of the journal. */
  besides?: readonly Currency[];
}): Promise<BookInput> {
  const { market, user, portfolio, transactions, instruments, besides = [] } = parts;
  const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  return {
    transactions,
    settings: portfolio,
    rates: await ratesFor(market, user, portfolio, transactions, byId, besides),
    currencyOf: (id) => byId.get(id)?.currency ?? portfolio.baseCurrency,
    symbolOf: (id) => byId.get(id)?.symbol ?? id,
  };
}

/** Nobody is asked for rates while everything is in one currency. */
async function ratesFor(
  market: AskedMarket,
  user: string,
  portfolio: Portfolio,
  transactions: readonly Transaction[],
  instruments: ReadonlyMap<InstrumentId, Instrument>,
  besides: readonly Currency[],
): Promise<Rates> {
  const currencies = new Set<Currency>([portfolio.baseCurrency, ...besides]);
  let first: Day | undefined;
  for (const transaction of transactions) {
    if (first === undefined || transaction.day < first) first = transaction.day;
    for (const currency of currenciesOf(transaction)) currencies.add(currency);
    for (const id of instrumentsOf(transaction)) {
      const instrument = instruments.get(id);
      if (instrument) currencies.add(instrument.currency);
    }
  }
  if (currencies.size === 1 || first === undefined) return createRates([]);
  const tables = portfolio.sample ? await market.sampleRates(first) : await market.rates(user, first);
  return createRates(tables.length === 1 ? tables.map((table) => pick(table, currencies)) : tables);
}

/** The ECB knows thirty currencies and a portfolio a few. From several tables nothing is left out: one may lead to another. */
function pick(table: RateTable, currencies: ReadonlySet<Currency>): RateTable {
  const columns = Object.entries(table.columns).filter(([currency]) => currencies.has(currency));
  return { ...table, columns: Object.fromEntries(columns) };
}
