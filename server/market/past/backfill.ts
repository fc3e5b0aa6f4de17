import { dayFromNumber, dayNumber } from "@tickfolio/engine";
import type { BackfillProgress } from "@tickfolio/protocol";
import type { Log } from "../../log.ts";
import type { PlannedPart, SettledPart } from "../../store/backfill-job.ts";
import type { Store } from "../../store/store.ts";
import type { AskedMarket } from "../lazy-market.ts";
import type { Clock } from "../provider.ts";
import { type Needs, needsOf } from "./needs.ts";

/** The part of a plan that is no instrument: exchange rates back to the first trade. */
export const RATES_PART = "rates";
const DAY_MS = 86_400_000;
const SOONEST_MS = 5_000;
const AGAIN_MS = 15 * 60_000;
const MOST_TRIES = 3;
/** Rates that begin this much after the day wanted still have that of its first working day. */
const HOLIDAYS = 7;

/** Fetches the past of everything held, oldest first. It can be stopped at any moment, by a person or by its process dying, and goes on where it was. */
export interface Backfill {
  progress(user: string): Promise<BackfillProgress>;
  /** Plans what the portfolios need, where no plan has had it yet; with `again` in any case. */
  plan(user: string, again?: boolean): Promise<void>;
  cancel(user: string): Promise<void>;
  /** Works until nothing is left, what is left waits, or the time is over. Answers when to go on; undefined: there is nothing to do. */
  run(user: string, untilMs: number): Promise<number | undefined>;
}

export interface BackfillParts {
  store: Pick<Store, "forUser">;
  market: Pick<AskedMarket, "bring" | "rates" | "actions">;
  clock: Clock;
  log: Log;
}

export function createBackfill({ store, market, clock, log }: BackfillParts): Backfill {
  /** One part, as far as it can be done now. Doing it twice is doing it once. */
  async function fetchPart(
    user: string,
    { id, from, until }: PlannedPart,
    before: SettledPart | undefined,
  ): Promise<SettledPart> {
    if (id === RATES_PART) return fetchRates(user, from, before);
    const instrument = await store.forUser(user).instrument(id);
    if (!instrument) return { state: "none", message: "This instrument is not there any more." };
    // What is held no longer is whole with a series that was asked for after its last day.
    const notBeforeMs = until === undefined ? 0 : Math.min(Date.parse(until) + DAY_MS, clock());
    const brought = await market.bring(user, instrument, from, notBeforeMs);
    await market.actions(user, instrument, from);
    switch (brought.state) {
      case "there":
        return { state: "there", source: brought.source };
      case "waiting":
        return { state: "waiting", source: brought.source, retryAt: brought.until, message: brought.message };
      case "none":
        return { state: "none", message: brought.message };
      default:
        return brought satisfies never;
    }
  }

  /** A source that is slow has more the next time; one that is not there has none then either. */
  async function fetchRates(user: string, from: string, before: SettledPart | undefined): Promise<SettledPart> {
    const tables = await market.rates(user, from);
    const whole = tables.find(({ days }) => days[0]! <= dayNumber(from) + HOLIDAYS);
    if (whole) return { state: "there", source: whole.source };
    const tries = (before?.tries ?? 0) + 1;
    const since = tables[0] && ` before ${dayFromNumber(tables[0].days[0]!)}`;
    const message = `No source that is switched on has exchange rates${since ?? ""}.`;
    if (tries >= MOST_TRIES) return { state: "none", message };
    return { state: "waiting", message, tries, retryAt: new Date(clock() + AGAIN_MS).toISOString() };
  }

  return {
    async progress(user) {
      const known = await store.forUser(user).backfill.read();
      if (!known) return { state: "none", total: 0, done: 0, parts: [] };
      const { state, startedAt, endedAt, parts } = known.plan;
      const told = parts.map((part) => ({ ...part, ...toldOf(known.settled.get(part.id)) }));
      const done = told.filter((part) => part.state === "there" || part.state === "none").length;
      return { state, startedAt, ...(endedAt ? { endedAt } : {}), total: parts.length, done, parts: told };
    },

    async plan(user, again = false) {
      const mine = store.forUser(user);
      const [needs, known] = [await needsOf(mine), await mine.backfill.read()];
      const parts = partsOf(needs);
      const planned = new Map(known?.plan.parts.map((part) => [part.id, part.from]));
      const isNew = parts.some(({ id, from }) => !(planned.get(id)! <= from));
      if (parts.length > 0 && (again || isNew)) await mine.backfill.begin(parts);
    },

    async cancel(user) {
      const job = store.forUser(user).backfill;
      const known = await job.read();
      if (known) await job.end(known.plan.job, "cancelled");
    },

    async run(user, untilMs) {
      const { backfill: job } = store.forUser(user);
      // Each once: what still waits after it was tried is for another time, whatever its source says.
      const tried = new Set<string>();
      for (;;) {
        const known = await job.read();
        if (known?.plan.state !== "running") return undefined;
        const { plan, settled } = known;
        const left = plan.parts.filter(({ id }) => !isOver(settled.get(id)));
        if (left.length === 0) {
          if (await job.end(plan.job, "done")) log.info("The past has been fetched.", { parts: plan.parts.length });
          return undefined;
        }
        const now = clock();
        const next = left.find(({ id }) => now >= waitsUntil(settled.get(id)) && !tried.has(id));
        if (!next) return Math.max(now + SOONEST_MS, Math.min(...left.map(({ id }) => waitsUntil(settled.get(id)))));
        if (now >= untilMs) return now;
        tried.add(next.id);
        await job.settle(plan.job, next.id, await fetchPart(user, next, settled.get(next.id)));
      }
    },
  };
}

/** Oldest first: rates are needed from the first trade on. */
function partsOf({ instruments, ratesFrom }: Needs): PlannedPart[] {
  const rates = ratesFrom === null ? [] : [{ id: RATES_PART, from: ratesFrom }];
  return [
    ...rates,
    ...instruments.map(({ instrument: { id }, from, until }) => ({ id, from, ...(until === null ? {} : { until }) })),
  ];
}

function toldOf(settled: SettledPart | undefined) {
  if (!settled) return { state: "open" as const };
  const { tries: _, ...told } = settled;
  return told;
}

const isOver = (part: SettledPart | undefined) => part?.state === "there" || part?.state === "none";
const waitsUntil = (part: SettledPart | undefined) => (part?.retryAt === undefined ? 0 : Date.parse(part.retryAt));
