import {
  createRates,
  currenciesOf,
  Decimal,
  type Instrument,
  instrumentsOf,
  isDay,
  liveTransactions,
  type MarketView,
  type Quote,
  type Rates,
  type RateTable,
  type Transaction,
} from "@tickfolio/engine";
import { makeCase } from "@tickfolio/engine/conformance";
import type { Client, PortfolioSummary, WireValuation } from "@tickfolio/protocol";
import { type Arguments, UsageError } from "../arguments.ts";
import { choosePortfolio, withClient } from "../open.ts";
import type { Print } from "../print.ts";

/** `make-case PORTFOLIO SYMBOL`: a holding as a test case that anybody may see, with the figures of now or of a day. */
export async function makeCaseOf(args: Arguments, print: Print): Promise<number> {
  const [name, symbol, ...more] = args.positionals;
  if (!name || !symbol || more.length > 0) throw new UsageError("make-case: name a portfolio and a symbol.");
  const { day, shift = "0", scale = "1" } = args.flags;
  if (typeof day === "string" && !isDay(day)) {
    throw new UsageError(`make-case: --day is a day like 2024-03-01, not "${day}".`);
  }
  if (!/^-?\d{1,6}$/.test(String(shift)))
    throw new UsageError(`make-case: --shift is a number of days like 30, not "${shift}".`);
  if (!/^\d{1,6}(\.\d{1,9})?$/.test(String(scale)) || Number(scale) === 0) {
    throw new UsageError(`make-case: --scale is a number above zero like 0.37, not "${scale}".`);
  }

  return await withClient(args, async (client) => {
    const portfolio = await choosePortfolio(client, name);
    const transactions = await readJournal(client, portfolio);
    const { items: instruments } = await client.instruments();
    const held = new Set(transactions.flatMap((transaction) => instrumentsOf(transaction)));
    const instrument = instruments.find((one) => held.has(one.id) && (one.symbol === symbol || one.id === symbol));
    if (!instrument) {
      print.problem(`${portfolio.name} has no ${symbol}.`, "See: npm run -s tickfolio -- show PORTFOLIO");
      return 1;
    }
    const currencies = new Map(instruments.map((one) => [one.id, one.currency]));
    const valuation = await client.valuation(portfolio.id, typeof day === "string" ? day : undefined);
    const rates = await readRates(client, portfolio, transactions, instruments);
    const file = makeCase({
      transactions,
      settings: portfolio,
      rates,
      market: marketOf(valuation, rates),
      currencyOf: (id) => currencies.get(id) ?? portfolio.baseCurrency,
      instrument: instrument.id,
      asOf: valuation.day,
      shiftDays: Number(shift),
      scale: Decimal.parse(String(scale)),
    });
    process.stdout.write(`${JSON.stringify(file, null, 2)}\n`);
    return 0;
  });
}

async function readJournal(client: Client, { id }: PortfolioSummary): Promise<Transaction[]> {
  const entries = [];
  for (let after = 0; ; ) {
    const { items, next } = await client.entries(id, after);
    entries.push(...items);
    after = items.at(-1)?.number ?? after;
    if (next === null || items.length === 0) return liveTransactions(entries);
  }
}

async function readRates(
  client: Client,
  portfolio: PortfolioSummary,
  transactions: readonly Transaction[],
  instruments: readonly Instrument[],
): Promise<Rates> {
  const held = new Set(transactions.flatMap((transaction) => instrumentsOf(transaction)));
  const currencies = new Set([portfolio.baseCurrency, ...transactions.flatMap((one) => currenciesOf(one))]);
  for (const { id, currency } of instruments) if (held.has(id)) currencies.add(currency);
  const lots = transactions.flatMap((one) => (one.kind === "transfer-in" ? (one.lots ?? []) : []));
  const [first] = [...transactions.map(({ day }) => day), ...lots.map(({ acquired }) => acquired)].sort();
  if (currencies.size === 1 || first === undefined) return createRates([]);
  const { items } = await client.rates([...currencies], first, { sample: portfolio.sample });
  return createRates(
    items.map(({ base, source, days, columns }): RateTable => {
      const read = Object.entries(columns).map(([currency, column]) => [
        currency,
        Float64Array.from(column, (rate) => rate ?? Number.NaN),
      ]);
      return { base, source, days: Int32Array.from(days), columns: Object.fromEntries(read) };
    }),
  );
}

/** The prices that the valuation used, as of its day: a case wants no others. */
function marketOf({ day, positions }: WireValuation, rates: Rates): MarketView {
  const quotes = new Map<string, Quote>();
  for (const { instrument, price } of positions) {
    if (!price) continue;
    const { value, currency, source, delay, session } = price;
    quotes.set(instrument, { instrument, price: value, currency, at: `${day}T00:00:00Z`, day, source, delay, session });
  }
  return { quote: (instrument) => quotes.get(instrument), closes: () => undefined, rates };
}
