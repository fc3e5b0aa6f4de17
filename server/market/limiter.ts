import { type Clock, ProviderError, type QuotaUse } from "./provider.ts";
import type { Purpose } from "./purpose.ts";
import { sleep, type Timers } from "./timers.ts";

/** So many requests within so long. With `calendar`, as the provider counts it: from midnight, or the first of a month, there. */
export interface QuotaWindow {
  requests: number;
  perMs: number;
  calendar?: { unit: "day" | "month"; zone: string };
}

export interface Limits {
  /** Each window on its own. */
  windows: readonly QuotaWindow[];
  /** Between one request and the next. */
  spacingMs: number;
  /** Waiting longer than this is refused instead. */
  longestWaitMs?: number;
  /** So many different symbols within so long. */
  symbols?: { count: number; perMs: number };
  /** Requests under way at the same time. Each then has to say when it is over. */
  atOnce?: number;
}

/** What a turn is taken for. */
export interface Turn {
  /** Left out: what the signal says (see `withPurpose`), or else that somebody waits for it. */
  purpose?: Purpose | undefined;
  /** The symbols it asks about, where the provider counts those. */
  symbols?: readonly string[] | undefined;
}

/** Our own count says that a provider has been asked enough. It was not asked, so this says nothing about its health. */
export class QuotaError extends ProviderError {
  override name = "QuotaError";
}

/** Keeps requests within a provider's quota: each waits for its turn. */
export interface Limiter {
  /** Resolves when it is this request's turn, to what is called when its answer is there (needed only with `atOnce`). Fails with a `QuotaError`. */
  take(signal?: AbortSignal, turn?: Turn): Promise<() => void>;
  /** The provider said it was too much: nothing before then, and after two such within ten minutes half as much for an hour. */
  tooMuch(untilMs: number): void;
  /** How much of each window is used. */
  use(): Promise<QuotaUse[]>;
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
        throw new QuotaError(provider, "rate-limited", message, new Date(atMs).toISOString());
      }
      taken.push(atMs);
      if (atMs > nowMs) await sleep(timers, atMs - nowMs, signal);
      return () => {};
    },

    tooMuch(untilMs) {
      const nowMs = clock();
      closedUntilMs = Math.max(closedUntilMs, untilMs);
      if (nowMs - lastRefusalMs < AGAIN_MS) halvedUntilMs = nowMs + HALVED_MS;
      lastRefusalMs = nowMs;
    },

    async use() {
      const nowMs = clock();
      return limits.windows.map(({ requests, perMs }) => ({
        perMs,
        used: taken.filter((atMs) => atMs > nowMs - perMs).length,
        limit: requests,
      }));
    },
  };
}
