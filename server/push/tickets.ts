import { randomBytes } from "node:crypto";
import type { User } from "../auth.ts";

export interface Ticket {
  ticket: string;
  /** Where the socket opens, with the ticket in it. */
  url: string;
  expiresAt: string;
}

/** Browsers cannot set headers on sockets, so the API hands out a ticket that opens one, once. */
export interface Tickets {
  /** `origin` is that of the request, e.g. `http://127.0.0.1:4747`. */
  issue(user: User, origin: string): Promise<Ticket>;
}

export const TICKET_MS = 60_000;

/** Tickets kept in memory: enough where API and sockets share a process. */
export function createMemoryTickets(options: { path: string; clock: () => number }): Tickets & {
  /** Takes the ticket: who holds it, unless it is unknown, used or expired. */
  redeem(ticket: string): User | undefined;
} {
  const open = new Map<string, { user: User; expiresMs: number }>();

  function sweep(): void {
    for (const [ticket, { expiresMs }] of open) {
      if (expiresMs > options.clock()) return; // Kept in the order they expire.
      open.delete(ticket);
    }
  }

  return {
    async issue(user, origin) {
      sweep();
      const ticket = randomBytes(32).toString("base64url");
      const expiresMs = options.clock() + TICKET_MS;
      open.set(ticket, { user, expiresMs });
      const url = `${origin.replace(/^http/, "ws")}${options.path}?ticket=${ticket}`;
      return { ticket, url, expiresAt: new Date(expiresMs).toISOString() };
    },
    redeem(ticket) {
      const held = open.get(ticket);
      open.delete(ticket);
      return held && held.expiresMs > options.clock() ? held.user : undefined;
    },
  };
}
