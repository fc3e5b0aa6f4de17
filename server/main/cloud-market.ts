import { enabledBySettings } from "../api/enabled-providers.ts";
import { createMarket, type Market } from "../market/market.ts";
import { createSimulator } from "../market/providers/simulator.ts";
import type { OwnSources } from "../market/roster/own-sources.ts";
import { createChosenRoster, type Roster } from "../market/roster/roster.ts";
import { createStoreShelf } from "../store/price-shelf.ts";
import type { Cloud } from "./cloud.ts";
import type { ProviderKeys } from "./provider-keys.ts";

export interface CloudMarket {
  market: Market;
  sources: OwnSources;
}

/** A market of the cloud that asks whoever may be asked: with the operator's keys from the secret, and with the users' own. */
export async function openCloudMarket(cloud: Cloud, readKeys: () => Promise<ProviderKeys>): Promise<CloudMarket> {
  // Read only where somebody is asked: sockets to providers are a large part of what there is to load.
  const { openCloudRoster } = await import("./cloud-providers.ts");
  const { roster, sources } = openCloudRoster(cloud, readKeys);
  return { market: marketWith(cloud, roster), sources };
}

/** One that asks nobody: it knows what others have stored, and the simulated market. */
export function openCloudReader(cloud: Cloud): Market {
  const { store, clock } = cloud;
  const choicesOf = async (user: string) => (await store.providersOf(`user:${user}`).holdings()).choices;
  return marketWith(cloud, createChosenRoster([createSimulator({ clock })], choicesOf));
}

function marketWith({ store, clock, log }: Cloud, roster: Roster): Market {
  return createMarket({
    providers: roster,
    shelf: createStoreShelf(store),
    state: store.providerState,
    sharedShelf: true,
    clock,
    isEnabled: enabledBySettings(store, clock),
    log: (message) => log.warn(message),
  });
}
