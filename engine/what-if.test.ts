import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook, buildBooks } from "./book.ts";
import { compareMethods } from "./compare-methods.ts";
import { addDays } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { FIRST_DAY, LAST_DAY, LISTINGS, patchyJournal, randomJournal } from "./fake-journal.ts";
import type { Issue } from "./issue.ts";
import { gainsOf } from "./performance/gains.ts";
import { COST_METHODS } from "./portfolio.ts";
import { readStory, type StoryOptions } from "./testing.ts";
import type { Transaction } from "./transaction.ts";
import { valueBook } from "./valuation.ts";
import { SALE_IDEA_ID, type SaleIdea, whatIfSale } from "./what-if.ts";

const THREE_PURCHASES = `
  2024-01-02 buy 10 AAPL @ 100.00
  2024-02-01 buy 10 AAPL @ 150.00
  2024-03-01 buy 10 AAPL @ 120.00
`;

function outcomes(text: string, idea: Partial<SaleIdea>, options?: StoryOptions) {
  const sale = { instrument: "AAPL", quantity: Decimal.parse("15"), price: Decimal.parse("130"), day: "2024-04-01" };
  return whatIfSale(readStory(text, options), { ...sale, ...idea });
}

describe("what if I sold 15 at 130", () => {
  test("each cost method takes other lots, side by side, and leaves the others", () => {
    const lines = outcomes(THREE_PURCHASES, {}).map(({ method, proceeds, cost, gain, lots, left }) => {
      const taken = lots.map(({ quantity, acquired, daysHeld }) => `${quantity} of ${acquired}, ${daysHeld} days`);
      return `${method}: ${proceeds} - ${cost} = ${gain}; ${taken.join("; ")}; left ${left.quantity} for ${left.cost}`;
    });
    expect(lines).toEqual([
      "fifo: 1950 - 1750 = 200; 10 of 2024-01-02, 90 days; 5 of 2024-02-01, 60 days; left 15 for 1950",
      "lifo: 1950 - 1950 = 0; 10 of 2024-03-01, 31 days; 5 of 2024-02-01, 60 days; left 15 for 1750",
      "hifo: 1950 - 2100 = -150; 10 of 2024-02-01, 60 days; 5 of 2024-03-01, 31 days; left 15 for 1600",
      "average: 1950 - 1850 = 100; 15 of 2024-01-02, 90 days; left 15 for 1850",
      "specific: 1950 - 1750 = 200; 10 of 2024-01-02, 90 days; 5 of 2024-02-01, 60 days; left 15 for 1950",
    ]);
  });

  test("lots that are named are the ones that go, under specific", () => {
    const lots = [
      { transaction: "txn_3", quantity: Decimal.parse("9") },
      { transaction: "txn_1", quantity: Decimal.parse("6") },
    ];
    const specific = outcomes(THREE_PURCHASES, { lots }).find(({ method }) => method === "specific")!;
    expect(specific.lots.map(({ transaction, quantity, cost }) => `${quantity} of ${transaction} for ${cost}`)).toEqual(
      ["9 of txn_3 for 1080", "6 of txn_1 for 600"],
    );
    expect(String(specific.gain)).toBe("270");
    expect(specific.issues).toEqual([]);
  });

  test("a day that goes by its times still does: the sale comes after all of it, and moves no earlier one", () => {
    const timed = `
      2024-03-01 buy 15 AAPL @ 100.00
      2024-04-01 sell 15 AAPL @ 120.00 time 09:00
      2024-04-01 buy 15 AAPL @ 130.00 time 15:00
    `;
    const sold = outcomes(timed, { price: Decimal.parse("140") });
    expect(sold.map(({ gain, cost, left }) => [gain, cost, left.cost].map(String))).toEqual(
      COST_METHODS.map(() => ["150", "1950", "0"]),
    );
  });

  test("the gain is parted into price and currency, and fee and tax make the proceeds smaller", () => {
    const story = `
      2024-01-01 rate USD 0.80
      2024-04-01 rate USD 0.90
      2024-01-02 buy 20 AAPL @ 100.00 USD
    `;
    const charge = (amount: string) => ({ amount: Decimal.parse(amount) });
    const [fifo] = outcomes(story, { fee: charge("10"), tax: charge("40") });
    // 1950 - 50 = 1900 USD at 0.90; 1500 USD bought at 0.80. Price: 400 × 0.90; currency: 1500 × 0.10.
    expect([fifo!.proceeds, fifo!.cost, fifo!.gain, fifo!.pricePart, fifo!.currencyPart].map(String)).toEqual([
      ...["1710", "1200", "510"],
      ...["360", "150"],
    ]);
  });

  test("more than is held is named, and has no gain", () => {
    const [fifo] = outcomes(THREE_PURCHASES, { quantity: Decimal.parse("40") });
    expect([fifo!.quantity, fifo!.oversold, fifo!.proceeds, fifo!.left.quantity].map(String)).toEqual([
      "30",
      "10",
      "3900",
      "0",
    ]);
    expect(fifo!.issues).toEqual([
      expect.objectContaining({ code: "oversold", message: "40 AAPL sold, 10 more than held." }),
    ]);
  });

  test("a sale before others is judged on its day, and what it would take away from them is named", () => {
    const story = `${THREE_PURCHASES}
      2024-05-01 sell 20 AAPL @ 140.00
    `;
    const [fifo] = outcomes(story, {});
    expect([fifo!.gain, fifo!.left.quantity, fifo!.oversold].map(String)).toEqual(["200", "15", "0"]);
    expect(fifo!.issues).toEqual([
      expect.objectContaining({ transaction: "txn_4", message: "20 AAPL sold, 5 more than held." }),
    ]);
  });

  test("where lots are kept by account, the account's go", () => {
    const story = `
      2024-01-02 buy 20 AAPL @ 100.00 account A
      2024-01-03 buy 20 AAPL @ 120.00 account B
    `;
    const [fifo] = outcomes(story, { account: "B" }, { lots: "account" });
    expect([fifo!.gain, fifo!.cost].map(String)).toEqual(["150", "1800"]);
  });

  test("where selling short is allowed, what is not held would be owed", () => {
    const [fifo] = outcomes(THREE_PURCHASES, { quantity: Decimal.parse("40") }, { allowShort: true });
    expect([fifo!.quantity, fifo!.oversold, fifo!.left.quantity].map(String)).toEqual(["30", "0", "-10"]);
  });
});

