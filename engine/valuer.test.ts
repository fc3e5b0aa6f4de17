import { expect, test } from "vitest";
import { buildBook } from "./book.ts";
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
