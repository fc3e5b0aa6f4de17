import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { LAST_DAY, randomJournal } from "../fake-journal.ts";
import { readStory, type StoryOptions, valuationOf } from "../testing.ts";
import { type IncomeSum, incomeOf, trailingIncomeOf } from "./income.ts";
import { yieldsOf } from "./yields.ts";

const story = `
  2023-01-01 rate USD 0.50
  2023-01-02 deposit 2000
  2023-01-02 buy 10 FUND @ 100
  2023-01-02 buy 10 US @ 20 USD
  2023-03-15 dividend FUND 30 tax 8
  2023-06-01 interest 5 tax 1
  2023-07-01 rate USD 0.60
  2023-07-01 dividend US 10 USD tax 1.50
  2024-03-15 dividend FUND 40 tax 10
  2024-03-20 dividend-reversal FUND 10 tax 2
  2024-03-25 reinvested-dividend 1 FUND for 20 tax 5
  2024-04-01 interest-charge 3
  2024-05-01 price FUND 150
  2024-05-01 price US 25
`;
const told = (sums: Map<string, IncomeSum>) =>
  [...sums].map(([name, { gross, tax, net }]) => `${name}: ${gross} - ${tax} = ${net}`);
const incomeOfStory = (to: string, from: string | null = null, options: StoryOptions = {}) =>
  incomeOf(readStory(story, options), to, from);

describe("income", () => {
  test("is counted by month, year and instrument, before and after its tax, at the rate of its day", () => {
    const income = incomeOfStory("2024-12-31");
    expect(told(income.byMonth)).toEqual([
      "2023-03: 30 - 8 = 22",
      "2023-06: 5 - 1 = 4",
      "2023-07: 6 - 0.9 = 5.1",
      "2024-03: 50 - 13 = 37",
      "2024-04: -3 - 0 = -3",
    ]);
    expect(told(income.byYear)).toEqual(["2023: 41 - 9.9 = 31.1", "2024: 47 - 13 = 34"]);
    expect(told(income.byInstrument)).toEqual(["FUND: 80 - 21 = 59", "US: 6 - 0.9 = 5.1"]);
    expect(income.interest.gross.toString()).toBe("2");
    expect(income.total.gross.toString()).toBe("88");
  });

  test("of a period leaves out its first day and has its last", () => {
    const { rows } = incomeOfStory("2024-03-15", "2023-03-15");
    expect(rows.map(({ day }) => day)).toEqual(["2023-06-01", "2023-07-01", "2024-03-15"]);
  });

  test("has no interest where cash is not kept", () => {
    const { total, interest } = incomeOfStory("2024-12-31", null, { cash: "untracked" });
    expect([total.gross.toString(), interest.gross.toString()]).toEqual(["86", "0"]);
  });

  test("names currencies without a rate, and leaves their payments out", () => {
    const { unrated, total } = incomeOf(
      readStory("2024-01-02 buy 1 CH @ 5 CHF\n2024-02-01 dividend CH 1 CHF"),
      "2024-12-31",
    );
    expect([unrated, total.gross.toString()]).toEqual([["CHF"], "0"]);
  });

  test("is the book's", () => {
    fc.assert(
      fc.property(randomJournal, (journal) => {
        const book = buildBook(journal);
        const { byInstrument, interest } = incomeOf(journal, LAST_DAY);
        for (const [instrument, { dividends }] of book.positions) {
          expect((byInstrument.get(instrument)?.gross ?? dividends).toString()).toBe(dividends.toString());
        }
        expect(interest.gross.toString()).toBe(book.interest.toString());
      }),
    );
  });
});

describe("yields", () => {
  test("are the last twelve months' dividends, against value and against cost", () => {
    const trailing = trailingIncomeOf(readStory(story), "2024-05-01");
    expect([trailing.from, trailing.rows.length]).toEqual(["2023-05-01", 6]);
    const { byInstrument, total } = yieldsOf(trailing, valuationOf(story, "2024-05-01"));
    // 50.00 on 11 units at 150 that cost 1015; 6.00 on 10 at 25 USD × 0.60 that cost 100.
    expect(byInstrument.get("FUND")).toEqual({ dividends: 50, trailingYield: 50 / 1650, yieldOnCost: 50 / 1015 });
    expect(byInstrument.get("US")).toEqual({ dividends: 6, trailingYield: 0.04, yieldOnCost: 0.06 });
    expect(total).toEqual({ dividends: 56, trailingYield: 56 / 1800, yieldOnCost: 56 / 1115 });
  });

  test("of what has no price are on cost alone, and what is sold has none", () => {
    const text =
      "2024-01-02 buy 1 A @ 50\n2024-01-02 buy 1 B @ 50\n2024-02-01 dividend A 5\n2024-02-01 dividend B 5\n2024-03-01 sell 1 B @ 60";
    const { byInstrument, total } = yieldsOf(
      trailingIncomeOf(readStory(text), "2024-05-01"),
      valuationOf(text, "2024-05-01"),
    );
    expect([...byInstrument]).toEqual([["A", { dividends: 5, trailingYield: null, yieldOnCost: 0.1 }]]);
    expect(total).toEqual({ dividends: 0, trailingYield: null, yieldOnCost: null });
  });
});
