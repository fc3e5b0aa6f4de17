import { type Book, type BookInput, buildBook } from "./book.ts";
import type { Adjustment, CloseSeries } from "./closes.ts";
import { type Day, dayNumber } from "./day.ts";
import { dailyHistory, type History } from "./history.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";
import type { PortfolioSettings } from "./portfolio.ts";
import type { Quote } from "./quote.ts";
import { createRates, type RateTable } from "./rates.ts";
import { readTransaction } from "./testing-line.ts";
import type { Transaction } from "./transaction.ts";
import { type MarketView, type PositionValue, type Valuation, valueBook } from "./valuation.ts";

/**
 * Stories for tests: one line each, in plain words. Transactions are named txn_1, txn_2, ... in the order of their lines.
 *
 *     2024-01-02 deposit 5000.00 EUR            also withdrawal, interest, interest-charge, fee, fee-refund, tax, tax-refund
 *     2024-01-03 buy 10 AAPL @ 100.00 USD fee 1.00 tax 0.50 rate 0.92       (or `for 1000.00` in place of a price)
 *     2024-02-01 dividend AAPL 12.00 USD tax 1.80
 *     2024-03-01 split AAPL 2:1
 *     2024-03-02 convert 100.00 EUR to 108.00 USD
 *     2024-03-01 cash-in-lieu 0.5 AAPL for 50.00
 *     2024-03-01 sell 5 AAPL @ 130.00 lots txn_1=4,txn_2=1            which lots it takes (of a transfer: txn_1@2020-01-02=4)
 *     2024-03-01 dividend-reversal AAPL 12.00 USD tax 1.80            as a dividend
 *     2024-03-01 stock-dividend 2 AAPL                                also stock-dividend-reversal
 *     2024-03-01 reinvested-dividend 0.5 AAPL for 60.00 tax 9.00      also reinvested-dividend-reversal
 *     2024-03-01 transfer-in 10 AAPL @ 100.00 EUR lots 4@2020-01-02=300.00,6@2021-05-05=550.00*0.92
 *     2024-03-01 transfer-out 5 AAPL @ 120.00                         what it is worth may be left out, here and in a move
 *     2024-03-01 move 5 AAPL to B account A
 *     2024-03-01 spin-off AAPL 1:4 into BABY share 0.12
 *     2024-03-01 merger AAPL 2:3 into BIG for 100.00 EUR share 0.1    without cash: merger AAPL 2:3 into BIG
 *     2024-03-01 symbol-change AAPL into APPL
 *     2024-03-01 return-of-capital AAPL 12.00
 *     2024-03-02 price AAPL 100.00              a close
 *     2024-03-02 rate USD 0.92                  base currency for one USD
 *
 * An instrument is in the currency of the first line that states one for it; one that only comes of another is in that one's.
 */
export interface Story extends BookInput {
  market: MarketView;
}

export interface StoryOptions extends Partial<PortfolioSettings> {
  adjustment?: Adjustment;
  adjustedThrough?: Day;
  quotes?: Quote[];
  kinds?: Record<InstrumentId, "stock" | "fund" | "crypto" | "other">;
  sessionsBetween?: MarketView["sessionsBetween"];
}

