import type { Log } from "../log.ts";
import { sleep, type Timers } from "../market/timers.ts";
import type { ConnectionStore, Connection as StoredConnection } from "../store/connection-store.ts";
import type { HeldLease, Lease } from "../store/lease.ts";
import type { Gateway } from "./gateway.ts";
import { createHub, type Hub, type QuoteSource } from "./hub.ts";
import { createRoster, type Roster } from "./roster.ts";

/** Where a run gets its prices, opened anew for each run. */
export interface Upstream {
  source: QuoteSource;
  /** Whether a market of something they watch is open, as far as its hours are known. */
  isAnyOpen(watching: readonly StoredConnection[]): Promise<boolean>;
  /** Resolves when nothing of ours is connected to any provider any more. */
  close(): Promise<void>;
}

export interface TickerOptions {
  connections: ConnectionStore;
  /** Of the provider keys it serves: a provider allows one stream for a key. */
  lease: Lease;
  /** Names this run. */
  holder: string;
  gateway: Gateway;
  openUpstream(): Promise<Upstream>;
  /** Least time between two messages to one viewer. */
  intervalMs: number;
  /** How long this run may go on. */
  runMs: number;
  /** So long without use, and it ends. */
  idleMs: number;
  clock: () => number;
  /** Milliseconds that only grow, whatever the clock is set to. */
  monotonic: () => number;
  timers?: Timers;
  log: Log;
}

export interface TickerResult {
  /** Whether there is more to do, so that another run should follow. */
  continue: boolean;
  reason: "nobody watches" | "markets are closed" | "time is up" | "another leads";
  /** Messages that reached the viewers' gateway. */
  messages: number;
}

const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;
/** The upstream is closed so long before another may take the lease. */
const MARGIN_MS = 8_000;
/** How often the list of those who watch is read again. */
const LOOK_MS = 3_000;

/** Unlike the market's, these keep the process alive: while we wait for the next look there may be nothing else. */
const waitingTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * One run of the ticker: leads the feed for those who watch, until nobody does, its time is up, or it loses the lease.
 * A provider allows one stream for a key, so there is one leader, and it lets go of the provider before another can lead.
 */
export async function runTicker(options: TickerOptions): Promise<TickerResult> {
  const { timers = waitingTimers, monotonic, log } = options;
  const endsMs = monotonic() + options.runMs;
  const taken = await waitForLease(options, timers, endsMs);
  if (!taken) return { continue: false, reason: "another leads", messages: 0 };

  const { held } = taken;
  let run: Run | undefined;
  try {
    run = await startRun(options, held.epoch, timers);
    run.guardFrom(taken.askedMs);
    const reason = await lead(options, held, run, { timers, endsMs });
    return { continue: reason === "time is up", reason, messages: run.roster.sent() };
  } finally {
    await run?.letGo();
    await options.lease.release(held);
    log.info("The ticker ran.", { epoch: held.epoch, messages: run?.roster.sent() ?? 0 });
  }
}

interface Run {
  upstream: Upstream;
  roster: Roster;
  /** The lease was renewed by a request sent then; the provider is let go in time unless this is said again. */
  guardFrom(askedMs: number): void;
  isLost(): boolean;
  letGo(): Promise<void>;
}

async function startRun(options: TickerOptions, epoch: number, timers: Timers): Promise<Run> {
  const { monotonic, log } = options;
  const upstream = await options.openUpstream();
  const hub: Hub = createHub({
    source: upstream.source,
    intervalMs: options.intervalMs,
    epoch,
    clock: options.clock,
    // A viewer who has not been sent the last message yet gets the next state instead of a queue.
    maxBufferedBytes: 0,
    timers: { set: (run, ms) => timers.after(ms, run), clear: (cancel) => (cancel as (() => void) | undefined)?.() },
    onError: (error) => log.error("The feed had a problem.", { error }),
  });
  let cancelWatchdog = () => {};
  let lost = false;
  let closing: Promise<void> | undefined;
  const letGo = () => {
    cancelWatchdog();
    closing ??= hub.close().then(() => upstream.close());
    return closing;
  };

  return {
    upstream,
    roster: createRoster({ ...options, hub }),
    guardFrom(askedMs) {
      cancelWatchdog();
      // On its own, whatever the loop is waiting for.
      cancelWatchdog = timers.after(askedMs + LEASE_SECONDS * 1_000 - MARGIN_MS - monotonic(), () => {
        lost = true;
        letGo().catch((error) => log.error("The upstream did not close.", { error }));
      });
    },
    isLost: () => lost,
    letGo,
  };
}

async function lead(
  { lease, monotonic, idleMs, log }: TickerOptions,
  held: HeldLease,
  run: Run,
  { timers, endsMs }: { timers: Timers; endsMs: number },
): Promise<TickerResult["reason"]> {
  let renewedMs = monotonic();
  let watchedMs = monotonic();
  let openMs = monotonic();

  for (;;) {
    try {
      const watching = await run.roster.look();
      if (watching.length > 0) watchedMs = monotonic();
      if (watching.length === 0 || (await run.upstream.isAnyOpen(watching))) openMs = monotonic();
      if (monotonic() - renewedMs >= RENEW_MS) {
        const askedMs = monotonic();
        if (!(await lease.renew(held, LEASE_SECONDS))) return "another leads";
        run.guardFrom(askedMs);
        renewedMs = askedMs;
      }
    } catch (error) {
      // The table may be back before the lease is over; if not, the watchdog ends this run.
      log.warn("The table did not answer; trying again.", { error });
    }
    if (run.isLost()) throw new Error("The lease could not be renewed in time; the feed was closed.");
    if (monotonic() - watchedMs >= idleMs) return "nobody watches";
    if (monotonic() - openMs >= idleMs) return "markets are closed";
    if (monotonic() + LOOK_MS >= endsMs) return "time is up";
    await sleep(timers, LOOK_MS);
  }
}

/** A run that follows another finds the lease free; after one that was killed it is free once it has lapsed. */
async function waitForLease(
  { lease, holder, monotonic }: TickerOptions,
  timers: Timers,
  endsMs: number,
): Promise<{ held: HeldLease; askedMs: number } | undefined> {
  const lapsedMs = Math.min(monotonic() + LEASE_SECONDS * 1_000 + LOOK_MS, endsMs);
  for (;;) {
    const askedMs = monotonic();
    const held = await lease.take(holder, LEASE_SECONDS);
    if (held) return { held, askedMs };
    if (monotonic() >= lapsedMs) return undefined;
    await sleep(timers, LOOK_MS);
  }
}
