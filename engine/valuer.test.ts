import fc from "fast-check";
import { expect, test } from "vitest";
import { buildBook } from "./book.ts";
import { addDays, dayNumber } from "./day.ts";
import { LAST_DAY, LISTINGS, patchyJournal, type RandomJournal, randomJournal } from "./fake-journal.ts";
import type { Quote } from "./quote.ts";
import { readStory } from "./testing.ts";
import { valueBook } from "./valuation.ts";
import { createValuer } from "./valuer.ts";

const story = readStory(`
  2024-03-01 buy 10 AAPL @ 100.00
  2024-03-01 buy 5 SAP @ 120.00
  2024-03-04 price AAPL 101.00
  2024-03-04 price SAP 121.00
`);
const book = buildBook(story);
const day = "2024-03-05";
const tick = (price: number, at: string): Quote => ({
  instrument: "AAPL",
  price,
  currency: "EUR",
  at,
  day,
  source: "test",
  delay: "realtime",
  session: "regular",
});

test("a quote revalues its own position, to the same figures as valuing the whole book with it", () => {
  const valuer = createValuer(book, story.market, day);
  const before = valuer.valuation();
  for (const quote of [tick(103, `${day}T14:00:00Z`), tick(104.5, `${day}T14:00:00.250Z`)]) {
    expect(valuer.setQuote(quote)).toBe(true);
    const market = { ...story.market, quote: (id: string) => (id === "AAPL" ? quote : undefined) };
    expect(valuer.valuation()).toEqual(valueBook(book, market, day));
  }
  expect(before.totals.marketValue).toBe(1615);
});

test("a quote that comes late changes nothing, nor does one of something else", () => {
  const valuer = createValuer(book, story.market, day);
  valuer.setQuote(tick(104, `${day}T14:00:00.500Z`));
  expect(valuer.setQuote(tick(90, `${day}T14:00:00Z`))).toBe(false);
  expect(valuer.setQuote({ ...tick(90, `${day}T15:00:00Z`), instrument: "MSFT" })).toBe(false);
  expect(valuer.valuation().totals.marketValue).toBe(1645);
});

test("a second price of the session before a split counts in the new units, as the first did", () => {
  const split = readStory("2024-03-01 buy 10 AAPL @ 100.00\n2024-03-05 split AAPL 4:1");
  const valuer = createValuer(buildBook(split), split.market, day);
  for (const [i, price] of [104, 108].entries()) {
    valuer.setQuote({ ...tick(price, `2024-03-04T14:0${i}:00Z`), day: "2024-03-04" });
    expect(valuer.totals().marketValue).toBe(price * 10);
    expect(valuer.valuation().positions[0]!.price).toMatchObject({ value: price / 4, at: `2024-03-04T14:0${i}:00Z` });
  }
});

/** Of the days around the last, some of them late, some in another currency, each third or so stating the close before it. */
const someQuotes = fc.array(
  fc.record(
    {
      instrument: fc.constantFrom(...Object.keys(LISTINGS)),
      price: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 50_000 }) }, fc.constant(Number.NaN)),
      currency: fc.constantFrom("", "", "", "USD", "CHF"),
      previousClose: fc.constantFrom(100, 101.3, 0, Number.NaN),
      offset: fc.constantFrom(-4, -1, 0, 0, 0, 0, 1),
      second: fc.integer({ min: 0, max: 59 }),
      inParts: fc.boolean(),
    },
    { requiredKeys: ["instrument", "price", "currency", "offset", "second", "inParts"] },
  ),
  { minLength: 1, maxLength: 25 },
);

/** Much of what happens in the year happens in its last days, splits on the very last, and some closes end before it. */
function crowded(journal: RandomJournal, pricedUntil: number): RandomJournal {
  const transactions = journal.transactions.map((transaction, i) => {
    if (transaction.day < "2024-09-01") return transaction;
    return { ...transaction, day: addDays(LAST_DAY, transaction.kind === "split" ? 0 : -(i % 4)) };
  });
  const closes = (id: string) => {
    const series = journal.market.closes(id);
    const until = series && id !== "AAA" ? series.days.length - pricedUntil : undefined;
    return series && { ...series, days: series.days.slice(0, until), closes: series.closes.slice(0, until) };
  };
  return { ...journal, transactions, market: { ...journal.market, closes } };
}

test("whatever quotes come in whatever order, the totals are those of its rows, and all of it that of a new valuation", () => {
  fc.assert(
    fc.property(
      fc.oneof(randomJournal, patchyJournal),
      fc.constantFrom(0, 1, 2, 9),
      fc.constantFrom(0, 0, 1, 3),
      someQuotes,
      (journal, pricedUntil, after, quotes) => {
        const { market, ...input } = crowded(journal, pricedUntil);
        const book = buildBook(input);
        const day = addDays(LAST_DAY, after);
        const valuer = createValuer(book, market, day);
        const latest = new Map<string, Quote>();
        for (const { currency, offset, second, inParts, ...said } of quotes) {
          const at = new Date(dayNumber(day) * 86_400_000 + second * 1000).toISOString();
          const quote: Quote = {
            ...said,
            currency: currency || LISTINGS[said.instrument]!,
            at: inParts ? at : at.replace(".000", ""),
            day: addDays(day, offset),
            ...{ source: `at ${second}`, delay: "delayed", session: "regular" },
          };
          const before = latest.get(quote.instrument);
          const counts = book.positions.has(quote.instrument) && !(before && Date.parse(at) < Date.parse(before.at));
          expect(valuer.setQuote(quote)).toBe(counts);
          if (counts) latest.set(quote.instrument, quote);
          const wanted = valueBook(book, { ...market, quote: (id) => latest.get(id) }, day);
          expect(valuer.totals()).toEqual(wanted.totals);
          if (second % 3 === 0) expect(valuer.valuation()).toEqual(wanted);
        }
        expect(valuer.valuation().totals).toEqual(valuer.totals());
      },
    ),
    { numRuns: 300 },
  );
});
