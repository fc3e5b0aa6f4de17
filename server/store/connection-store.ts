import { isKeyPart, keyOf, prefixOf } from "./keys.ts";
import { type Members, readStored, toStored } from "./stored.ts";
import type { Clock, Item, Table } from "./table.ts";

/** A socket that is open somewhere, and what it watches. */
export interface Connection {
  id: string;
  user: string;
  /** The whole set: joining and recovering are the same request. */
  watched: string[];
  [name: string]: Members[string];
}

/** The open sockets of one shard of one scope. */
export interface ConnectionStore {
  /** Keeps it for so long; a connection that goes on living is saved again. */
  save(connection: Connection, seconds: number): Promise<void>;
  get(id: string): Promise<Connection | undefined>;
  remove(id: string): Promise<void>;
  all(): Promise<Connection[]>;
}

export function createConnectionStore(table: Table, clock: Clock, scope: string, shard: string): ConnectionStore {
  const partition = keyOf("FEED", scope, shard);

  return {
    async save(connection, seconds) {
      const key = { partition, sort: keyOf("CONN", connection.id) };
      await table.put({ ...key, value: toStored(connection), expiresAt: Math.floor(clock() / 1000) + seconds }, "any");
    },

    async get(id) {
      if (!isKeyPart(id)) return undefined;
      const item = await table.get({ partition, sort: keyOf("CONN", id) });
      return item && readConnection(item);
    },

    async remove(id) {
      if (isKeyPart(id)) await table.delete({ partition, sort: keyOf("CONN", id) }, "any");
    },

    async all() {
      return (await table.query({ partition, prefix: prefixOf("CONN") })).items.map(readConnection);
    },
  };
}

function readConnection(item: Item): Connection {
  return readStored(item, (members) => {
    const connection = members as unknown as Connection;
    if (typeof connection.user !== "string" || !Array.isArray(connection.watched))
      throw new TypeError("it is no connection.");
    return connection;
  });
}
