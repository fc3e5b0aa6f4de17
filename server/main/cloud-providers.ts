import { createEcb } from "../market/ecb.ts";
import { createFinnhub } from "../market/finnhub.ts";
import type { Provider } from "../market/provider.ts";
import { createStooq } from "../market/stooq.ts";
import type { Cloud } from "./cloud.ts";
import type { ProviderKeys } from "./provider-keys.ts";

/** Who is asked over the network, in order of preference. */
export function cloudProviders({ config, clock, log }: Cloud, keys: ProviderKeys): Provider[] {
  const { finnhub, stooq, ecb } = config.providers;
  return [
    createFinnhub({ ...finnhub, key: keys.finnhub, clock, log: (message) => log.warn(message) }),
    createStooq({ ...stooq, key: keys.stooq, clock }),
    createEcb({ ...ecb, clock }),
  ];
}
