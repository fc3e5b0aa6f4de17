import type { User } from "../auth.ts";
import type { Store } from "../store/store.ts";
import type { Tickets } from "./tickets.ts";

/** Tickets kept in the table, where the function that hands them out and the one that opens sockets both see them. */
export function createStoredTickets(options: { tickets: Store["tickets"]; socketUrl: string }): Tickets & {
  /** Takes the ticket: who holds it, unless it is unknown, used or expired. */
  redeem(ticket: string): Promise<User | undefined>;
} {
  return {
    async issue(user) {
      const { ticket, expiresAt } = await options.tickets.issue({ user: user.id, name: user.name });
      return { ticket, url: `${options.socketUrl}?ticket=${ticket}`, expiresAt };
    },

    async redeem(ticket) {
      const held = await options.tickets.take(ticket);
      if (typeof held?.user !== "string" || typeof held.name !== "string") return undefined;
      return { id: held.user, name: held.name };
    },
  };
}
