import { ApiProblem } from "./errors.ts";
import { type LiveSocket, openLiveSocket, type SocketLike, type Timers } from "./live-socket.ts";
import type { FeedState, ServerMessage, WireQuote } from "./messages.ts";

/** How prices reach us now. `offline`: neither socket nor requests get through. */
export type FeedConnection = "connecting" | "live" | "polling" | "offline";

export interface FeedStatus {
  connection: FeedConnection;
  /** What the server says about the market's feed behind it; null until it has said so. */
  upstream: FeedState | null;
  /** Why it is not better, in words for people. */
  reason?: string;
}

export interface FeedOptions {
  /** A one-time ticket: `client.pushTicket`. */
  ticket(): Promise<{ url: string }>;
  socket(url: string): SocketLike;
  /** Asked where sockets do not get through: `client.quotes`. */
  poll(instruments: readonly string[]): Promise<readonly WireQuote[]>;
  onQuotes(quotes: readonly WireQuote[]): void;
  onState(status: FeedStatus): void;
  /** Another tab or device has changed a portfolio. */
  onPortfolio(portfolio: string, version: number): void;
  timers?: Timers;
  random?: () => number;
  pollEveryMs?: number;
  pingEveryMs?: number;
}

export interface Feed {
  /** The whole set that is wanted now. */
  watch(instruments: readonly string[]): void;
  /** Tries at once, e.g. when the machine says it is online again. */
  retry(): void;
  close(): void;
}

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;
/** So many attempts in a row that never opened, and prices are asked for instead. */
const FAILURES_BEFORE_POLLING = 2;

const systemTimers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/**
 * One socket for everything watched. It opens with the first `watch` and comes back by itself with growing, jittered pauses;
 * while it cannot be had, prices are polled. Joining and recovering are the same request: the whole set is said again.
 */
export function connectFeed(options: FeedOptions): Feed {
  const { timers = systemTimers, random = Math.random, pollEveryMs = 15_000, pingEveryMs = 240_000 } = options;
  let wanted: ReadonlySet<string> = new Set();
  let status: FeedStatus = { connection: "connecting", upstream: null };
  let live: LiveSocket | undefined;
  let isOpen = false;
  let failures = 0;
  let epoch = Number.NEGATIVE_INFINITY;
  let started = false;
  /** Grows with each attempt and with the end, so that the answer to an earlier one is recognised. */
  let attempt = 0;
  let reconnectTimer: unknown;
  let pollTimer: unknown;

  function show(next: FeedStatus): void {
    if (JSON.stringify(next) === JSON.stringify(status)) return;
    status = next;
    options.onState(next);
  }

  async function connect(): Promise<void> {
    timers.clear(reconnectTimer);
    live?.close();
    live = undefined;
    const mine = ++attempt;
    try {
      const { url } = await options.ticket();
      if (mine !== attempt) return;
      live = openLiveSocket(options.socket(url), { opened, message: receive, lost: onLost }, { timers, pingEveryMs });
    } catch (error) {
      if (mine === attempt) onLost(messageOf(error), error instanceof ApiProblem && error.status === 0);
    }
  }

  function opened(): void {
    isOpen = true;
    failures = 0;
    // A new socket starts with a snapshot, which says whose word counts from now on.
    epoch = Number.NEGATIVE_INFINITY;
    timers.clear(pollTimer);
    pollTimer = undefined;
    sayWatched();
    show({ connection: "live", upstream: null });
  }

  function onLost(reason?: string, unreachable = false): void {
    failures = isOpen ? 0 : failures + 1;
    isOpen = false;
    live = undefined;
    const pause = random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures);
    reconnectTimer = timers.set(() => void connect(), pause);

    if (unreachable) show(stateOf("offline", null, reason));
    else if (status.connection !== "polling") show(stateOf("connecting", null, reason));
    if (failures >= FAILURES_BEFORE_POLLING && pollTimer === undefined) void poll();
  }

  async function poll(): Promise<void> {
    timers.clear(pollTimer);
    const timer = timers.set(() => void poll(), pollEveryMs);
    pollTimer = timer;
    try {
      const quotes = wanted.size > 0 ? await options.poll([...wanted]) : [];
      if (pollTimer !== timer) return;
      deliver(quotes);
      show(stateOf("polling", null, "The live connection is blocked; prices are asked for every few seconds."));
    } catch (error) {
      if (pollTimer === timer) show(stateOf("offline", null, messageOf(error)));
    }
  }

  function receive(message: ServerMessage): void {
    switch (message.type) {
      case "snapshot":
      case "quotes":
        if (message.epoch < epoch) break;
        epoch = message.epoch;
        deliver(message.quotes);
        break;
      case "state":
        show(stateOf("live", message.state, message.reason));
        break;
      case "portfolio":
        options.onPortfolio(message.portfolio, message.version);
        break;
      case "problem":
        show({ ...status, reason: message.message });
        break;
      case "pong":
        break;
      default:
        // A newer server may say more than we know of.
        message satisfies never;
    }
  }

  function deliver(quotes: readonly WireQuote[]): void {
    const watched = quotes.filter((quote) => wanted.has(quote.instrument));
    if (watched.length > 0) options.onQuotes(watched);
  }

  function sayWatched(): void {
    if (isOpen) live?.say({ type: "watch", instruments: [...wanted] });
  }

  return {
    watch(instruments) {
      const next = new Set(instruments);
      const isSame = next.size === wanted.size && instruments.every((instrument) => wanted.has(instrument));
      wanted = next;
      if (!started) {
        started = true;
        options.onState(status);
        void connect();
      } else if (!isSame) {
        sayWatched();
        if (pollTimer !== undefined) void poll();
      }
    },
    retry() {
      if (started && !isOpen) void connect();
    },
    close() {
      attempt++;
      started = false;
      timers.clear(reconnectTimer);
      timers.clear(pollTimer);
      pollTimer = undefined;
      live?.close();
    },
  };
}

function stateOf(connection: FeedConnection, upstream: FeedState | null, reason?: string): FeedStatus {
  return { connection, upstream, ...(reason === undefined ? {} : { reason }) };
}

function messageOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined;
}
