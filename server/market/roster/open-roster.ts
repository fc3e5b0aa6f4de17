import type { Store } from "../../store/store.ts";
import { createVault, type KeySource } from "../../vault.ts";
import type { Limits } from "../quota/limiter.ts";
import { createQuotas } from "../quota/quotas.ts";
import { type CatalogueRoster, createCatalogueRoster, type RosterParts } from "./catalogue-roster.ts";
import { createHoldingsReader } from "./own-holdings.ts";
import { createOwnSources, type OwnSources } from "./own-sources.ts";

export interface OpenRosterParts extends Omit<RosterParts, "holdingsOf" | "quotaOf"> {
  store: Pick<Store, "providersOf" | "providerState">;
  /** The deployment's own key, under which the others are locked. */
  vaultKey: KeySource;
}

/** Keys and addresses that somebody tries out are sent to whoever they name: enough to get one right, and too few to guess or to scan with. */
const TRIALS: Limits = {
  windows: [
    { requests: 10, perMs: 60_000 },
    { requests: 60, perMs: 3_600_000 },
  ],
  spacingMs: 0,
  longestWaitMs: 1_000,
};

/** Who can be asked on whose behalf, with what people keep in the store; and the door through which they change it. */
export function openRoster(parts: OpenRosterParts): { roster: CatalogueRoster; sources: OwnSources } {
  const { store, vaultKey, clock, timers, log = () => {} } = parts;
  const vault = createVault(vaultKey);
  const holdings = createHoldingsReader({ providersOf: store.providersOf, vault, clock, log });
  const quotas = createQuotas({ state: store.providerState, clock, log, ...(timers ? { timers } : {}) });
  const custom = parts.custom ?? (() => import("../providers/custom.ts"));
  const roster = createCatalogueRoster({
    ...parts,
    custom,
    holdingsOf: holdings.of,
    quotaOf: quotas.of,
    close: quotas.close,
  });
  const trialsOf = (user: string) =>
    quotas.of({ scope: `user:${user}`, provider: "trials", keyHash: "none" })(
      { name: "trials", title: "Trying out" },
      TRIALS,
    );
  const sources = createOwnSources({
    takeTrial: async (user) => void (await trialsOf(user).take()),
    ...{ roster, holdings, vault, clock },
    providersOf: store.providersOf,
    keepsKeys: parts.keepsKeys,
    custom,
    asking: { clock, timers, random: parts.random, fetch: parts.fetch, timeoutMs: parts.timeoutMs, log },
  });
  return { roster, sources };
}
