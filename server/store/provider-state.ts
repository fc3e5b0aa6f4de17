import type { ProviderState, StateName, StatePlace } from "../market/quota/provider-state.ts";
import { keyOf } from "./keys.ts";
import { readStored, toStored } from "./stored.ts";
import { ConflictError, type ItemKey, type Table } from "./table.ts";

/** What is known about providers, where every process with the same table finds it. */
export function createProviderState(table: Table, clock: () => number): ProviderState {
  return {
    async read(place, name) {
      const item = await table.get(itemOf(place, name));
      return item && { value: readStored(item, (members) => members), version: item.version };
    },

    async write(place, name, value, expected, keepMs) {
      const expiresAt = Math.ceil((clock() + keepMs) / 1000);
      try {
        const item = { ...itemOf(place, name), value: toStored(value), expiresAt };
        return (await table.put(item, expected === 0 ? "absent" : expected)).version;
      } catch (error) {
        if (error instanceof ConflictError) return undefined;
        throw error;
      }
    },
  };
}

/** The hash of a key, not the key: who reads the table learns nothing to ask with. */
function itemOf({ scope, provider, keyHash }: StatePlace, name: StateName): ItemKey {
  return { partition: keyOf("PROVIDER", scope, provider), sort: keyOf("STATE", keyHash, name) };
}
