import type { Portfolio } from "@tickfolio/engine";
import { portfolioAnswer } from "@tickfolio/protocol";
import type { AppDeps } from "./deps.ts";
import { summaryOf } from "./portfolio-routes.ts";
import type { Route, RouteContext } from "./route.ts";
import { settingsOf } from "./session-routes.ts";

/** One per user: asking again answers with the one there is. */
const SAMPLE_ID = "pf_sample";
/** What the simulated market has rates for. */
const SAMPLE_CURRENCIES = ["EUR", "USD", "GBP", "JPY"];

export function sampleRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/sample",
      summary:
        "Makes the sample portfolio on the simulated market, or answers with it (out of the bin, if it was there).",
      answer: portfolioAnswer,
      created: true,
      handle: async (c) => {
        const { store } = c.var;
        const before = await store.portfolio(SAMPLE_ID);
        const portfolio = before ? await store.restorePortfolio(SAMPLE_ID) : await makePortfolio(c);
        const journal = await store.journal(SAMPLE_ID);
        if ((await journal.length()) === 0) {
          const { recordTrades } = await import("./sample-trades.ts");
          await recordTrades(deps, c, portfolio);
        }
        return c.json(await summaryOf(store, portfolio), before ? 200 : 201);
      },
    },
  ];
}

async function makePortfolio(c: RouteContext): Promise<Portfolio> {
  const { baseCurrency } = await settingsOf(c.var.store);
  return c.var.store.savePortfolio(
    {
      id: SAMPLE_ID,
      name: "Sample portfolio",
      baseCurrency: SAMPLE_CURRENCIES.includes(baseCurrency) ? baseCurrency : "EUR",
      costMethod: "fifo",
      cash: "tracked",
      sample: true,
    },
    0,
  );
}
