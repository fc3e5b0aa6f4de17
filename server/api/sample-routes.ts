import { addDays, type CloseSeries, createRates, type Instrument, type Portfolio } from "@tickfolio/engine";
import { portfolioAnswer } from "@tickfolio/protocol";
import { simulatedListings } from "../market/simulated-companies.ts";
import { AlreadyWrittenError } from "../store/errors.ts";
import type { AppDeps } from "./deps.ts";
import { findOrMake } from "./instrument-identity.ts";
import { writerOf } from "./journal-writer.ts";
import { summaryOf } from "./portfolio-routes.ts";
import type { Route, RouteContext } from "./route.ts";
import { sampleTransactions } from "./sample.ts";
import { samplePlan } from "./sample-plan.ts";
import { settingsOf } from "./session-routes.ts";

/** One per user: asking again answers with the one there is. */
const SAMPLE_ID = "pf_sample";
const SAMPLE_ENTRY = "ent_sample";
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
        if ((await journal.length()) === 0) await recordTrades(deps, c, portfolio);
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

async function recordTrades(deps: AppDeps, c: RouteContext, portfolio: Portfolio): Promise<void> {
  // The simulated market keeps UTC days.
  const today = new Date(deps.clock()).toISOString().slice(0, 10);
  const from = addDays(today, -Math.max(...samplePlan.map(({ daysAgo }) => daysAgo)));
  const instruments = new Map<string, Instrument>();
  for (const listing of simulatedListings) instruments.set(listing.symbol, await findOrMake(c.var.store, listing));
  const closes = new Map<string, CloseSeries>();
  for (const [symbol, instrument] of instruments) {
    const series = await deps.market.closes(c.var.user.id, instrument, from);
    if (series) closes.set(symbol, series);
  }
  const rates = createRates(await deps.market.sampleRates(from));
  const { baseCurrency } = portfolio;
  const transactions = sampleTransactions({ today, baseCurrency, instruments, closes, rates });
  const draft = { id: SAMPLE_ENTRY, reason: { kind: "typed" as const }, transactions, voids: [] };
  try {
    await (await writerOf(deps, c, portfolio)).append(draft);
  } catch (error) {
    // Asked twice at once around midnight, the two stories differ by a day; the first one stands.
    if (!(error instanceof AlreadyWrittenError)) throw error;
  }
}
