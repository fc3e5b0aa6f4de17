import { createHash, randomBytes } from "node:crypto";
import { keyOf } from "./keys.ts";
import { type Members, readStored, toStored } from "./stored.ts";
import { type Clock, ConflictError, type Table } from "./table.ts";

/** One-time tickets: whoever holds one may do one thing once, soon. */
export interface Tickets {
  /** Makes a ticket that carries `content`. */
  issue(content: Members, seconds?: number): Promise<{ ticket: string; expiresAt: string }>;
  /** What the ticket carries, the first time it is shown and before it expires. */
  take(ticket: string): Promise<Members | undefined>;
}

const LIFE_SECONDS = 60;

export function createTickets(table: Table, clock: Clock): Tickets {
  /** The table holds no ticket, only its hash: reading the table opens nothing. */
  function keyOfTicket(ticket: string) {
    return { partition: keyOf("TICKET", createHash("sha256").update(ticket).digest("hex")), sort: "TICKET" };
  }

  return {
    async issue(content, seconds = LIFE_SECONDS) {
      const ticket = randomBytes(24).toString("base64url");
      const expiresAt = Math.floor(clock() / 1000) + seconds;
      await table.put({ ...keyOfTicket(ticket), value: toStored({ content, taken: false }), expiresAt }, "absent");
      return { ticket, expiresAt: new Date(expiresAt * 1000).toISOString() };
    },

    async take(ticket) {
      const item = await table.get(keyOfTicket(ticket));
      if (!item) return undefined;
      const { content, taken } = readStored(item, (members) => members as { content: Members; taken: boolean });
      if (taken) return undefined;
      try {
        // Marked rather than deleted: of two deletes whose answers are lost, both could think they were the one.
        await table.put({ ...item, value: toStored({ content, taken: true }) }, item.version);
        return content;
      } catch (error) {
        if (error instanceof ConflictError) return undefined;
        throw error;
      }
    },
  };
}
