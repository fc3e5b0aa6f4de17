import { expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { Decimal } from "../decimal.ts";
import { COST_METHODS, type PortfolioSettings } from "../portfolio.ts";
import { readStory, type Story } from "../testing.ts";
import { valueBook } from "../valuation.ts";
import { createExplainer } from "./explainer.ts";
import type { Leaf } from "./explanation.ts";
import { recomputeData, writeExplanation } from "./explanation-data.ts";
import { figuresOf, leavesOf, said } from "./fake-figures.ts";
import { recompute } from "./recompute.ts";

/** Every kind of transaction, in and out of the base currency, with what makes each of them awkward. */
const EVERYTHING = `
  2024-01-01 deposit 90000.00 EUR
  2024-01-01 rate USD 0.90
  2024-01-02 buy 10 AAPL @ 100.00 USD fee 1.00 tax 0.50 account A
  2024-01-03 buy 7.5 AAPL @ 120.00 USD fee 1.00 rate 0.95 account B
  2024-01-04 sell 3.3 AAPL @ 130.00 USD fee 2.00 account A
  2024-01-05 transfer-in 10 AAPL @ 100.00 USD lots 4@2020-01-02=300.00,6@2021-05-05=550.00*0.92 account B
  2024-01-06 split AAPL 3:2
  2024-01-07 dividend AAPL 12.00 USD tax 1.80
  2024-01-08 dividend-reversal AAPL 6.00 USD tax 0.90
  2024-01-09 stock-dividend 2 AAPL
  2024-01-10 stock-dividend-reversal 1 AAPL
  2024-01-11 reinvested-dividend 0.5 AAPL for 60.00 USD tax 9.00 fee 1.00 account A
  2024-01-12 reinvested-dividend-reversal 0.25 AAPL for 30.00 USD tax 4.50 account A
  2024-01-13 spin-off AAPL 1:4 into BABY share 0.12
  2024-01-14 return-of-capital AAPL 12.00 USD
  2024-01-15 move 2 AAPL to B account A
  2024-01-16 cash-in-lieu 0.25 BABY for 5.00 USD account A
  2024-01-17 transfer-out 3 AAPL @ 120.00 USD account B
  2024-01-18 rate USD 0.93
  2024-01-18 transfer-out 1 AAPL fee 1.00 USD account B
  2024-01-19 merger BABY 2:3 into BIG for 30.00 USD share 0.3
  2024-01-20 symbol-change AAPL into APPL
  2024-01-21 buy 10 SAP @ 100.00
  2024-01-22 merger SAP 1:2 into ORCL for 100.00
  2024-01-23 return-of-capital ORCL 5000.00
  2024-01-24 convert 1000.00 EUR to 1080.00 USD
  2024-01-25 interest 5.00 USD tax 1.00
  2024-01-25 interest-charge 2.00
  2024-01-26 fee 3.00
  2024-01-26 fee-refund 1.00
  2024-01-27 tax 4.00 USD
  2024-01-27 tax-refund 2.00
  2024-01-28 withdrawal 100.00 USD
  2024-01-29 sell 1 APPL @ 140.00 USD account B
  2024-01-30 sell 5 SHRT @ 50.00 USD
  2024-01-30 buy 2 SHRT @ 40.00 USD
  2024-01-30 price APPL 101.50
  2024-01-31 price APPL 103.25
  2024-01-31 price BIG 20.00
  2024-01-31 price ORCL 7.00
  2024-01-31 price SHRT 45.00
  2024-01-31 rate USD 0.97
`;

const SETTINGS: Partial<PortfolioSettings>[] = [
  {},
  { feesInCost: false, lots: "account" },
  { cash: "untracked", allowShort: true },
  { allowShort: true },
];
const cases = COST_METHODS.flatMap((costMethod) => SETTINGS.map((settings) => ({ costMethod, ...settings })));

test.each(cases)("every kind of transaction is explained down to its fields, under %o", (settings) => {
  expectExplained(readStory(EVERYTHING, settings));
});

test.each(["A", "B", ""])("so is what happened in account %s", (account) => {
  expectExplained({ ...readStory(EVERYTHING), account });
});

function expectExplained(story: Story): void {
  const explainer = createExplainer(story);
  for (const day of ["2024-01-14", "2024-01-31"]) {
    const book = buildBook({ ...story, through: day });
    for (const [figure, value] of figuresOf(book, valueBook(book, story.market, day))) {
      const name = JSON.stringify(figure);
      const tree = explainer.explain(figure, day)!;
      expect([name, said(tree.value), said(recompute(tree))]).toEqual([name, said(value), said(value)]);
      const written = JSON.parse(JSON.stringify(writeExplanation(tree)));
      expect([name, said(recomputeData(written))]).toEqual([name, said(value)]);
      for (const leaf of leavesOf(tree)) expectTrue(story, leaf, name);
    }
  }
}

/** Constants in booking that no transaction states: a share of nothing, and one for one. */
const CONSTANTS = ["0", "1"];

function expectTrue(story: Story, leaf: Leaf, name: string): void {
  if (leaf.kind === "entry") {
    const transaction = story.transactions.find(({ id }) => id === leaf.transaction);
    const stated = leaf.field
      .split(".")
      .reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], transaction);
    expect([name, leaf, stated instanceof Decimal || typeof stated === "number"]).toEqual([name, leaf, true]);
  } else if (leaf.kind === "constant") {
    expect([name, CONSTANTS.includes(leaf.name) || leaf.name.includes("nothing")]).toEqual([name, true]);
  } else if (leaf.kind === "rate") {
    expect(story.rates.at(leaf.from, leaf.to, leaf.day)).toMatchObject({ day: leaf.day, source: leaf.source });
  } else expect([leaf.kind, leaf.kind === "price" && leaf.source]).toEqual(["price", "story"]);
}
