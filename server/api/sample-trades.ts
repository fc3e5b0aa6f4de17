import { addDays, type CloseSeries, createRates, type Instrument, type Portfolio } from "@tickfolio/engine";
import { simulatedListings } from "../market/providers/simulated-companies.ts";
import { AlreadyWrittenError } from "../store/errors.ts";
import type { AppDeps } from "./deps.ts";
import { findOrMake } from "./instrument-identity.ts";
import { writerOf } from "./journal-writer.ts";
import type { RouteContext } from "./route.ts";
import { sampleTransactions } from "./sample.ts";
import { samplePlan } from "./sample-plan.ts";

const SAMPLE_ENTRY = "ent_sample";

/** What the sample portfolio has done, as one entry. */
export async function recordTrades(deps: AppDeps, c: RouteContext, portfolio: Portfolio): Promise<void> {
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
