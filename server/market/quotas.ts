import { createHash, randomUUID } from "node:crypto";
import { createLimiter, type Limiter } from "./limiter.ts";
import type { Scope } from "./price-shelf.ts";
import type { Clock, QuotaFor } from "./provider.ts";
import type { ProviderState } from "./provider-state.ts";
import { createQuotaLedger } from "./quota-ledger.ts";
import { systemTimers, type Timers } from "./timers.ts";

/** The limiters of a process, each with one count for every process that asks with the same key. */
export interface Quotas {
  of(scope: Scope, key: string | undefined): QuotaFor;
  /** Gives back what is counted and was not used. */
  close(): Promise<void>;
}

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
    of: (scope, key) => {
      const keyHash = keyHashOf(key);
      return ({ name, title }, limits) => {
        const id = [scope, name, keyHash].join("\n");
        let limiter = limiters.get(id);
        if (!limiter) {
          const place = { scope, provider: name, keyHash };
          const ledger = createQuotaLedger({ state, place, limits, clock, holder, log });
          limiter = createLimiter(name, title, limits, clock, timers, ledger);
          limiters.set(id, limiter);
        }
        return limiter;
      };
    },

    async close() {
      await Promise.all([...limiters.values()].map((limiter) => limiter.close()));
    },
  };
}

/** Tells keys apart without holding one. */
export function keyHashOf(key: string | undefined): string {
  const plain = key?.trim() ?? "";
  return plain === "" ? "none" : createHash("sha256").update(`tickfolio ${plain}`).digest("base64url").slice(0, 16);
}
