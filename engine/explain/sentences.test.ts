import { expect, test } from "vitest";
import { readStory } from "../testing.ts";
import { createExplainer, type Figure } from "./explainer.ts";
import type { Explanation } from "./explanation.ts";
import { said } from "./fake-figures.ts";

const STORY = `
  2024-02-01 rate USD 0.92
  2024-02-01 buy 25 AAPL @ 120.00 USD fee 1.00
  2024-03-01 rate USD 0.90
  2024-03-01 sell 10 AAPL @ 140.00 USD
  2024-03-01 price AAPL 142.00
`;

/** A tree as an indented text: each node's label with its value, then its terms. */
function outline(node: Explanation, depth: number, indent = ""): string[] {
  const value = node.operation === "given" && node.leaf?.kind === "constant" ? "" : ` = ${said(node.value)}`;
  const line = `${indent}${node.label}${value}${node.unit ? ` ${node.unit}` : ""}`;
  return [line, ...(depth === 0 ? [] : node.terms.flatMap((term) => outline(term, depth - 1, `${indent}  `)))];
}

function explainIn(text: string, figure: Figure, day: string): Explanation {
  return createExplainer(readStory(text)).explain(figure, day)!;
}

test("a lot says in one sentence what of its purchase is left and what that cost", () => {
  const story = `
    2024-02-01 rate USD 0.92
    2024-02-01 buy 25 AAPL @ 120.00 USD
    2024-03-01 sell 10 AAPL @ 130.00 USD
  `;
  const cost = explainIn(story, { of: "lot", instrument: "AAPL", lot: 0, name: "cost" }, "2024-03-01");
  expect(cost.formula).toBe("Cost of 15 of 25 units bought on 2024-02-01 at 120 USD, × 0.92 EUR per USD");
  expect(String(cost.value)).toBe("1656");
});

test("an unrealised gain is told from the market value and the cost down to prices, rates and entries", () => {
  const gain = explainIn(STORY, { of: "position", instrument: "AAPL", name: "unrealized" }, "2024-03-01");
  expect(gain.formula).toBe("market value − cost");
  expect(gain.definition).toBe("#unrealized-gain");
  expect(outline(gain, 7)).toEqual([
    "unrealised gain of AAPL = 260.4480000000001 EUR",
    "  market value of AAPL = 1917 EUR",
    "    units held of AAPL = 15 units",
    "      units of the lot of 2024-02-01 = 15 units",
    "        after the sale of 2024-03-01 = 15 units",
    "          units of the purchase of 2024-02-01 = 25 units",
    "          units of the sale of 2024-03-01 = 10 units",
    "    close of 2024-03-01 = 142 USD",
    "    exchange rate of 2024-03-01 = 0.9 EUR per USD",
    "  cost of AAPL = 1656.552 EUR",
    "    cost of the lot of 2024-02-01 = 1656.552 EUR",
    "      after the sale of 2024-03-01 = 1656.552 EUR",
    "        all of the purchase of 2024-02-01 = 2760.92 EUR",
    "          amount of the purchase of 2024-02-01 in EUR = 2760 EUR",
    "            amount of the purchase of 2024-02-01 in USD = 3000 USD",
    "              units of the purchase of 2024-02-01 = 25 units",
    "              price of the purchase of 2024-02-01 = 120 USD",
    "            exchange rate of 2024-02-01 = 0.92 EUR per USD",
    "          fee of the purchase of 2024-02-01 in EUR = 0.92 EUR",
    "            fee of the purchase of 2024-02-01 = 1 USD",
    "            exchange rate of 2024-02-01 = 0.92 EUR per USD",
    "        part that goes with the sale of 2024-03-01 = 1104.368 EUR",
    "          all of the purchase of 2024-02-01 = 2760.92 EUR",
    "            amount of the purchase of 2024-02-01 in EUR = 2760 EUR",
    "              amount of the purchase of 2024-02-01 in USD = 3000 USD",
    "              exchange rate of 2024-02-01 = 0.92 EUR per USD",
    "            fee of the purchase of 2024-02-01 in EUR = 0.92 EUR",
    "              fee of the purchase of 2024-02-01 = 1 USD",
    "              exchange rate of 2024-02-01 = 0.92 EUR per USD",
    "          units of the sale of 2024-03-01 = 10 units",
    "          units of the purchase of 2024-02-01 = 25 units",
  ]);
});

test("what changes units says how many there are after it, and a price is told in the units of its day", () => {
  const story = `
    2024-02-01 buy 25 AAPL @ 120.00
    2024-02-08 price AAPL 140.00
    2024-02-10 split AAPL 2:1
  `;
  const value = explainIn(story, { of: "position", instrument: "AAPL", name: "marketValue" }, "2024-02-10");
  expect(outline(value, 4)).toEqual([
    "market value of AAPL = 3500 EUR",
    "  units held of AAPL = 50 units",
    "    units of the lot of 2024-02-01 = 50 units",
    "      after the split of 2024-02-10 = 50 units",
    "        units of the purchase of 2024-02-01 = 25 units",
    "        new units of the split of 2024-02-10 = 2 units",
    "        old units of the split of 2024-02-10 = 1 units",
    "  close of 2024-02-08, in units of 2024-02-10 = 70 EUR",
    "    close of 2024-02-08 = 140 EUR",
    "    units of 2024-02-10 for one before all splits = 2",
    "      new units of the split of 2024-02-10 = 2 units",
    "      old units of the split of 2024-02-10 = 1 units",
  ]);
});

test("what has no price has no market value, and says so", () => {
  const value = explainIn(
    "2024-02-01 buy 25 AAPL @ 120.00",
    { of: "position", instrument: "AAPL", name: "gain" },
    "2024-02-10",
  );
  expect(value).toMatchObject({ operation: "none", value: null });
});
