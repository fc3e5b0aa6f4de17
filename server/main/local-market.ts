import { join } from "node:path";
import { enabledBySettings } from "../api/enabled-providers.ts";
import type { Log } from "../log.ts";
import { createMarket, type Market } from "../market/market.ts";
import type { Provider } from "../market/provider.ts";
import { createPriceFolder } from "../market/providers/price-folder.ts";
import { createRatesFile } from "../market/providers/rates-file.ts";
import { createSimulator } from "../market/providers/simulator.ts";
import { openRoster } from "../market/roster/open-roster.ts";
import type { OwnSources } from "../market/roster/own-sources.ts";
import { createStoreShelf } from "../store/price-shelf.ts";
import type { Store } from "../store/store.ts";
import { createKeyFile } from "../vault-keys.ts";
import type { LocalOptions } from "./local-options.ts";

/** The market of a laptop: what is on the machine itself, and whom the user's keys and switches allow to be asked. */
export function createLocalMarket(parts: { options: LocalOptions; store: Store; clock: () => number; log: Log }): {
  market: Market;
  sources: OwnSources;
} {
  const { options, store, clock, log } = parts;
  const tell = (message: string) => log.warn(message);
  const ratesFile = options.rates ?? options.ratesFile;
  const folder = options.prices ?? options.priceFolder;
  const instruments = options.instruments ?? options.priceInstruments;
  const local: Provider[] = [
    createSimulator({ clock }),
    ...(folder === undefined ? [] : [createPriceFolder({ folder, instruments, clock, log: tell })]),
    // A file of the ECB's on this machine stands for the ECB, who is then not asked.
    ...(ratesFile === undefined ? [] : [createRatesFile({ file: ratesFile })]),
  ];
  const { roster, sources } = openRoster({
    ...{ store, clock, log: tell, local },
    vaultKey: createKeyFile(join(options.data, "vault.key")),
    settings: options.providers ?? {},
    keepsKeys: true,
    keyRemedy: (name) =>
      `Put it in under Market data, or start Tickfolio again with ${variableOf(name)} set to your key.`,
  });
  const market = createMarket({
    providers: roster,
    shelf: createStoreShelf(store),
    state: store.providerState,
    clock,
    isEnabled: enabledBySettings(store, clock),
    ownRemedy: (symbol) =>
      folder === undefined
        ? `start again with a price folder (--prices FOLDER), upload prices of ${symbol}, or type one`
        : `put a file of ${symbol} into the price folder, upload its prices, or type one`,
    log: tell,
  });
  return { market, sources };
}

const variableOf = (name: string) => `TICKFOLIO_${name.toUpperCase().replaceAll("-", "_")}_KEY`;
