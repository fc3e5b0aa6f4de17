import { createSimulator } from "../market/providers/simulator.ts";
import { type OpenRosterParts, openRoster } from "../market/roster/open-roster.ts";
import { createDerivedKey } from "../vault-keys.ts";
import type { Cloud } from "./cloud.ts";
import { type ProviderKeys, vaultTextOf } from "./provider-keys.ts";

/** Who is asked over the network, and what the users keep of their own. Prices at Yahoo are for persons, so the operator has to say yes. */
export function openCloudRoster(
  { config, store, clock, log }: Cloud,
  readKeys: () => Promise<ProviderKeys>,
  rest: Partial<OpenRosterParts> = {},
) {
  return openRoster({
    ...{ store, clock, log: (message: string) => log.warn(message) },
    local: [createSimulator({ clock })],
    without: new Set(config.yahoo ? [] : ["yahoo"]),
    settings: config.providers,
    keys: readKeys,
    vaultKey: createDerivedKey(async () => vaultTextOf(await readKeys())),
    keepsKeys: false,
    keyRemedy: () =>
      "Put your own in under Market data; or whoever runs this Tickfolio puts one into the stack's secret.",
    ...rest,
  });
}
