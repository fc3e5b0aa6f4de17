import { addDays, type Instrument } from "@tickfolio/engine";
import type { Log } from "../log.ts";
import type { Market } from "../market/market.ts";
import { createBackfill } from "../market/past/backfill.ts";
import { sweepCloses } from "../market/past/sweep.ts";
import type { Store } from "../store/store.ts";
import { FEED, SEEN_SHARD } from "./socket-events.ts";

/** So far back closes are asked for; where more is stored already, the whole series is renewed. */
const LOOK_BACK_DAYS = 30;

/** What came of a run. `left`: not looked at because the time was over. */
export interface FetchedDay {
  users: number;
  series: number;
  left: number;
}

/**
 * The closes of the sessions that have ended, with rates, for those who have looked at their portfolios lately, so that they find them
 * stored; and the past that they wait for, as far as the time goes. It runs after each of the world's market days: what is there since
 * its last close is not asked for again, and where nobody has looked for a month it ends before it has read a key.
 */
export async function fetchDay(options: {
  store: Pick<Store, "forUser" | "connections">;
  openMarket: () => Promise<Pick<Market, "bring" | "rates" | "actions">>;
  clock: () => number;
  /** What is not done by then is left for when somebody looks. */
  untilMs: number;
  log: Log;
}): Promise<FetchedDay> {
  const { store, openMarket, clock, untilMs, log } = options;
  const result: FetchedDay = { users: 0, series: 0, left: 0 };
  const seen = await store.connections(FEED.scope, SEEN_SHARD).all();
  if (seen.length === 0) return result;

  const market = await openMarket();
  const backfill = createBackfill({ store, market, clock, log });
  const from = addDays(new Date(clock()).toISOString().slice(0, 10), -LOOK_BACK_DAYS);
  for (const { user, watched } of seen) {
    const ids = new Set(watched);
    const mine = (await store.forUser(user).instruments()).filter((one) => ids.has(one.id) && isReal(one));
    const wanted = mine.map((instrument) => ({ instrument, from }));
    const swept = await sweepCloses({ market, user, wanted, needsRates: mine.length > 0, clock, untilMs });
    result.series += swept.fetched;
    result.left += swept.left;
    result.users++;
  }
  // Everybody's day comes before anybody's past.
  for (const { user } of seen) if (clock() < untilMs) await backfill.run(user, untilMs);
  log.info("The day's closes were fetched.", { ...result });
  return result;
}

/** The simulated market is computed, not fetched. */
function isReal(instrument: Instrument): boolean {
  return instrument.mic !== "SIM";
}
