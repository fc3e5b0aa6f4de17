import { enabledBySettings } from "../api/enabled-providers.ts";
import { createFinnhub } from "../market/finnhub.ts";
import { createMarket, type Market } from "../market/market.ts";
import { createMemoryShelf } from "../market/price-shelf.ts";
import type { Provider } from "../market/provider.ts";
import { createSimulator } from "../market/simulator.ts";
import type { Cloud } from "./cloud.ts";
import type { ProviderKeys } from "./provider-keys.ts";

/** A market of the cloud. Without keys it asks nobody: it knows what others have stored, and the simulated market. */
export function openCloudMarket({ config, store, clock, log }: Cloud, keys?: ProviderKeys): Market {
  const note = (message: string) => log.warn(message);
  const providers: Provider[] = [createSimulator({ clock })];
  if (keys) {
    const { finnhub } = config.providers;
    providers.push(createFinnhub({ ...finnhub, key: keys.finnhub, clock, log: note }));
  }
  return createMarket({
    providers,
    shelf: createMemoryShelf(),
    clock,
    isEnabled: enabledBySettings(store, clock),
    log: note,
  });
}
