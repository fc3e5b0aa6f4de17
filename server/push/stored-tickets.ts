import { createHash, randomBytes } from "node:crypto";
import type { User } from "../auth.ts";
import { keyOf } from "../store/keys.ts";
import { readStored, toStored } from "../store/stored.ts";
import { ConflictError, type ItemKey, type Table } from "../store/table.ts";
import { TICKET_MS, type Tickets } from "./tickets.ts";

/** Tickets kept in the table, where the function that hands them out and the one that opens sockets both see them. */
export function createStoredTickets(options: { table: Table; clock: () => number; socketUrl: string }): Tickets & {
  /** Takes the ticket: who holds it, unless it is unknown, used or expired. */
  redeem(ticket: string): Promise<User | undefined>;
} {
  const { table, clock, socketUrl } = options;
  return {
    async issue(user) {
      const ticket = randomBytes(32).toString("base64url");
      const expiresMs = clock() + TICKET_MS;
      const value = toStored({ user: user.id, name: user.name });
      await table.put({ ...keyOfTicket(ticket), value, expiresAt: Math.ceil(expiresMs / 1000) }, "absent");
      return { ticket, url: `${socketUrl}?ticket=${ticket}`, expiresAt: new Date(expiresMs).toISOString() };
    },

    async redeem(ticket) {
      if (!/^[A-Za-z0-9_-]{43}$/.test(ticket)) return undefined;
      const key = keyOfTicket(ticket);
      const item = await table.get(key);
      if (!item) return undefined;
      try {
        // Of two who come with the same ticket, one removes it.
        await table.delete(key, item.version);
      } catch (error) {
        if (error instanceof ConflictError) return undefined;
        throw error;
      }
      return readStored(item, ({ user, name }) => {
        if (typeof user !== "string" || typeof name !== "string") throw new TypeError("it names no user.");
        return { id: user, name };
      });
    },
  };
}

/** Stored as a hash: who can read the table cannot open sockets. */
function keyOfTicket(ticket: string): ItemKey {
  const hash = createHash("sha256").update(ticket).digest("base64url");
  return { partition: keyOf("TICKET", hash), sort: "TICKET" };
}