export function readStory(text: string, options: StoryOptions = {}): Story {
  const { adjustment = "raw", adjustedThrough, quotes = [], kinds = {}, sessionsBetween, ...given } = options;
  const base = given.baseCurrency ?? "EUR";
  const transactions: Transaction[] = [];
  const closes = new Map<InstrumentId, [number, number][]>();
  const rates = new Map<Currency, [number, number][]>();
  const currencies = new Map<InstrumentId, Currency>();
  for (const line of text
    .split("\n")
    .map((row) => row.trim())
    .filter(Boolean)) {
    const [day = "", word = "", ...rest] = line.split(/\s+/);
    if (word === "price" || word === "rate") {
      const rows = word === "price" ? closes : rates;
      const key = rest[0]!;
      rows.set(key, [...(rows.get(key) ?? []), [dayNumber(day), Number(rest[1])]]);
      continue;
    }
    const transaction = readTransaction(day, word, rest, `txn_${transactions.length + 1}`, base);
    transactions.push(transaction);
    if ("instrument" in transaction && transaction.instrument && "currency" in transaction) {
      const isPaidBeside = transaction.kind === "merger";
      if (!isPaidBeside && !currencies.has(transaction.instrument)) {
        currencies.set(transaction.instrument, transaction.currency);
      }
    }
  }
  for (const transaction of transactions) {
    if (!("newInstrument" in transaction) || currencies.has(transaction.newInstrument)) continue;
    currencies.set(transaction.newInstrument, currencies.get(transaction.instrument) ?? base);
  }
  const settings: PortfolioSettings = {
    baseCurrency: base,
    costMethod: "fifo",
    cash: transactions.some(({ kind }) => kind === "deposit") ? "tracked" : "untracked",
    ...given,
  };
  const currencyOf = (instrument: InstrumentId) => currencies.get(instrument) ?? base;
  const ratesOfStory = createRates([...rates].map(([currency, rows]) => rateTable(currency, base, rows)));
  const series = new Map<InstrumentId, CloseSeries>();
  for (const [instrument, rows] of closes) {
    rows.sort((a, b) => a[0] - b[0]);
    const days = Int32Array.from(rows, ([day]) => day);
    const prices = Float64Array.from(rows, ([, price]) => price);
    const currency = currencyOf(instrument);
    series.set(instrument, {
      instrument,
      source: "story",
      currency,
      adjustment,
      adjustedThrough,
      days,
      closes: prices,
    });
  }
  const market: MarketView = {
    quote: (instrument) => quotes.find((quote) => quote.instrument === instrument),
    closes: (instrument) => series.get(instrument),
    rates: ratesOfStory,
    kindOf: (instrument) => kinds[instrument],
    ...(sessionsBetween ? { sessionsBetween } : {}),
  };
  return { transactions, settings, rates: ratesOfStory, currencyOf, market };
}

/** What a story adds up to, in words: `cash 4750`, `lot 5 AAPL 2024-02-01 cost 600`, `txn_4 gained 350`, `oversold: ...`. */
export function tell(text: string, options?: StoryOptions): string[] {
  const book = bookOf(text, options);
  const base = book.settings.baseCurrency;
  const lines: string[] = [];
  for (const [currency, amount] of book.cash) lines.push(`cash ${amount}${currency === base ? "" : ` ${currency}`}`);
  for (const { lots, instrument } of book.positions.values()) {
    for (const { quantity, acquired, cost } of lots)
      lines.push(`lot ${quantity} ${instrument} ${acquired} cost ${cost}`);
  }
  for (const { transaction, gain } of book.disposals) {
    if (gain === null) lines.push(`${transaction} gained nobody knows what`);
    else lines.push(gain.isNegative() ? `${transaction} lost ${gain.negated()}` : `${transaction} gained ${gain}`);
  }
  for (const { code, message } of book.issues) lines.push(`${code}: ${message}`);
  return lines;
}

export function bookOf(text: string, options?: StoryOptions): Book {
  return buildBook(readStory(text, options));
}

export function valuationOf(text: string, day: Day, options?: StoryOptions): Valuation {
  const story = readStory(text, options);
  return valueBook(buildBook({ ...story, through: day }), story.market, day);
}

/** The row of AAPL in it. */
export function aaplOf(text: string, day: Day, options?: StoryOptions): PositionValue {
  return valuationOf(text, day, options).positions.find(({ instrument }) => instrument === "AAPL")!;
}

/** A quote of AAPL in euro. */
export function quoteOf(price: number, day: Day, more: Partial<Quote> = {}): Quote {
  const at = `${day}T20:00:00Z`;
  const said = { price, at, day, source: "test", delay: "realtime", session: "regular" } as const;
  return { instrument: "AAPL", currency: "EUR", ...said, ...more };
}

export function historyOfStory(text: string, from: Day, to: Day, options?: StoryOptions): History {
  return dailyHistory({ ...readStory(text, options), from, to });
}

function rateTable(currency: Currency, base: Currency, rows: [number, number][]): RateTable {
  rows.sort((a, b) => a[0] - b[0]);
  return {
    base: currency,
    source: "story",
    days: Int32Array.from(rows, ([day]) => day),
    columns: { [base]: Float64Array.from(rows, ([, rate]) => rate) },
  };
}
