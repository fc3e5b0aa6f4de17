import type { Provider } from "../market/provider.ts";
import { createEcb } from "../market/providers/ecb.ts";
import { createFinnhub } from "../market/providers/finnhub.ts";
import { createStooq } from "../market/providers/stooq.ts";
import type { Cloud } from "./cloud.ts";
import type { ProviderKeys } from "./provider-keys.ts";

/** Who is asked over the network, in order of preference. */
export function cloudProviders({ config, clock, log }: Cloud, keys: ProviderKeys): Provider[] {
  const { finnhub, stooq, ecb } = config.providers;
  return [
    createFinnhub({
      ...finnhub,
      ...{ key: keys.finnhub, keyRemedy: putInSecret("finnhub"), clock, log: (message: string) => log.warn(message) },
    }),
    createStooq({ ...stooq, key: keys.stooq, keyRemedy: putInSecret("stooq"), clock }),
    createEcb({ ...ecb, clock }),
  ];
}

const putInSecret = (name: string) =>
  `Whoever runs this Tickfolio puts it into the stack's secret, as "${name}"; it counts within five minutes.`;
