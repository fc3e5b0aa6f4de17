import type { EntryDraft } from "@tickfolio/engine";
import type { BackfillProgress } from "@tickfolio/protocol";
import type { Clock } from "../provider.ts";
import type { Backfill } from "./backfill.ts";

/** The fetching of the past as the API sees it; each home has its own way to get it done. */
export interface PastPrices {
  progress(user: string): Promise<BackfillProgress>;
  start(user: string): Promise<BackfillProgress>;
  cancel(user: string): Promise<BackfillProgress>;
  /** A journal has grown by this: perhaps something has a past now that nobody has fetched. */
  grown(user: string, entry: EntryDraft): Promise<void>;
}

/** Where a process goes on by itself: it is only called. */
export function createWokenPrices(backfill: Backfill, wake: () => void): PastPrices {
  return {
    progress: backfill.progress,
    async start(user) {
      await begin(backfill, user);
      wake();
      return backfill.progress(user);
    },
    async cancel(user) {
      await backfill.cancel(user);
      return backfill.progress(user);
    },
    grown: async () => wake(),
  };
}

const DAY_MS = 86_400_000;
/** So much past a chart asks for anyway. */
const RECENT_MS = 30 * DAY_MS;

/** Where a process lives as long as a request: whoever asks for it has it go on for a while, and asks again. */
export function createAskedPrices(open: () => Promise<Backfill>, clock: Clock, runMs: number): PastPrices {
  return {
    progress: async (user) => (await open()).progress(user),
    async start(user) {
      const backfill = await open();
      await begin(backfill, user);
      await backfill.run(user, clock() + runMs);
      return backfill.progress(user);
    },
    async cancel(user) {
      const backfill = await open();
      await backfill.cancel(user);
      return backfill.progress(user);
    },
    /** It is planned here, and fetched by the page that looks at its progress, or by the run after the day's end. */
    async grown(user, { transactions }) {
      const hasPast = transactions.some((row) => "instrument" in row && Date.parse(row.day) < clock() - RECENT_MS);
      if (hasPast) await (await open()).plan(user);
    },
  };
}

/** What runs goes on; what is over or was stopped begins anew. */
async function begin(backfill: Backfill, user: string): Promise<void> {
  const { state } = await backfill.progress(user);
  await backfill.plan(user, state !== "running");
}
