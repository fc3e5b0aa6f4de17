import type { Store } from "../store/store.ts";
import { createVault, type KeySource } from "../vault.ts";
import { type CatalogueRoster, createCatalogueRoster, type RosterParts } from "./catalogue-roster.ts";
import { createHoldingsReader } from "./own-holdings.ts";
import { createOwnSources, type OwnSources } from "./own-sources.ts";
import { createQuotas } from "./quotas.ts";

export interface OpenRosterParts extends Omit<RosterParts, "holdingsOf" | "quotaOf"> {
  store: Pick<Store, "providersOf" | "providerState">;
  /** The deployment's own key, under which the others are locked. */
  vaultKey: KeySource;
}

/** Who can be asked on whose behalf, with what people keep in the store; and the door through which they change it. */
export function openRoster(parts: OpenRosterParts): { roster: CatalogueRoster; sources: OwnSources } {
  const { store, vaultKey, clock, timers, log = () => {} } = parts;
  const vault = createVault(vaultKey);
  const holdings = createHoldingsReader({ providersOf: store.providersOf, vault, clock });
  const quotas = createQuotas({ state: store.providerState, clock, log, ...(timers ? { timers } : {}) });
  const custom = parts.custom ?? (() => import("./providers/custom.ts"));
  const roster = createCatalogueRoster({
    ...parts,
    custom,
    holdingsOf: holdings.of,
    quotaOf: quotas.of,
    close: quotas.close,
  });
  const sources = createOwnSources({
    ...{ roster, holdings, vault, clock },
    providersOf: store.providersOf,
    keepsKeys: parts.keepsKeys,
    custom,
    asking: { clock, timers, random: parts.random, fetch: parts.fetch, timeoutMs: parts.timeoutMs, log },
  });
  return { roster, sources };
}
