import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { ServerMessage } from "@tickfolio/protocol";
import type { Log } from "../log.ts";
import type { Store } from "../store/store.ts";
import type { QuoteSource } from "./hub.ts";
import { MAX_MESSAGE_BYTES, parseClientMessage } from "./messages.ts";
import type { createStoredTickets } from "./stored-tickets.ts";
import { toWireQuote } from "./wire-quote.ts";

/** What API Gateway says of a socket, as far as we look at it. */
export interface SocketEvent {
  requestContext: { routeKey: string; connectionId: string };
  queryStringParameters?: Record<string, string | undefined> | null;
  body?: string | null;
}

/** The answer; what is in `body` goes back through the socket. */
export interface SocketAnswer {
  statusCode: number;
  body?: string;
}

export interface SocketOptions {
  store: Store;
  tickets: Pick<ReturnType<typeof createStoredTickets>, "redeem">;
  source: Pick<QuoteSource, "snapshot">;
  /** Starts the ticker, unless it has been started a moment ago. */
  startTicker(): Promise<void>;
  isOpen(instrument: Instrument): boolean;
  clock: () => number;
  log: Log;
}

/** Where watchers and their leader are kept: the operator's provider keys, one shard. */
export const FEED = { scope: "deployment", shard: "0", leader: "leader" } as const;
/** Who watched lately, and what: the end-of-day run fetches closes for them. Kept for a month. */
export const SEEN_SHARD = "seen";
const SEEN_SECONDS = 30 * 86_400;
/** API Gateway ends a socket after two hours; the rest is for clocks that differ. */
const SOCKET_SECONDS = 2 * 3_600 + 300;
/** So that a snapshot of them fits one message of API Gateway, 128 KB. */
const MAX_WATCHED = 400;
/** Of a client's message API Gateway takes this much. */
const MAX_BODY = Math.min(MAX_MESSAGE_BYTES, 32_000);

/** Sockets as events: each comes to some process that knows nothing but the table. */
export function createSocketEvents(options: SocketOptions): (event: SocketEvent) => Promise<SocketAnswer> {
  const { store, tickets, source, clock, log } = options;
  const connections = store.connections(FEED.scope, FEED.shard);
  const seen = store.connections(FEED.scope, SEEN_SHARD);
  const lease = store.lease(FEED.scope, FEED.leader);

  async function open(id: string, ticket: string | undefined): Promise<SocketAnswer> {
    const user = ticket === undefined ? undefined : await tickets.redeem(ticket);
    if (!user) return { statusCode: 401 };
    await connections.save({ id, user: user.id, watched: [] }, SOCKET_SECONDS);
    return { statusCode: 200 };
  }

  /** The epoch of the leader, or of the last one while another is called for. */
  async function callLeader(): Promise<number> {
    const last = await lease.last();
    if (last && last.until > clock()) return last.epoch;
    try {
      await options.startTicker();
    } catch (error) {
      // The viewer has the last prices, and the next sign of life tries again.
      log.error("The ticker could not be started.", { error });
    }
    return last?.epoch ?? 0;
  }

  async function watch(id: string, user: string, watched: InstrumentId[]): Promise<ServerMessage> {
    await connections.save({ id, user, watched }, SOCKET_SECONDS);
    if (watched.length > 0) await seen.save({ id: user, user, watched }, SEEN_SECONDS);
    const [epoch, { quotes, unpriced }] = await Promise.all([
      watched.length > 0 ? callLeader() : 0,
      source.snapshot(user, watched),
    ]);
    return { type: "snapshot", epoch, quotes: quotes.map(toWireQuote), unpriced };
  }

  /** Also the moment to see whether the feed has ended though a market is open. */
  async function ping(user: string, watched: readonly InstrumentId[]): Promise<ServerMessage> {
    if (watched.length > 0 && !(await lease.current())) {
      const wanted = new Set(watched);
      const mine = (await store.forUser(user).instruments()).filter(({ id }) => wanted.has(id));
      if (mine.some(options.isOpen)) await callLeader();
    }
    return { type: "pong" };
  }

  async function hear(id: string, body: string): Promise<SocketAnswer> {
    const connection = await connections.get(id);
    // No answer: the client takes silence for a dead socket and comes back with a new one.
    if (!connection) return { statusCode: 410 };
    const message = body.length > MAX_BODY ? tooLong() : parseClientMessage(body, MAX_WATCHED);
    if ("problem" in message) return said(message.problem);
    switch (message.type) {
      case "watch":
        return said(await watch(id, connection.user, message.instruments));
      case "ping":
        return said(await ping(connection.user, connection.watched));
      default:
        return message satisfies never;
    }
  }

  return async ({ requestContext: { routeKey, connectionId }, queryStringParameters, body }) => {
    switch (routeKey) {
      case "$connect":
        return open(connectionId, queryStringParameters?.ticket);
      case "$disconnect":
        await connections.remove(connectionId);
        return { statusCode: 200 };
      default:
        return hear(connectionId, body ?? "");
    }
  };
}

function said(message: ServerMessage): SocketAnswer {
  return { statusCode: 200, body: JSON.stringify(message) };
}

function tooLong() {
  return { problem: { type: "problem" as const, code: "too_large", message: "The message is too long." } };
}
