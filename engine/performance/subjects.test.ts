import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIRST_DAY, LAST_DAY, randomJournal } from "../fake-journal.ts";
import { readStory } from "../testing.ts";
import { valueBook } from "../valuation.ts";
import { DAILY_PARTS } from "./columns.ts";
import { performanceOfStory, residueOf } from "./fake-performance.ts";
import { bookOfSubject, performanceOf } from "./subjects.ts";

const story = `
  2024-01-01 deposit 1000 account A
  2024-01-01 deposit 500 account B
  2024-01-02 price FUND 100
  2024-01-02 price COIN 10
  2024-01-02 buy 5 FUND @ 100 account A
  2024-01-02 buy 10 COIN @ 10 account B
  2024-01-03 price FUND 110
  2024-01-04 dividend FUND 5 tax 1 account A
  2024-01-05 price COIN 9
`;

describe("an instrument", () => {
  test("has its trades and dividends as its flows, whatever happens to cash", () => {
    const { range } = performanceOfStory(story, "2024-01-01", "2024-01-05", {
      subject: { kind: "instrument", instrument: "FUND" },
    });
    // 500 became 550, and 4 of a dividend came out: 1.10 × 554 / 550.
    const all = range("2024-01-01", "2024-01-05");
    expect(all).toMatchObject({ moneyIn: 500, moneyOut: 4, closing: 550, gain: 54, partial: false });
    expect(all.timeWeighted).toBeCloseTo((1.1 * 554) / 550 - 1, 12);
  });

  test("pays from outside what is charged on its account", () => {
    const { range } = performanceOfStory(
      "2024-01-01 deposit 1000\n2024-01-02 price FUND 100\n2024-01-02 buy 5 FUND @ 100 fee 2",
      "2024-01-01",
      "2024-01-05",
      { subject: { kind: "instrument", instrument: "FUND" } },
    );
    expect(range("2024-01-01", "2024-01-05")).toMatchObject({
      moneyIn: 502,
      gain: -2,
      attribution: { price: 0, fees: 2 },
    });
  });

  test("gives some of its cost to what is spun off, which is no gain and no loss of either", () => {
    const text = `
      2024-01-02 price OLD 100
      2024-01-02 buy 10 OLD @ 100
      2024-01-04 spin-off OLD 1:1 into NEW share 0.2
      2024-01-04 price OLD 80
      2024-01-04 price NEW 21
    `;
    const of = (instrument: string) =>
      performanceOfStory(text, "2024-01-01", "2024-01-05", { subject: { kind: "instrument", instrument } });
    const old = of("OLD").range("2024-01-01", "2024-01-05");
    expect(old).toMatchObject({ moneyIn: 1000, otherOut: 200, gain: 0, closing: 800, partial: false, timeWeighted: 0 });
    const heir = of("NEW").range("2024-01-01", "2024-01-05");
    expect(heir).toMatchObject({ moneyIn: 0, otherIn: 200, gain: 10, closing: 210, gainRatio: 0.05 });
    expect(heir.timeWeighted).toBeCloseTo(0.05, 12);
  });

  test("that was never held has figures of nothing", () => {
    const { range } = performanceOfStory(story, "2024-01-01", "2024-01-05", {
      subject: { kind: "instrument", instrument: "ELSE" },
    });
    expect(range("2024-01-01", "2024-01-05")).toMatchObject({ closing: 0, gain: 0, timeWeighted: null });
  });

  test("has the gain of its position, and is the portfolio where there is nothing else", () => {
    fc.assert(
      fc.property(randomJournal, (journal) => {
        const input = { ...journal, from: FIRST_DAY, to: LAST_DAY };
        const valuation = valueBook(
          bookOfSubject({ ...input, through: LAST_DAY }, { kind: "portfolio" }),
          input.market,
          LAST_DAY,
        );
        for (const { instrument, gain, marketValue, purchased } of valuation.positions) {
          const subject = { kind: "instrument", instrument } as const;
          const { range, columns } = performanceOf(input, subject);
          const all = range("2020-01-01", LAST_DAY);
          const scale = (purchased + Math.abs(marketValue!) + Math.abs(gain!) + 1) * 1e-9;
          expect(Math.abs(all.gain - gain!)).toBeLessThan(scale);
          expect(Math.abs(all.closing! - marketValue!)).toBeLessThan(scale);
          expect(residueOf(columns)).toBeLessThan(1e-12);
          expect([all.otherIn, all.otherOut]).toEqual([0, 0]);

          const own = input.transactions.filter((row) => "instrument" in row && row.instrument === instrument);
          const alone = { ...input, transactions: own, settings: { ...input.settings, cash: "untracked" as const } };
          const [portfolio, part] = [performanceOf(alone), performanceOf(alone, subject)];
          expect(part.columns).toEqual(portfolio.columns);
          expect(part.range(FIRST_DAY, LAST_DAY)).toEqual(portfolio.range(FIRST_DAY, LAST_DAY));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("an account", () => {
  test("has its own money and its own return", () => {
    const of = (account: string) =>
      performanceOfStory(story, "2024-01-01", "2024-01-05", { subject: { kind: "account", account } }).range(
        "2023-12-31",
        "2024-01-05",
      );
    expect(of("A")).toMatchObject({ moneyIn: 1000, closing: 1054, gain: 54 });
    expect(of("B")).toMatchObject({ moneyIn: 500, closing: 490, gain: -10 });
    expect(of("")).toMatchObject({ moneyIn: 0, closing: 0, gain: 0 });
  });

  test("sends units to another at what they cost, and they are a flow of both", () => {
    const text = `
      2024-01-02 price FUND 100
      2024-01-02 buy 4 FUND @ 100 account A
      2024-01-03 move 1 FUND to B for 100 account A
      2024-01-05 price FUND 120
    `;
    const of = (account: string) =>
      performanceOfStory(text, "2024-01-01", "2024-01-05", { subject: { kind: "account", account } }).range(
        "2024-01-01",
        "2024-01-05",
      );
    expect(of("A")).toMatchObject({ moneyIn: 400, moneyOut: 100, closing: 360, gain: 60 });
    expect(of("B")).toMatchObject({ moneyIn: 100, closing: 120, gain: 20 });
  });

  test("is not partial for what is wrong in another, unless its units come from there", () => {
    const text = `
      2024-01-02 price FUND 100
      2024-01-02 buy 10 FUND @ 100 account A
      2024-01-03 sell 5 FUND @ 100 account B
      2024-01-04 buy 5 FUND @ 100 XYZ account B
      2024-01-05 price FUND 110
    `;
    const of = (told: string) => {
      const input = readStory(told);
      const book = bookOfSubject(input, { kind: "account", account: "A" });
      return valueBook(book, input.market, "2024-01-05");
    };
    expect(of(text)).toMatchObject({ partial: false, oversold: [], unrated: [], issues: [], totals: { gain: 100 } });
    // What nobody knows the cost of has no gain here either, stated worth or not.
    for (const worth of ["", " @ 100"]) {
      const moved = of(`${text}\n2024-01-05 move 5 FUND to A${worth} account B`);
      expect(moved).toMatchObject({ partial: true, oversold: [], unrated: ["XYZ"], issues: [{ code: "no_rate" }] });
      expect(moved.positions).toMatchObject([{ marketValue: 1650, unrealized: null, released: 0, partial: true }]);
    }
  });

  test("sends and gets of units that are moved what was there, and nobody gains by the rest", () => {
    const text = `
      2024-01-02 price FUND 100
      2024-01-02 buy 4 FUND @ 100 account A
      2024-01-03 move 10 FUND to B @ 100 account A
    `;
    const of = (account: string) => {
      const input = readStory(text);
      return valueBook(bookOfSubject(input, { kind: "account", account }), input.market, "2024-01-05");
    };
    expect(of("A")).toMatchObject({ oversold: ["FUND"], totals: { moneyIn: 400, moneyOut: 400, gain: 0 } });
    expect(of("B")).toMatchObject({ oversold: ["FUND"], totals: { moneyIn: 400, marketValue: 400, gain: 0 } });
  });

  test("adds up with the others to the portfolio, day by day", () => {
    fc.assert(
      fc.property(randomJournal, (journal) => {
        const labelled = journal.transactions.map((row, i) => ({ ...row, ...(i % 3 ? { account: `${i % 3}` } : {}) }));
        const settings = { ...journal.settings, lots: "account" as const, allowShort: true };
        const input = { ...journal, transactions: labelled, settings, from: FIRST_DAY, to: LAST_DAY };
        const { columns } = performanceOf(input);
        const parts = ["", "1", "2"].map((account) => performanceOf(input, { kind: "account", account }).columns);
        for (const name of [...DAILY_PARTS, "value", "cash"] as const) {
          for (let i = 0; i < 366; i += 5) {
            const sum = parts.reduce((total, part) => total + part[name][i]!, 0);
            expect(Math.abs(sum - columns[name][i]!), `${name} ${i}`).toBeLessThan(1e-6);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
