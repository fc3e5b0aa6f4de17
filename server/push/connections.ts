import type { InstrumentId } from "@tickfolio/engine";
import { isKeyPart, keyOf, prefixOf } from "../store/keys.ts";
import { readStored, toStored } from "../store/stored.ts";
import { ConflictError, type Item, type Table } from "../store/table.ts";

/** A socket that API Gateway holds open, and what its viewer watches. */
export interface StoredConnection {
  id: string;
  user: string;
  /** The whole watched set. */
  instruments: InstrumentId[];
  /** Grows with each `watch`. */
  version: number;
}

/** Who watches, as the functions that share a table know it. One item a socket, however much it watches. */
export interface Connections {
  open(id: string, user: string): Promise<void>;
  /** Undefined: no such socket was opened, or it has ended. */
  watch(id: string, instruments: readonly InstrumentId[]): Promise<StoredConnection | undefined>;
  find(id: string): Promise<StoredConnection | undefined>;
  list(): Promise<StoredConnection[]>;
  forget(id: string): Promise<void>;
}

/** API Gateway ends a socket after two hours; the rest is for clocks that differ. */
const LIFETIME_SECONDS = 2 * 3600 + 300;

/** `feed` names the set of provider keys its viewers share, and the shard: `deployment#0`. */
export function createConnections(options: { table: Table; clock: () => number; feed: string }): Connections {
  const { table, clock } = options;
  const partition = keyOf("FEED", ...options.feed.split("#"));
  const keyOfConnection = (id: string) => ({ partition, sort: keyOf("CONN", id) });

  return {
    async open(id, user) {
      const expiresAt = Math.floor(clock() / 1000) + LIFETIME_SECONDS;
      await table.put({ ...keyOfConnection(id), value: toStored({ user, instruments: [] }), expiresAt }, "any");
    },

    async watch(id, instruments) {
      for (;;) {
        const item = isKeyPart(id) ? await table.get(keyOfConnection(id)) : undefined;
        if (!item) return undefined;
        const { user } = read(item);
        const { partition, sort, expiresAt } = item;
        const value = toStored({ user, instruments });
        const ends = expiresAt === undefined ? {} : { expiresAt };
        try {
          return read(await table.put({ partition, sort, value, ...ends }, item.version));
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    },

    async find(id) {
      const item = isKeyPart(id) ? await table.get(keyOfConnection(id)) : undefined;
      return item && read(item);
    },

    async list() {
      return (await table.query({ partition, prefix: prefixOf("CONN") })).items.map(read);
    },

    async forget(id) {
      if (isKeyPart(id)) await table.delete(keyOfConnection(id), "any");
    },
  };
}

function read(item: Item): StoredConnection {
  return readStored(item, ({ user, instruments }) => {
    if (typeof user !== "string" || !Array.isArray(instruments)) throw new TypeError("it names no user or no set.");
    return {
      id: item.sort.slice(prefixOf("CONN").length),
      user,
      instruments: instruments as InstrumentId[],
      version: item.version,
    };
  });
}
