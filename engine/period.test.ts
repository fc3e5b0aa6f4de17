import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook } from "./book.ts";
import { addDays } from "./day.ts";
import { FIRST_DAY, fullJournal, LAST_DAY, randomJournal, withoutOversold } from "./fake-journal.ts";
import { valuePeriod } from "./period.ts";
import { readStory, type StoryOptions } from "./testing.ts";
import { valueBook } from "./valuation.ts";

const periodOf = (text: string, from: string, to: string, options?: StoryOptions) =>
  valuePeriod({ ...readStory(text, options), from, to });

test("a period's gains are measured from the market value at its start, each with the part that is the currency's", () => {
  // 10 x 120 x 0.90 = 1080 at the start. Sold: 4 x 130 x 0.95 = 494 for 432; local cost 480 x 0.05 = 24 of the 62 is the currency's.
  // Left: 6 x 140 x 1.00 = 840 for 648; local cost 720 x 0.10 = 72 of the 192 is the currency's.
  const period = periodOf(
    `
      2024-01-02 buy 10 AAPL @ 100.00 USD rate 0.80
      2024-06-28 price AAPL 120.00
      2024-06-28 rate USD 0.90
      2024-09-02 sell 4 AAPL @ 130.00 USD rate 0.95
      2024-12-31 price AAPL 140.00
      2024-12-31 rate USD 1.00
    `,
    "2024-06-28",
    "2024-12-31",
  );
  expect(period).toMatchObject({ openingValue: 1080, closingValue: 840, change: -240, transfers: -494, gain: 254 });
  expect([period.realized, period.realizedCurrency]).toEqual([62, 24]);
  expect([period.unrealized, period.unrealizedCurrency]).toEqual([192, 72]);
  const [lot] = period.book.positions.get("AAPL")!.lots;
  expect([lot!.acquired, lot!.transaction, String(lot!.cost)]).toEqual(["2024-01-02", "txn_1", "648"]);
});

test("cash counts as put in at the start, at the rate of then", () => {
  const period = periodOf(
    `
      2024-01-01 rate USD 0.80
      2024-01-02 deposit 1000.00 USD
      2024-01-03 interest 10.00 USD
      2024-06-28 rate USD 0.90
      2024-07-01 deposit 100.00 USD
      2024-08-01 fee 5.00 EUR
      2024-12-31 rate USD 0.95
    `,
    "2024-06-28",
    "2024-12-31",
  );
  // 1010 x 0.90 = 909 and 100 x 0.90 = 90 became 1110 x 0.95 = 1054.50, and 5 went.
  expect(period.openingValue).toBe(909);
  expect(period).toMatchObject({ transfers: 90, income: 0, fees: 5, separate: 5 });
  expect(period.cashCurrencyGain).toBeCloseTo(55.5, 9);
  expect(period.change).toBeCloseTo(140.5, 9);
});

test("which lots leave does not depend on the day one looks from: the dearest is the one that cost most", () => {
  const story = `
    2024-01-02 buy 10 AAPL @ 400.00
    2024-06-03 split AAPL 2:1
    2024-06-28 price AAPL 100.00
    2024-07-01 split AAPL 2:1
    2024-08-01 buy 10 AAPL @ 90.00
    2024-09-02 sell 10 AAPL @ 95.00
    2024-12-31 price AAPL 100.00
  `;
  // The lot of January cost 100 a unit after both splits and goes first; on the evening of 28 June a unit of today was worth 50.
  const period = periodOf(story, "2024-06-28", "2024-12-31", { costMethod: "hifo" });
  expect(period.realized).toBe(450);
  expect(period.book.positions.get("AAPL")!.lots.map(({ acquired }) => acquired)).toEqual(["2024-01-02", "2024-08-01"]);
});

test("what is owed counts at what it would take to buy it back", () => {
  const story = `
    2024-01-02 sell 10 AAPL @ 100.00
    2024-06-28 price AAPL 90.00
    2024-09-02 buy 4 AAPL @ 80.00
    2024-12-31 price AAPL 85.00
  `;
  const period = periodOf(story, "2024-06-28", "2024-12-31", { allowShort: true });
  expect(period).toMatchObject({
    openingValue: -900,
    closingValue: -510,
    transfers: 320,
    realized: 40,
    unrealized: 30,
  });
});

describe("what is not known", () => {
  test("has no price at the start: it keeps its cost, and that is said", () => {
    const period = periodOf(
      "2024-01-02 buy 10 AAPL @ 100.00\n2024-12-31 price AAPL 120.00",
      "2024-06-28",
      "2024-12-31",
    );
    expect(period.unrealized).toBe(200);
    expect(period.book.issues).toMatchObject([{ code: "unpriced", instrument: "AAPL", day: "2024-06-28" }]);
  });

  test("has no rate at the start: nobody knows its gain in the base currency", () => {
    const story = "2024-01-02 buy 10 AAPL @ 100.00 USD rate 0.9\n2024-06-28 price AAPL 120.00";
    const { valuation, unrealized } = periodOf(story, "2024-06-28", "2024-12-31");
    expect([valuation.partial, valuation.unrated, unrealized]).toEqual([true, ["USD"], 0]);
  });

  test("a period that ends before it begins is refused", () => {
    expect(() => periodOf("2024-01-02 deposit 1.00", "2024-06-28", "2024-06-27")).toThrow(RangeError);
  });
});

test("whatever happened, a period adds up, and its gain is what the gain so far grew by", () => {
  const offset = fc.integer({ min: 0, max: 365 });
  fc.assert(
    fc.property(fc.oneof(randomJournal, fullJournal), offset, offset, (any, a, b) => {
      // Units that leave at what they cost leave at another cost, where gains are measured from a later day.
      const valued = any.transactions.filter((row) => row.kind !== "transfer-out" || row.amount || row.price);
      const journal = withoutOversold({ ...any, transactions: valued });
      const from = addDays(FIRST_DAY, Math.min(a, b));
      const to = addDays(FIRST_DAY, Math.max(a, b));
      const period = valuePeriod({ ...journal, from, to });
      const at = (day: string) => valueBook(buildBook({ ...journal, through: day }), journal.market, day).totals;
      const [before, after] = [at(from), at(to)];
      const scale = after.moneyIn + after.moneyOut + Math.abs(after.marketValue) + Math.abs(after.cash) + 1;
      const near = (found: number, wanted: number) => expect(Math.abs(found - wanted)).toBeLessThan(scale * 1e-11);
      near(period.openingValue, before.marketValue + before.cash);
      near(period.closingValue, after.marketValue + after.cash);
      near(period.gain, after.gain - before.gain);
      near(period.income, after.income - before.income);
      near(period.fees, after.fees - before.fees);
      const parts = period.realized + period.released + period.unrealized + period.income + period.cashCurrencyGain;
      near(period.change, period.transfers + parts - period.separate);
      if (to !== LAST_DAY) return;
      near(period.valuation.totals.residue, 0);
    }),
  );
});

test("a book whose day comes after its last transaction begins anew all the same", () => {
  const period = periodOf("2024-01-02 buy 1 AAPL @ 100.00\n2024-01-03 price AAPL 110.00", "2024-02-01", "2024-02-01");
  expect(period).toMatchObject({ openingValue: 110, closingValue: 110, change: 0, gain: 0, transfers: 0 });
});