const idea: fc.Arbitrary<SaleIdea> = fc
  .record({
    instrument: fc.constantFrom(...Object.keys(LISTINGS)),
    quantity: fc
      .integer({ min: 1, max: 10 ** 6 })
      .map((units) => Decimal.fromInteger(units).dividedBy(Decimal.fromInteger(1000))),
    price: fc
      .integer({ min: 1, max: 50_000 })
      .map((cents) => Decimal.fromInteger(cents).dividedBy(Decimal.fromInteger(100))),
    fee: fc.option(
      fc.integer({ min: 1, max: 500 }).map((amount) => ({ amount: Decimal.fromInteger(amount) })),
      { nil: undefined },
    ),
    day: fc.integer({ min: 0, max: 365 }).map((offset) => addDays(FIRST_DAY, offset)),
  })
  .map(({ fee, ...sale }) => ({ ...sale, ...(fee ? { fee } : {}) }));

test("what a sale would come to is what it comes to when it is recorded", () => {
  fc.assert(
    fc.property(fc.oneof(randomJournal, patchyJournal), idea, (journal, sale) => {
      const recorded: Transaction = { ...sale, id: SALE_IDEA_ID, kind: "sell", currency: LISTINGS[sale.instrument]! };
      const before = JSON.stringify(journal.transactions);
      const found = whatIfSale(journal, sale);
      expect(JSON.stringify(journal.transactions)).toBe(before);
      const transactions = [...journal.transactions, recorded];
      const books = buildBooks({ ...journal, transactions, through: sale.day }, COST_METHODS);
      for (const [place, book] of books.entries()) {
        const { left, issues, oversold, quantity, method: _, ...sums } = found[place]!;
        const disposal = gainsOf(book, null, sale.day).disposals.find(
          ({ transaction }) => transaction === SALE_IDEA_ID,
        );
        if (disposal) expect({ ...disposal, ...sums }).toEqual(disposal);
        else expect(quantity.isZero()).toBe(true);
        const { quantity: units, cost, lots } = book.positions.get(sale.instrument)!;
        expect([left.quantity, left.cost, left.lots]).toEqual([units, cost, lots]);
        const isNamed = (all: readonly Issue[]) =>
          all.some(({ code, transaction }) => code === "oversold" && transaction === SALE_IDEA_ID);
        expect([oversold.isPositive(), isNamed(issues)]).toEqual([isNamed(book.issues), isNamed(book.issues)]);
      }
    }),
    { numRuns: 100 },
  );
});

test("the methods side by side are the books of each, and when all is sold they agree", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      for (const { method, positions, totals, disposals } of compareMethods(journal, journal.market, LAST_DAY)) {
        const own = buildBook({ ...journal, settings: { ...journal.settings, costMethod: method } });
        expect({ positions, totals, disposals }).toEqual({
          ...{ positions: valueBook(own, journal.market, LAST_DAY).positions, disposals: own.disposals },
          totals: valueBook(own, journal.market, LAST_DAY).totals,
        });
      }
    }),
    { numRuns: 30 },
  );
  const sold = readStory(`${THREE_PURCHASES}
    2024-04-01 sell 30 AAPL @ 130.00
  `);
  const gains = compareMethods(sold, sold.market, "2024-04-01").map(({ totals }) => totals.realized);
  expect(gains).toEqual([200, 200, 200, 200, 200]);
});
