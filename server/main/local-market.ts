import { enabledBySettings } from "../api/enabled-providers.ts";
import type { Log } from "../log.ts";
import { createMarket, type Market } from "../market/market.ts";
import type { Provider } from "../market/provider.ts";
import { createEcb } from "../market/providers/ecb.ts";
import { createFinnhub } from "../market/providers/finnhub.ts";
import { createPriceFolder } from "../market/providers/price-folder.ts";
import { createRatesFile } from "../market/providers/rates-file.ts";
import { createSimulator } from "../market/providers/simulator.ts";
import { createStooq } from "../market/providers/stooq.ts";
import { createStoreShelf } from "../store/price-shelf.ts";
import type { Store } from "../store/store.ts";
import type { LocalOptions } from "./local-options.ts";

/** The market of a laptop: what is on the machine itself, and whom the user's keys and switches allow to be asked. */
export function createLocalMarket(parts: {
  options: LocalOptions;
  store: Store;
  clock: () => number;
  log: Log;
}): Market {
  const { options, store, clock, log } = parts;
  const { finnhub = {}, stooq = {}, ecb = {} } = options;
  const tell = (message: string) => log.warn(message);
  const ratesFile = options.rates ?? options.ratesFile;
  const folder = options.prices ?? options.priceFolder;
  const instruments = options.instruments ?? options.priceInstruments;
  const providers: Provider[] = [
    createSimulator({ clock }),
    createFinnhub({ clock, key: undefined, keyRemedy: startWith("TICKFOLIO_FINNHUB_KEY"), log: tell, ...finnhub }),
    ...(folder === undefined ? [] : [createPriceFolder({ folder, instruments, clock, log: tell })]),
    createStooq({ clock, key: undefined, keyRemedy: startWith("TICKFOLIO_STOOQ_KEY"), ...stooq }),
    // A file of the ECB's on this machine stands for the ECB, who is then not asked.
    ratesFile === undefined ? createEcb({ clock, ...ecb }) : createRatesFile({ file: ratesFile }),
  ];
  return createMarket({
    providers,
    shelf: createStoreShelf(store),
    clock,
    isEnabled: enabledBySettings(store, clock),
    ownRemedy: (symbol) =>
      folder === undefined
        ? `start again with a price folder (--prices FOLDER), upload prices of ${symbol}, or type one`
        : `put a file of ${symbol} into the price folder, upload its prices, or type one`,
    log: tell,
  });
}

const startWith = (variable: string) => `Start Tickfolio again with ${variable} set to your key.`;
