import { enabledBySettings } from "../api/enabled-providers.ts";
import type { Log } from "../log.ts";
import { createMarket, type Market } from "../market/market.ts";
import { createMemoryShelf } from "../market/price-shelf.ts";
import type { Provider } from "../market/provider.ts";
import { createSimulator } from "../market/simulator.ts";
import type { Store } from "../store/store.ts";
import type { LocalOptions } from "./local-options.ts";

/** The market of a laptop: what the machine itself knows first, then whom the user's keys and switches allow to be asked. */
export function createLocalMarket(parts: {
  options: LocalOptions;
  store: Store;
  clock: () => number;
  log: Log;
}): Market {
  const { store, clock, log } = parts;
  const providers: Provider[] = [createSimulator({ clock })];
  return createMarket({
    providers,
    shelf: createMemoryShelf(),
    clock,
    isEnabled: enabledBySettings(store, clock),
    log: (message) => log.warn(message),
  });
}
