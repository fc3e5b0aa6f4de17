import type { Log } from "../../log.ts";
import type { Store } from "../../store/store.ts";
import type { AskedMarket } from "../lazy-market.ts";
import type { Timers } from "../timers.ts";
import { settlesNext } from "./after-close.ts";
import type { Backfill } from "./backfill.ts";
import { needsOf } from "./needs.ts";
import { sweepCloses } from "./sweep.ts";

/** The wall clock is looked at so often: a timer set for the evening would miss it on a machine that slept. */
const LOOK_MS = 60_000;
/** An import writes several times; what it needs is planned once. */
const SETTLING_MS = 3_000;
const AFTER_FAILURE_MS = 15 * 60_000;

/** Keeps the closes of what one user holds complete: the past, and each session's close after its end. */
export interface Upkeep {
  /** Something has changed, or the machine has just started: sees soon what there is to do. */
  wake(): void;
  close(): Promise<void>;
}

export function createUpkeep(parts: {
  user: string;
  store: Pick<Store, "forUser">;
  market: Pick<AskedMarket, "bring" | "rates" | "actions">;
  backfill: Backfill;
  clock: () => number;
  timers: Timers;
  log: Log;
}): Upkeep {
  const { user, store, market, backfill, clock, timers, log } = parts;
  let dueMs: number | undefined;
  let cancelLook = () => {};
  let working: Promise<void> = Promise.resolve();
  let isWorking = false;
  let isClosed = false;

  /** When there is something to do again; undefined while nothing is held: then no timer runs. */
  async function work(): Promise<number | undefined> {
    await backfill.plan(user);
    const goesOnMs = await backfill.run(user, Number.POSITIVE_INFINITY);
    const { instruments, ratesFrom } = await needsOf(store.forUser(user));
    const wanted = instruments.filter(({ until }) => until === null);
    const needsRates = ratesFrom !== null;
    const untilMs = Number.POSITIVE_INFINITY;
    const { againMs, fetched } = await sweepCloses({ market, user, wanted, needsRates, clock, untilMs });
    if (fetched > 0) log.info("The day's closes were fetched.", { fetched });
    const nextMs = wanted.map(({ instrument }) => settlesNext(instrument, clock()));
    const times = [goesOnMs, againMs, ...nextMs].filter((ms) => ms !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  function look(): void {
    cancelLook();
    if (dueMs === undefined || isClosed || isWorking) return;
    cancelLook = timers.after(Math.max(0, Math.min(dueMs - clock(), LOOK_MS)), () => {
      if (dueMs === undefined || clock() < dueMs) return look();
      dueMs = undefined;
      isWorking = true;
      working = work()
        .catch((error) => {
          if (!isClosed) log.error("closes could not be kept up", { error });
          return clock() + AFTER_FAILURE_MS;
        })
        .then((nextMs) => {
          isWorking = false;
          // Somebody may have called meanwhile.
          dueMs = earlier(dueMs, nextMs);
          look();
        });
    });
  }

  return {
    wake() {
      dueMs = earlier(dueMs, clock() + SETTLING_MS);
      look();
    },
    async close() {
      isClosed = true;
      cancelLook();
      await working;
    },
  };
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
