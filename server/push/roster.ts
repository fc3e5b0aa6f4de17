import type { Log } from "../log.ts";
import type { ConnectionStore, Connection as StoredConnection } from "../store/connection-store.ts";
import type { Gateway } from "./gateway.ts";
import { createGatewayConnection } from "./gateway-connection.ts";
import type { Hub } from "./hub.ts";

interface RosterOptions {
  connections: ConnectionStore;
  gateway: Gateway;
  hub: Hub;
  clock: () => number;
  log: Log;
}

interface Entry {
  member: ReturnType<Hub["join"]>;
  /** The set it was last told to watch, as text. */
  watched: string;
  /** Something it was sent did not arrive; it needs a snapshot. */
  missed: boolean;
}

export interface Roster {
  /** Reads who watches what, sees to it that they are sent it, and returns those who watch something. */
  look(): Promise<StoredConnection[]>;
  /** Messages that reached a viewer's gateway, which is what is paid for. */
  sent(): number;
}

/** Keeps the hub's members the same as the sockets in the table, which other functions open and close. */
export function createRoster({ connections, gateway, hub, clock, log }: RosterOptions): Roster {
  const entries = new Map<string, Entry>();
  let sent = 0;

  function join(stored: StoredConnection): Entry {
    const connection = createGatewayConnection(
      gateway,
      stored,
      {
        sent: () => sent++,
        missed: () => {
          entry.missed = true;
        },
        gone: () => {
          leave(stored.id);
          connections
            .remove(stored.id)
            .catch((error) => log.warn("A closed socket could not be forgotten.", { error }));
        },
      },
      clock,
    );
    const entry: Entry = { member: hub.join(connection), watched: "", missed: false };
    entries.set(stored.id, entry);
    return entry;
  }

  function leave(id: string): void {
    entries.get(id)?.member.leave();
    entries.delete(id);
  }

  return {
    async look() {
      const watching = (await connections.all()).filter(({ watched }) => watched.length > 0);
      const ids = new Set(watching.map(({ id }) => id));
      for (const id of [...entries.keys()]) if (!ids.has(id)) leave(id);
      for (const stored of watching) {
        const entry = entries.get(stored.id) ?? join(stored);
        const watched = JSON.stringify(stored.watched);
        if (entry.watched === watched && !entry.missed) continue;
        entry.watched = watched;
        entry.missed = false;
        // Brings a snapshot with it, which closes the gap since the one the viewer got when it asked.
        entry.member.receive(JSON.stringify({ type: "watch", instruments: stored.watched }));
      }
      return watching;
    },
    sent: () => sent,
  };
}
