import { enabledBySettings } from "../api/enabled-providers.ts";
import { createMarket, type Market } from "../market/market.ts";
import { createSimulator } from "../market/providers/simulator.ts";
import { createStoreShelf } from "../store/price-shelf.ts";
import type { Cloud } from "./cloud.ts";
import type { ProviderKeys } from "./provider-keys.ts";

/** A market of the cloud. Without keys it asks nobody: it knows what others have stored, and the simulated market. */
export async function openCloudMarket(cloud: Cloud, keys?: ProviderKeys): Promise<Market> {
  const { store, clock, log } = cloud;
  // Read only where somebody is asked: sockets to providers are a large part of what there is to load.
  const asked = keys ? (await import("./cloud-providers.ts")).cloudProviders(cloud, keys) : [];
  return createMarket({
    providers: [createSimulator({ clock }), ...asked],
    shelf: createStoreShelf(store),
    sharedShelf: true,
    clock,
    isEnabled: enabledBySettings(store, clock),
    log: (message) => log.warn(message),
  });
}
