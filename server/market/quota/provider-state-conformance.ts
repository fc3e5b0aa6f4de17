import { describe, expect, test } from "vitest";
import { createManualTime, type ManualTime } from "../manual-time.ts";
import { createLimiter, type Limiter, type Limits } from "./limiter.ts";
import type { ProviderState, StatePlace } from "./provider-state.ts";
import { createQuotaLedger } from "./quota-ledger.ts";

const START = Date.parse("2026-11-20T15:00:00.000Z");
const PLACE: StatePlace = { scope: "deployment", provider: "example", keyHash: "abc" };

/** What everything promises that keeps what is known about providers. `make` is told the clock. */
export function providerStateConformance(name: string, make: (clock: () => number) => Promise<ProviderState>): void {
  describe(`${name}: what is known about providers`, () => {
    test("is kept by whose, provider, key and name", async () => {
      const state = await make(() => START);
      expect(await state.read(PLACE, "health")).toBeUndefined();
      expect(await state.write(PLACE, "health", { pausedUntilMs: 5, said: ["a", null] }, 0, 60_000)).toBe(1);
      expect(await state.read(PLACE, "health")).toEqual({ value: { pausedUntilMs: 5, said: ["a", null] }, version: 1 });
      for (const other of [{ scope: "user:me" }, { provider: "other" }, { keyHash: "def" }] as const) {
        expect(await state.read({ ...PLACE, ...other }, "health")).toBeUndefined();
      }
      expect(await state.read(PLACE, "quota")).toBeUndefined();
    });

    test("is only changed by whoever has seen what is there", async () => {
      const state = await make(() => START);
      await state.write(PLACE, "quota", { n: 1 }, 0, 60_000);
      expect(await state.write(PLACE, "quota", { n: 9 }, 0, 60_000)).toBeUndefined();
      expect(await state.write(PLACE, "quota", { n: 9 }, 7, 60_000)).toBeUndefined();
      expect(await state.write(PLACE, "quota", { n: 2 }, 1, 60_000)).toBe(2);
      expect((await state.read(PLACE, "quota"))!.value).toEqual({ n: 2 });
    });

    test("is gone when its time is over, and can be written anew", async () => {
      const time = createManualTime(START);
      const state = await make(time.clock);
      await state.write(PLACE, "refusals", { n: 1 }, 0, 60_000);
      await time.advance(61_000);
      expect(await state.read(PLACE, "refusals")).toBeUndefined();
      expect(await state.write(PLACE, "refusals", { n: 2 }, 0, 60_000)).toBe(1);
    });
  });

  describe(`${name}: one quota for every process`, () => {
    const limits: Limits = { windows: [{ requests: 20, perMs: 60_000 }], spacingMs: 50 };

    /** Processes with one key between them, and when each request was made. */
    async function processes(names: string[], more: Partial<Limits> = {}, startMs = START) {
      const time = createManualTime(startMs);
      const state = await make(time.clock);
      const madeMs: number[] = [];
      const open = (holder: string): Limiter => {
        const all = { ...limits, ...more };
        const ledger = createQuotaLedger({ state, place: PLACE, limits: all, clock: time.clock, holder });
        return createLimiter("example", "Example", all, time.clock, time.timers, ledger);
      };
      const ask = (limiter: Limiter, times: number) =>
        Array.from({ length: times }, () =>
          limiter.take().then(
            (over) => {
              madeMs.push(time.clock());
              return over;
            },
            () => () => {},
          ),
        );
      return { time, state, madeMs, open, ask, limiters: names.map(open) };
    }

    test("processes that race never exceed a window", async () => {
      const { time, madeMs, ask, limiters } = await processes(["a", "b", "c"]);
      for (const limiter of limiters) ask(limiter, 40);
      await settleStore(time, 200_000, 1_000);
      expect(mostWithin(madeMs, 60_000)).toBeLessThanOrEqual(20);
      // Nor do they leave much of it unused.
      expect(madeMs.length).toBeGreaterThanOrEqual(55);
    });

    test("one that dies with a block keeps the others from using it, until its window is over", async () => {
      const { time, madeMs, ask, open } = await processes([]);
      const dying = open("dying");
      const gone = new AbortController();
      for (let i = 0; i < 15; i++) dying.take(gone.signal).catch(() => {});
      await settleStore(time, 10, 1);
      // Killed: it neither asks nor gives anything back.
      gone.abort(new Error("killed"));
      ask(open("other"), 40);
      await settleStore(time, 50_000, 500);
      expect(madeMs.length).toBeLessThanOrEqual(5);
      expect(madeMs.length).toBeGreaterThanOrEqual(3);
      await settleStore(time, 40_000, 500);
      expect(madeMs.length).toBeGreaterThanOrEqual(20);
      expect(mostWithin(madeMs, 60_000)).toBeLessThanOrEqual(20);
    });

    test("one that is closed gives back what it did not use", async () => {
      const { time, madeMs, ask, open } = await processes([]);
      const first = open("first");
      const gone = new AbortController();
      for (let i = 0; i < 20; i++) first.take(gone.signal).catch(() => {});
      await settleStore(time, 10, 1);
      gone.abort(new Error("not wanted any more"));
      await first.close();
      ask(open("second"), 30);
      await settleStore(time, 10_000, 500);
      expect(madeMs.length).toBeGreaterThanOrEqual(18);
    });

    test("a day's count survives a restart", async () => {
      const day = { windows: [{ requests: 10, perMs: 86_400_000 }], longestWaitMs: 20_000 };
      const { time, madeMs, ask, open } = await processes([], day);
      ask(open("before"), 8);
      await settleStore(time, 5_000, 500);
      await time.advance(6 * 3_600_000);
      const after = open("after");
      ask(after, 8);
      await settleStore(time, 5_000, 500);
      expect(madeMs.length).toBe(10);
      expect(await after.use()).toMatchObject([{ used: 10, limit: 10 }]);
    });

    test("a refusal of one is obeyed by all", async () => {
      const { time, madeMs, ask, limiters } = await processes(["a", "b"]);
      limiters[0]!.tooMuch(START + 30_000);
      await settleStore(time, 10, 1);
      ask(limiters[1]!, 3);
      await settleStore(time, 60_000, 1_000);
      expect(Math.min(...madeMs)).toBeGreaterThanOrEqual(START + 30_000);
    });

    test("where requests are far apart, they are whichever process makes them", async () => {
      const far = { windows: [{ requests: 100, perMs: 86_400_000 }], spacingMs: 2_000 };
      const { time, madeMs, ask, limiters } = await processes(["a", "b"], far);
      for (const limiter of limiters) ask(limiter, 10);
      await settleStore(time, 90_000, 500);
      expect(madeMs.length).toBe(20);
      const sorted = madeMs.toSorted((a, b) => a - b);
      for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(2_000);
    });

    test("no more at once than allowed, over all processes", async () => {
      const { time, madeMs, ask, limiters } = await processes(["a", "b"], { atOnce: 3, spacingMs: 0 });
      for (const limiter of limiters) ask(limiter, 5);
      await settleStore(time, 1_000, 100);
      expect(madeMs.length).toBe(3);
    });

    test("a clock that is set back does not close a provider for longer than its window", async () => {
      const { time, state, ask, open } = await processes([]);
      ask(open("ahead"), 20);
      await settleStore(time, 3_000, 500);
      const yearAgo = createManualTime(START - 365 * 86_400_000);
      const ledger = createQuotaLedger({ state, place: PLACE, limits, clock: yearAgo.clock, holder: "right" });
      const limiter = createLimiter("example", "Example", limits, yearAgo.clock, yearAgo.timers, ledger);
      let isTaken = false;
      limiter.take().then(() => {
        isTaken = true;
      });
      await settleStore(yearAgo, 30_000, 1_000);
      expect(isTaken).toBe(false);
      await settleStore(yearAgo, 60_000, 1_000);
      expect(isTaken).toBe(true);
    });

    test("the store is written once for many requests", async () => {
      const { time, state, madeMs, ask, limiters } = await processes(["a"], {
        windows: [{ requests: 600, perMs: 60_000 }],
      });
      for (let second = 0; second < 30; second++) {
        ask(limiters[0]!, 6);
        await settleStore(time, 1_000, 250);
      }
      expect(madeMs.length).toBe(180);
      expect((await state.read(PLACE, "quota"))!.version).toBeLessThanOrEqual(30);
    });
  });
}

/** Moves on in steps, and gives a store that is somewhere else the time to answer. */
async function settleStore(time: ManualTime, byMs: number, stepMs: number): Promise<void> {
  for (let doneMs = 0; doneMs < byMs; doneMs += stepMs) {
    await time.advance(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The most requests in any window of this length. */
export function mostWithin(timesMs: readonly number[], perMs: number): number {
  const sorted = timesMs.toSorted((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (let to = 0; to < sorted.length; to++) {
    while (sorted[from]! <= sorted[to]! - perMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
