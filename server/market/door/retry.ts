import { ProviderError } from "../provider.ts";
import { sleep, type Timers } from "../timers.ts";

const ATTEMPTS = 3;
const SHORTEST_MS = 500;
const LONGEST_MS = 8_000;

/** Until when whoever asks has a use for an answer. */
export interface Deadline {
  clock: () => number;
  atMs: number;
}

/** Tries again what failed for a passing reason: three times, after a random while that grows (full jitter), and never after the deadline. */
export async function withRetries<T>(
  timers: Timers,
  random: () => number,
  signal: AbortSignal,
  run: () => Promise<T>,
  deadline?: Deadline,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const passing = error instanceof ProviderError && error.reason === "transient";
      if (!passing || attempt >= ATTEMPTS) throw error;
      const waitMs = random() * Math.min(LONGEST_MS, SHORTEST_MS * 4 ** attempt);
      if (deadline && deadline.clock() + waitMs >= deadline.atMs) throw error;
      await sleep(timers, waitMs, signal);
    }
  }
}
