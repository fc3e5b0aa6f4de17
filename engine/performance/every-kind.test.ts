import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { COST_METHODS } from "../portfolio.ts";
import { readStory } from "../testing.ts";
import { valueBook } from "../valuation.ts";
import { residueOf } from "./fake-performance.ts";
import { performanceOf } from "./subjects.ts";

/** Everything that can happen to a portfolio, in two currencies and two accounts. */
const story = `
  2024-01-01 rate USD 0.90
  2024-01-01 deposit 20000 account A
  2024-01-01 deposit 5000 USD account B
  2024-01-02 price OLD 100
  2024-01-02 price US 50
  2024-01-02 price SLOW 10
  2024-01-02 buy 10 OLD @ 100 fee 5 tax 1 account A
  2024-01-03 buy 20 US @ 50 USD fee 2 account B
  2024-01-04 buy 5 OLD @ 104 account A
  2024-01-05 rate USD 0.95
  2024-01-05 price US 55
  2024-01-08 transfer-in 10 SLOW for 110 fee 3 lots 4@2020-01-02=30,6@2021-05-05=50 account A
  2024-01-09 split OLD 2:1
  2024-01-09 price OLD 53
  2024-01-10 dividend US 12 USD tax 1.80 fee 0.50 account B
  2024-01-11 dividend-reversal US 2 USD tax 0.30 account B
  2024-01-12 reinvested-dividend 0.5 US for 30 USD tax 4.50 fee 1 account B
  2024-01-15 stock-dividend 2 OLD account A
  2024-01-16 spin-off OLD 1:4 into BABY share 0.1
  2024-01-16 price BABY 20
  2024-01-17 return-of-capital SLOW 15 account A
  2024-01-18 sell 6 OLD @ 51 fee 2 account A
  2024-01-19 move 5 US to A for 280 USD fee 1 account B
  2024-01-22 merger SLOW 1:2 into BIG for 25 account A
  2024-01-22 price BIG 22
  2024-01-23 cash-in-lieu 0.5 BABY for 11 account A
  2024-01-24 rate USD 1.00
  2024-01-24 transfer-out 4 US @ 57 USD fee 1 account B
  2024-01-25 transfer-out 1 BABY account A
  2024-01-26 symbol-change US into AM
  2024-01-26 price AM 58
  2024-01-29 convert 100 EUR to 99 USD fee 1 account A
  2024-01-30 interest 7 USD tax 1 account B
  2024-01-30 interest-charge 2 account A
  2024-01-30 fee 4 account A
  2024-01-30 tax-refund 3 account A
  2024-01-31 withdrawal 500 account A
`;
const [from, to] = ["2024-01-01", "2024-01-31"];
const INSTRUMENTS = ["OLD", "US", "SLOW", "BABY", "BIG", "AM"];

describe.each(COST_METHODS)("with everything that can happen, under %s", (costMethod) => {
  test.each([
    ["tracked", true],
    ["tracked", false],
    ["untracked", true],
    ["untracked", false],
  ] as const)("parts add up, cash %s, fees in cost: %s", (cash, feesInCost) => {
    const options = { costMethod, cash, feesInCost };
    const input = { ...readStory(story, options), from, to };
    const { columns, range } = performanceOf(input);
    expect(residueOf(columns)).toBeLessThan(1e-12);
    const all = range("2023-12-31", to);
    expect(all).toMatchObject({ otherIn: 0, otherOut: 0, partial: false, unmeasuredDays: 0 });
    const { totals, positions } = valueBook(buildBook(input), input.market, to);
    expect(all.gain).toBeCloseTo(totals.gain, 8);
    expect([all.attribution.fees, all.attribution.taxes]).toEqual([
      expect.closeTo(totals.fees, 8),
      expect.closeTo(totals.taxes, 8),
    ]);

    const parts = INSTRUMENTS.map((instrument) => performanceOf(input, { kind: "instrument", instrument }));
    for (const [i, part] of parts.entries()) {
      expect(residueOf(part.columns), INSTRUMENTS[i]).toBeLessThan(1e-12);
      const own = part.range("2023-12-31", to);
      const { gain, marketValue } = positions.find(({ instrument }) => instrument === INSTRUMENTS[i])!;
      expect([own.gain, own.closing]).toEqual([expect.closeTo(gain!, 8), expect.closeTo(marketValue!, 8)]);
    }
    // What one instrument gives another by cost came from it.
    const others = parts.map((part) => part.range("2023-12-31", to)).map(({ otherIn, otherOut }) => otherIn - otherOut);
    expect(others.reduce((sum, other) => sum + other, 0)).toBeCloseTo(0, 8);

    const accounts = ["A", "B"].map((account) => performanceOf(input, { kind: "account", account }));
    for (const account of accounts) expect(residueOf(account.columns)).toBeLessThan(1e-12);
    const byAccount = performanceOf({ ...input, settings: { ...input.settings, lots: "account" } }).range(
      "2023-12-31",
      to,
    );
    const ranges = accounts.map((account) => account.range("2023-12-31", to));
    expect(ranges[0]!.closing! + ranges[1]!.closing!).toBeCloseTo(byAccount.closing!, 8);
    expect(ranges[0]!.gain + ranges[1]!.gain).toBeCloseTo(byAccount.gain, 8);
    for (const range of ranges) expect([range.otherIn, range.otherOut]).toEqual([0, 0]);
  });
});

test("what moving units between accounts costs is of its day, wherever lots are kept", () => {
  for (const lots of ["portfolio", "account"] as const) {
    const text = `
      2024-01-02 price FUND 100
      2024-01-02 buy 2 FUND @ 100 account A
      2024-01-03 move 1 FUND to B fee 3 account A
      2024-01-05 dividend FUND 1 account A
    `;
    const { columns } = performanceOf({ ...readStory(text, { lots }), from, to: "2024-01-05" });
    expect([...columns.fees]).toEqual([0, 0, 3, 0, 0]);
  }
});
