import { randomUUID } from "node:crypto";
import type { Clock, QuotaFor } from "../provider.ts";
import { systemTimers, type Timers } from "../timers.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import type { ProviderState, StatePlace } from "./provider-state.ts";
import { createQuotaLedger } from "./quota-ledger.ts";

/** The limiters of a process, each with one count for every process that asks with the same key. */
export interface Quotas {
  of(place: StatePlace): QuotaFor;
  /** Gives back what is counted and was not used. */
  close(): Promise<void>;
}

/** Each key that is tried has a count of its own, and anybody can try many. */
const MOST = 5_000;

export interface QuotasParts {
  state: ProviderState;
  clock: Clock;
  timers?: Timers;
  log?: (message: string) => void;
}

export function createQuotas({ state, clock, timers = systemTimers, log }: QuotasParts): Quotas {
  const holder = randomUUID();
  const limiters = new Map<string, Limiter>();

  return {
    of: (place) => (provider, limits) => {
      const id = [place.scope, place.provider, place.keyHash].join("\n");
      let limiter = limiters.get(id);
      if (!limiter) {
        const ledger = createQuotaLedger({ state, place, limits, clock, holder, log });
        limiter = createLimiter(provider.name, provider.title, limits, clock, timers, ledger);
      }
      // The one used longest ago goes first; its count is in the store, and whoever has it goes on with it.
      limiters.delete(id);
      limiters.set(id, limiter);
      if (limiters.size > MOST) limiters.delete(limiters.keys().next().value!);
      return limiter;
    },

    async close() {
      await Promise.all([...limiters.values()].map((limiter) => limiter.close()));
    },
  };
}
