import { randomUUID } from "node:crypto";
import type { RosterParts } from "../market/catalogue-roster.ts";
import { createLimiter } from "../market/limiter.ts";
import type { ProviderState } from "../market/provider-state.ts";
import { createQuotaLedger } from "../market/quota-ledger.ts";
import { systemTimers, type Timers } from "../market/timers.ts";

/** One count of each key's requests, shared through the store with every process that has the same books. */
export function quotasOf(parts: {
  state: ProviderState;
  clock: () => number;
  timers?: Timers;
  log: (message: string) => void;
}): NonNullable<RosterParts["quotaOf"]> {
  const { state, clock, timers = systemTimers, log } = parts;
  const holder = randomUUID();
  return (place) =>
    ({ name, title }, limits) =>
      createLimiter(
        ...([name, title, limits, clock, timers] as const),
        createQuotaLedger({ state, place, limits, clock, holder, log }),
      );
}
