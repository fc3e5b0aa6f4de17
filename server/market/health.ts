import type { ProviderStatus } from "@tickfolio/protocol";
import { type Capability, type Clock, type Provider, ProviderError } from "./provider.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Failures in a row that close a provider for a while, first for a minute, then doubling up to half an hour. */
const FAILURES_ALLOWED = 5;
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;
const BLOCKED_MS = 6 * HOUR_MS;
const RATE_LIMITED_MS = MINUTE_MS;
const MALFORMED_MS = 5 * MINUTE_MS;

/** How a provider is doing, as its answers tell. It is asked again on its own when a pause is over. */
export interface Health {
  /** Why it may not be asked now; undefined when it may. */
  refusal(capability: Capability): ProviderError | undefined;
  succeeded(): void;
  failed(capability: Capability, error: ProviderError): void;
  /** Its state in words, for somebody for whom it is switched on. */
  state(): Pick<ProviderStatus, "state" | "message" | "retryAt" | "lastSuccess">;
}

export function createHealth(provider: Provider, clock: Clock): Health {
  let failures = 0;
  let pauseMs = MINUTE_MS;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let last: ProviderError | undefined;
  let lastSuccess: string | undefined;
  /** Its key was rejected: no use asking before there is another one, which is another provider. */
  let rejected = false;
  /** A malformed answer is of one kind of request; the others go on. */
  const malformedUntilMs = new Map<Capability, number>();

  const instant = (ms: number) => new Date(ms).toISOString();
  const pause = (untilMs: number) => {
    pausedUntilMs = Math.max(pausedUntilMs, untilMs);
  };
  const refused = (reason: ProviderError["reason"], message: string, untilMs?: number) =>
    new ProviderError(provider.name, reason, message, untilMs === undefined ? undefined : instant(untilMs));

  return {
    refusal(capability) {
      if (provider.needs !== undefined) return refused("unauthorized", provider.needs);
      if (rejected) return refused("unauthorized", last!.message);
      if (clock() < pausedUntilMs) return refused(last!.reason, last!.message, pausedUntilMs);
      const untilMs = malformedUntilMs.get(capability) ?? 0;
      return clock() < untilMs ? refused("malformed", last!.message, untilMs) : undefined;
    },

    succeeded() {
      failures = 0;
      pauseMs = MINUTE_MS;
      last = undefined;
      lastSuccess = instant(clock());
    },

    failed(capability, error) {
      const nowMs = clock();
      const retryMs = error.retryAt === undefined ? undefined : Date.parse(error.retryAt);
      switch (error.reason) {
        case "not-found":
        case "no-data":
        case "plan-restricted":
        case "unsupported":
          // An answer, only not the one hoped for.
          lastSuccess = instant(nowMs);
          return;
        case "unauthorized":
          rejected = true;
          break;
        case "rate-limited":
          pause(retryMs ?? nowMs + RATE_LIMITED_MS);
          break;
        case "blocked":
          pause(retryMs ?? nowMs + BLOCKED_MS);
          break;
        case "malformed":
          malformedUntilMs.set(capability, nowMs + MALFORMED_MS);
          failures += 1;
          break;
        case "transient":
          failures += 1;
          break;
        default:
          error.reason satisfies never;
      }
      last = error;
      if (failures >= FAILURES_ALLOWED) {
        pause(nowMs + pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    },

    state() {
      const since = lastSuccess === undefined ? {} : { lastSuccess };
      // On this machine what is missing is a file, not a key.
      const wanting = provider.hosts.length > 0 ? "needs-key" : "failing";
      if (provider.needs !== undefined) return { state: wanting, message: provider.needs };
      if (rejected) return { state: "needs-key", message: last!.message, ...since };
      const paused = clock() < pausedUntilMs;
      if (last && (paused || failures > 0)) {
        const state = last.reason === "rate-limited" || last.reason === "blocked" ? last.reason : "failing";
        return { state, message: last.message, ...(paused ? { retryAt: instant(pausedUntilMs) } : {}), ...since };
      }
      if (lastSuccess === undefined) return { state: "idle", message: "Not asked yet." };
      return { state: "ok", message: provider.notice ?? "Answering.", lastSuccess };
    },
  };
}
