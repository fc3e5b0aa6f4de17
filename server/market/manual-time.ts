import type { Clock } from "./provider.ts";
import type { Timers } from "./timers.ts";

/** A clock and timers that stand still until they are moved. */
export interface ManualTime {
  clock: Clock;
  timers: Timers;
  /** Moves on, running what falls due in order, and lets promises settle in between. */
  advance(byMs: number): Promise<void>;
  /** How many timers are set. */
  readonly pending: number;
}

/** `settle` lets what has become due run its course; left out, promises that are ready do. */
export function createManualTime(start: string | number, settle: () => Promise<void> = settled): ManualTime {
  let nowMs = typeof start === "number" ? start : Date.parse(start);
  let sequence = 0;
  const waiting = new Map<number, { atMs: number; run: () => void }>();

  const nextDue = (untilMs: number) =>
    [...waiting].filter(([, timer]) => timer.atMs <= untilMs).sort((a, b) => a[1].atMs - b[1].atMs || a[0] - b[0])[0];

  return {
    clock: () => nowMs,
    timers: {
      after(delayMs, run) {
        const id = sequence++;
        waiting.set(id, { atMs: nowMs + Math.max(0, delayMs), run });
        return () => void waiting.delete(id);
      },
    },
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      await settle();
      for (let due = nextDue(untilMs); due; due = nextDue(untilMs)) {
        waiting.delete(due[0]);
        nowMs = due[1].atMs;
        due[1].run();
        await settle();
      }
      nowMs = untilMs;
    },
    get pending() {
      return waiting.size;
    },
  };
}

/** Lets every promise that is ready run, and what these make ready. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
