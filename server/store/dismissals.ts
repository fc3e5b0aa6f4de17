import { isKeyPart, keyOf, prefixOf } from "./keys.ts";
import { readStored, toStored } from "./stored.ts";
import type { Item, Table } from "./table.ts";

/** Proposals that somebody does not want to see, of one portfolio. They stand beside its journal and go with it. */
export interface Dismissals {
  all(): Promise<Dismissal[]>;
  /** Doing it twice is doing it once. */
  add(proposal: string, at: string): Promise<void>;
  remove(proposal: string): Promise<void>;
}

export interface Dismissal {
  /** The proposal's. */
  id: string;
  at: string;
}

const KIND = "DISMISSED";

export function createDismissals(table: Table, partition: string): Dismissals {
  return {
    async all() {
      return (await table.query({ partition, prefix: prefixOf(KIND) })).items.map(readDismissal);
    },

    async add(proposal, at) {
      await table.put({ partition, sort: keyOf(KIND, proposal), value: toStored({ at }) }, "any");
    },

    async remove(proposal) {
      if (isKeyPart(proposal)) await table.delete({ partition, sort: keyOf(KIND, proposal) }, "any");
    },
  };
}

function readDismissal(item: Item): Dismissal {
  return readStored(item, ({ at }) => ({ id: item.sort.slice(prefixOf(KIND).length), at: String(at) }));
}
