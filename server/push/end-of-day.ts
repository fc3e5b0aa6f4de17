import { addDays, type Instrument } from "@tickfolio/engine";
import type { Log } from "../log.ts";
import type { Market } from "../market/market.ts";
import type { Store } from "../store/store.ts";
import { FEED, SEEN_SHARD } from "./socket-events.ts";

/** So far back closes are asked for; where more is stored already, the whole series is renewed. */
const LOOK_BACK_DAYS = 30;

/**
 * The day's closes and rates for those who have looked at their portfolios lately, so that they find them stored. What
 * was fetched for one user's instrument serves all who hold it.
 */
export async function fetchDay(options: {
  store: Pick<Store, "forUser" | "connections">;
  market: Pick<Market, "closes" | "rates">;
  clock: () => number;
  /** What is not done by then is left for when somebody looks. */
  untilMs: number;
  log: Log;
}): Promise<{ users: number; series: number; left: number }> {
  const { store, market, clock, untilMs, log } = options;
  const from = addDays(new Date(clock()).toISOString().slice(0, 10), -LOOK_BACK_DAYS);
  const done = new Set<string>();
  const result = { users: 0, series: 0, left: 0 };

  for (const { user, watched } of await store.connections(FEED.scope, SEEN_SHARD).all()) {
    const wanted = new Set(watched);
    const mine = (await store.forUser(user).instruments()).filter(({ id }) => wanted.has(id) && !done.has(id));
    if (mine.some(isReal)) await market.rates(user, from);
    for (const instrument of mine.filter(isReal)) {
      if (clock() >= untilMs) {
        result.left++;
        continue;
      }
      if (await market.closes(user, instrument, from)) {
        done.add(instrument.id);
        result.series++;
      }
    }
    result.users++;
  }
  log.info("The day's closes were fetched.", result);
  return result;
}

/** The simulated market is computed, not fetched. */
function isReal(instrument: Instrument): boolean {
  return instrument.mic !== "SIM";
}
