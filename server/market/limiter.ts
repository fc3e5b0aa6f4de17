import { type Clock, ProviderError } from "./provider.ts";
import { sleep, type Timers } from "./timers.ts";

export interface Limits {
  /** So many requests within so long, each window on its own. */
  windows: readonly { requests: number; perMs: number }[];
  /** Between one request and the next. */
  spacingMs: number;
  /** Waiting longer than this is refused instead. */
  longestWaitMs?: number;
  /** So many different symbols within so long. */
  symbols?: { count: number; perMs: number };
  /** Requests under way at the same time. */
  atOnce?: number;
}

/** Keeps requests within a provider's quota: each waits for its turn. */
export interface Limiter {
  take(signal?: AbortSignal): Promise<void>;
  /** The provider said it was too much: nothing before then, and after two such within ten minutes half as much for an hour. */
  tooMuch(untilMs: number): void;
}

const AGAIN_MS = 10 * 60_000;
const HALVED_MS = 60 * 60_000;

export function createLimiter(provider: string, title: string, limits: Limits, clock: Clock, timers: Timers): Limiter {
  /** Instants of past and promised requests, ascending. */
  let taken: number[] = [];
  let closedUntilMs = Number.NEGATIVE_INFINITY;
  let lastRefusalMs = Number.NEGATIVE_INFINITY;
  let halvedUntilMs = Number.NEGATIVE_INFINITY;

  function nextFreeMs(nowMs: number): number {
    let atMs = Math.max(nowMs, closedUntilMs, (taken.at(-1) ?? Number.NEGATIVE_INFINITY) + limits.spacingMs);
    for (const { requests, perMs } of limits.windows) {
      const allowed = nowMs < halvedUntilMs ? Math.max(1, Math.floor(requests / 2)) : requests;
      const oldest = taken.at(-allowed);
      if (oldest !== undefined) atMs = Math.max(atMs, oldest + perMs);
    }
    return atMs;
  }

  return {
    async take(signal) {
      signal?.throwIfAborted();
      const nowMs = clock();
      const longestMs = Math.max(...limits.windows.map((window) => window.perMs));
      taken = taken.filter((atMs) => atMs > nowMs - longestMs);
      const atMs = nextFreeMs(nowMs);
      if (atMs - nowMs > (limits.longestWaitMs ?? Number.POSITIVE_INFINITY)) {
        const message = `${title}'s quota is used up for now.`;
        throw new ProviderError(provider, "rate-limited", message, new Date(atMs).toISOString());
      }
      taken.push(atMs);
      if (atMs > nowMs) await sleep(timers, atMs - nowMs, signal);
    },

    tooMuch(untilMs) {
      const nowMs = clock();
      closedUntilMs = Math.max(closedUntilMs, untilMs);
      if (nowMs - lastRefusalMs < AGAIN_MS) halvedUntilMs = nowMs + HALVED_MS;
      lastRefusalMs = nowMs;
    },
  };
}
