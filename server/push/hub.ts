import type { InstrumentId, Quote } from "@tickfolio/engine";
import type { FeedState, Timers } from "@tickfolio/protocol";
import { type Audience, createAudience } from "./audience.ts";
import { type Connection, type Member, tell } from "./connection.ts";
import { parseClientMessage } from "./messages.ts";

/** Where the hub's quotes come from: what is known now, and what changes. */
export interface QuoteSource {
  snapshot(user: string, instruments: readonly InstrumentId[]): Promise<{ quotes: Quote[]; unpriced: InstrumentId[] }>;
  /** Follows the market for a user, who is shown only the prices open to them. */
  open(user: string, listener: SourceListener): SourceFeed;
}

export interface SourceListener {
  quote(quote: Quote): void;
  state(state: FeedState, reason?: string): void;
}

export interface SourceFeed {
  /** The whole set that is watched now. */
  watch(instruments: readonly InstrumentId[]): void;
  close(): Promise<void>;
}

export interface HubOptions {
  source: QuoteSource;
  /** A changed price goes out at once, later changes of the same instrument at most once in this time. */
  intervalMs: number;
  /** Least time between two batches. Default: the interval, so that each connection is sent one message per interval. */
  batchMs?: number;
  /** Grows with every new leader: clients drop what an older one says. */
  epoch: number;
  clock: () => number;
  onError(error: unknown): void;
  timers?: Timers;
  maxWatched?: number;
  /** A connection with more unsent bytes than this is sent nothing until it has caught up: prices are state, not events. */
  maxBufferedBytes?: number;
}

export interface Hub {
  join(connection: Connection): { receive(text: string): void; leave(): void };
  /** Tells a user's open tabs that a portfolio has a newer version. */
  portfolioChanged(user: string, portfolio: string, version: number): void;
  size(): { connections: number; watched: number };
  close(): Promise<void>;
}

/** After a batch there is quiet for so many times what it took. */
const BREATHER = 4;
const MAX_MESSAGES = 60;
const COUNTING_MS = 10_000;
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;

const systemTimers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** Knows who watches what, and sends each connection what changed of it. Knows nothing of how bytes travel. */
export function createHub(options: HubOptions): Hub {
  const { source, intervalMs, epoch, clock, onError, timers = systemTimers } = options;
  const { batchMs = intervalMs, maxWatched = 1_000, maxBufferedBytes = 256_000 } = options;
  const audiences = new Map<string, Audience>();
  let timer: { handle: unknown; atMs: number } | undefined;
  /** Until then what changes is gathered. */
  let quietUntilMs = Number.NEGATIVE_INFINITY;

  function onChange(): void {
    const nowMs = clock();
    const waitMs = quietUntilMs - nowMs;
    // Further away than any pause: the clock was set back.
    if (waitMs <= 0 || waitMs > intervalMs) flush();
    else flushIn(waitMs, nowMs);
  }

  function flushIn(waitMs: number, nowMs: number): void {
    const atMs = nowMs + waitMs;
    if (timer && timer.atMs <= atMs) return;
    timers.clear(timer?.handle);
    timer = { handle: timers.set(flush, waitMs), atMs };
  }

  function flush(): void {
    timers.clear(timer?.handle);
    timer = undefined;
    const startedMs = performance.now();
    const nowMs = clock();
    let nextMs: number | undefined;
    let isSent = false;
    for (const audience of audiences.values()) {
      const { sent, moreInMs } = audience.flush(nowMs);
      isSent ||= sent;
      if (moreInMs !== undefined) nextMs = Math.min(nextMs ?? moreInMs, moreInMs);
    }
    // The more there is to send, the more is gathered: sending takes a part of the time, never all of it.
    const pauseMs = Math.min(intervalMs, Math.max(batchMs, BREATHER * (performance.now() - startedMs)));
    if (isSent) quietUntilMs = nowMs + pauseMs;
    if (nextMs !== undefined) flushIn(Math.max(nextMs, pauseMs), nowMs);
  }

  function audienceOf(user: string): Audience {
    const audience =
      audiences.get(user) ?? createAudience({ user, source, epoch, intervalMs, maxBufferedBytes, onChange, onError });
    audiences.set(user, audience);
    return audience;
  }

  function answer(audience: Audience, member: Member, text: string): void {
    const message = parseClientMessage(text, maxWatched);
    if ("problem" in message) {
      tell(member.connection, message.problem);
    } else if (message.type === "ping") {
      tell(member.connection, { type: "pong" });
    } else {
      audience.watch(member, message.instruments).catch((error: unknown) => {
        onError(error);
        const sentence = "The prices of what you watch could not be read; they follow as they change.";
        tell(member.connection, { type: "problem", code: "no_snapshot", message: sentence });
      });
    }
  }

  return {
    join(connection) {
      const audience = audienceOf(connection.user);
      const member: Member = { connection, watched: new Set(), generation: 0, behind: new Set() };
      audience.join(member);
      let received = 0;
      let countedFromMs = clock();
      return {
        receive(text) {
          if (clock() - countedFromMs > COUNTING_MS) {
            countedFromMs = clock();
            received = 0;
          }
          if (++received <= MAX_MESSAGES) return answer(audience, member, text);
          tell(connection, { type: "problem", code: "too_many", message: "Too many messages in a few seconds." });
          connection.close(POLICY_VIOLATION, "too many messages");
        },
        leave() {
          if (!audience.members.has(member)) return;
          audience.leave(member);
          if (audience.members.size === 0) audiences.delete(connection.user);
        },
      };
    },

    portfolioChanged(user, portfolio, version) {
      for (const { connection } of audiences.get(user)?.members ?? []) {
        tell(connection, { type: "portfolio", portfolio, version });
      }
    },

    size() {
      const all = [...audiences.values()];
      return {
        connections: all.reduce((sum, { members }) => sum + members.size, 0),
        watched: all.reduce((sum, audience) => sum + audience.watchedCount(), 0),
      };
    },

    async close() {
      timers.clear(timer?.handle);
      const all = [...audiences.values()];
      audiences.clear();
      for (const { members } of all) {
        for (const { connection } of members) connection.close(GOING_AWAY, "the server is stopping");
      }
      await Promise.all(all.map((audience) => audience.close()));
    },
  };
}
