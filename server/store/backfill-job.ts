import { randomUUID } from "node:crypto";
import { isDay } from "@tickfolio/engine";
import { keyOf, prefixOf, userPartition } from "./keys.ts";
import { readStored, toStored } from "./stored.ts";
import { type Clock, ConflictError, type Item, type Table } from "./table.ts";

/** Something whose past is to be fetched from a day on: an instrument's closes, or with the id `rates` those of currencies. */
export interface PlannedPart {
  id: string;
  from: string;
  /** The last day of which it is needed; absent while it is held. */
  until?: string;
}

/** What was intended. Its parts are settled one by one, each in an item of its own. */
export interface BackfillPlan {
  /** Another one with every beginning, so that late work on the last one settles nothing of this. */
  job: string;
  state: "running" | "done" | "cancelled";
  startedAt: string;
  endedAt?: string;
  /** In the order in which they are fetched. */
  parts: PlannedPart[];
}

/** What came of a part. One that waits is tried again. */
export interface SettledPart {
  state: "there" | "waiting" | "none";
  source?: string;
  /** Of what waits: when its source may be asked again. */
  retryAt?: string;
  message?: string;
  /** How often it has been tried in vain, where nobody says when to try again. */
  tries?: number;
}

/** A user's backfill: the intention is written first, and any step can be its last. */
export interface BackfillJob {
  read(): Promise<{ plan: BackfillPlan; settled: Map<string, SettledPart> } | undefined>;
  /** In place of whatever was there. */
  begin(parts: readonly PlannedPart[]): Promise<BackfillPlan>;
  settle(job: string, part: string, result: SettledPart): Promise<void>;
  /** Says whether it was this job that was running. */
  end(job: string, state: "done" | "cancelled"): Promise<boolean>;
}

/** What came of a job is of interest for so long; then it is as if it had never been. */
const KEPT_SECONDS = 90 * 86_400;

export function createBackfillJob(table: Table, clock: Clock, user: string): BackfillJob {
  const partition = userPartition(user);
  const key = { partition, sort: keyOf("JOB", "BACKFILL") };
  const now = () => new Date(clock()).toISOString();
  const expiresAt = () => Math.floor(clock() / 1000) + KEPT_SECONDS;
  const prefix = (job: string) => prefixOf("JOB", "BACKFILL", job);

  return {
    async read() {
      const item = await table.get(key);
      if (!item) return undefined;
      const plan = readPlan(item);
      const { items } = await table.query({ partition, prefix: prefix(plan.job) });
      const settled = new Map(items.map((one) => [one.sort.slice(prefix(plan.job).length), readPart(one)]));
      return { plan, settled };
    },

    async begin(parts) {
      const plan: BackfillPlan = { job: randomUUID(), state: "running", startedAt: now(), parts: [...parts] };
      return readPlan(await table.put({ ...key, value: toStored(plan), expiresAt: expiresAt() }, "any"));
    },

    async settle(job, part, result) {
      const sort = keyOf("JOB", "BACKFILL", job, part);
      await table.put({ partition, sort, value: toStored(result), expiresAt: expiresAt() }, "any");
    },

    async end(job, state) {
      for (;;) {
        const item = await table.get(key);
        const plan = item && readPlan(item);
        if (!plan || plan.job !== job || plan.state !== "running") return false;
        try {
          const value = toStored({ ...plan, state, endedAt: now() });
          await table.put({ ...key, value, expiresAt: expiresAt() }, item.version);
          return true;
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    },
  };
}

function readPlan(item: Item): BackfillPlan {
  return readStored(item, (members) => {
    const plan = members as unknown as BackfillPlan;
    if (!["running", "done", "cancelled"].includes(plan.state)) throw new TypeError("it says no state.");
    if (!Array.isArray(plan.parts) || !plan.parts.every(({ from }) => isDay(from)))
      throw new TypeError("it has no plan.");
    return plan;
  });
}

function readPart(item: Item): SettledPart {
  return readStored(item, (members) => members as unknown as SettledPart);
}
