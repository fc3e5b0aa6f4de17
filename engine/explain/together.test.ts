import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { combineValuations } from "../combine.ts";
import { readStory } from "../testing.ts";
import { valueBook } from "../valuation.ts";
import type { Figure } from "./explainer.ts";
import { recomputeData, writeExplanation } from "./index.ts";
import { explainTogether, isAdded } from "./together.ts";

const DAY = "2024-03-01";
const { rates } = readStory(`
  2024-01-01 rate USD 0.90
  2024-02-01 rate USD 0.80
`);
const euros = readStory(`
  2024-01-02 buy 10 CORP @ 50
  2024-03-01 price CORP 60
`);
const dollars = readStory(
  `
    2024-01-02 buy 4 CORP @ 50
    2024-01-03 buy 10 FUND @ 100
    2024-03-01 price CORP 70
    2024-03-01 price FUND 110
  `,
  { baseCurrency: "USD" },
);
const parts = [
  { ...euros, name: "Euros" },
  { ...dollars, name: "Dollars" },
];
const valuations = [euros, dollars].map((story) => valueBook(buildBook(story), story.market, DAY));
const { totals, positions } = combineValuations(valuations, "EUR", rates, DAY);

describe("a figure of all portfolios", () => {
  test("is the sum of each at the rate of the day, and comes out again from its leaves", () => {
    const tree = explainTogether(parts, { of: "totals", name: "gain" }, DAY, "EUR", rates)!;
    // 100 EUR, and 180 USD at 0.80.
    expect(tree.value).toBe(244);
    expect(tree.value).toBe(totals.gain);
    expect(tree.terms.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      "gain in Euros: 100",
      "gain in Dollars: 144",
    ]);
    expect(recomputeData(writeExplanation(tree))).toBe(244);
  });

  test("is that of the portfolios that have it", () => {
    const figure: Figure = { of: "position", instrument: "FUND", name: "marketValue" };
    const tree = explainTogether(parts, figure, DAY, "EUR", rates)!;
    expect(tree.value).toBe(positions.find(({ instrument }) => instrument === "FUND")!.marketValue);
    expect(tree.terms).toHaveLength(1);
    expect(explainTogether(parts, { ...figure, instrument: "NONE" }, DAY, "EUR", rates)).toBeUndefined();
  });

  test("leaves out a portfolio without a rate", () => {
    const tree = explainTogether(parts, { of: "totals", name: "marketValue" }, DAY, "CHF", rates);
    expect(tree).toBeUndefined();
  });

  test("that is no sum is not explained by one", () => {
    expect(isAdded({ of: "totals", name: "gainRatio" })).toBe(false);
    expect(isAdded({ of: "position", instrument: "FUND", name: "averageCost" })).toBe(false);
    expect(isAdded({ of: "range", from: DAY, name: "timeWeighted" })).toBe(false);
    expect(isAdded({ of: "totals", name: "worth" })).toBe(true);
  });
});
