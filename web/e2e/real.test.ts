// The portfolio whose figures cli/real-portfolio.test.ts works out by exact fractions, as a person sees it.

import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "vitest";
import { seed, sees, showsFigures } from "./acts.ts";
import { openBench } from "./harness.ts";
import { real } from "./product.ts";

const bench = openBench();
const money = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });
const gain = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR", signDisplay: "always" });

describe.runIf(existsSync(real.prices))("real instruments in a price folder", () => {
  test("are worth on the page what the server computes, and old prices say so", async () => {
    const product = await bench.product({ market: real });
    const portfolio = await seed(product, { name: "Real", csv: readFileSync(real.trades, "utf8") });
    const { totals } = await product.client.valuation(portfolio);

    const page = await bench.open(product, `/portfolios/${portfolio}`);
    await showsFigures(page, {
      "Market value": money.format(totals.marketValue),
      Unrealised: gain.format(totals.unrealized).replace("-", "−"),
      Realised: gain.format(totals.realized).replace("-", "−"),
      Income: money.format(totals.income),
    });
    await sees(page, /prices are old/);
  });
});
