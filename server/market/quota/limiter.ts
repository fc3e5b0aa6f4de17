import { type Clock, ProviderError, type QuotaUse } from "../provider.ts";
import type { Timers } from "../timers.ts";
import { createMemoryProviderState } from "./provider-state.ts";
import { type Purpose, purposeOf } from "./purpose.ts";
import { createQuotaLedger, type QuotaLedger } from "./quota-ledger.ts";
import type { Block, FinishedBlock } from "./quota-record.ts";

/** So many requests within so long. With `calendar`, as the provider counts it: from midnight, or the first of a month, there. */
export interface QuotaWindow {
  requests: number;
  perMs: number;
  calendar?: { unit: "day" | "month"; zone: string };
}

export interface Limits {
  /** Each window on its own. */
  windows: readonly QuotaWindow[];
  /** Between one request and the next. */
  spacingMs: number;
  /** Waiting longer than this is refused instead. */
  longestWaitMs?: number;
  /** So many different symbols within so long. */
  symbols?: { count: number; perMs: number };
  /** Requests under way at the same time. Each then has to say when it is over. */
  atOnce?: number;
}

/** What a turn is taken for. */
export interface Turn {
  /** Left out: what the signal says (see `withPurpose`), or else that somebody waits for it. */
  purpose?: Purpose | undefined;
  /** The symbols it asks about, where the provider counts those. */
  symbols?: readonly string[] | undefined;
}

/** Our own count says that a provider has been asked enough. It was not asked, so this says nothing about its health. */
export class QuotaError extends ProviderError {
  override name = "QuotaError";
}

/** Keeps requests within a provider's quota: each waits for its turn. */
export interface Limiter {
  /** Resolves when it is this request's turn, to what is called when its answer is there (needed only with `atOnce`). Fails with a `QuotaError`. */
  take(signal?: AbortSignal, turn?: Turn): Promise<() => void>;
  /** The provider said it was too much: nothing before then, and after two such within ten minutes half as much for an hour. */
  tooMuch(untilMs: number): void;
  /** How much of each window is used, by every process that asks with the same key. */
  use(): Promise<QuotaUse[]>;
  /** Gives back what it has counted and not used. */
  close(): Promise<void>;
}

/** Who goes first. */
const PURPOSES = ["interactive", "watch", "background"] as const satisfies readonly Purpose[];
/** More than waits is counted ahead, the more the faster it is used: at most so much of a window, so that little is lost with a process. */
const AHEAD_PART = 1 / 8;
const AHEAD_PART_OF_LONG = 1 / 100;
const LONG_MS = 3_600_000;
/** Requests further apart than this are counted as they come. */
const CLOSE_TOGETHER_MS = 500;

interface Waiter {
  sinceMs: number;
  go(): void;
  refuse(freeAtMs: number): void;
}

interface Lane {
  waiting: Waiter[];
  block: { block: Block; usedMs: number[] } | undefined;
  /** How much is counted beyond what waits. */
  ahead: number;
  /** No room before then. */
  fullUntilMs: number;
}

export function createLimiter(
  provider: string,
  title: string,
  limits: Limits,
  clock: Clock,
  timers: Timers,
  ledger: QuotaLedger = ownLedger(provider, limits, clock),
): Limiter {
  const { spacingMs, longestWaitMs = Number.POSITIVE_INFINITY } = limits;
  const parts = limits.windows.map(
    ({ requests, perMs }) => requests * (perMs > LONG_MS ? AHEAD_PART_OF_LONG : AHEAD_PART),
  );
  const mostAhead = spacingMs >= CLOSE_TOGETHER_MS ? 0 : Math.floor(Math.min(...parts));
  const lane = (): Lane => ({ waiting: [], block: undefined, ahead: 0, fullUntilMs: Number.NEGATIVE_INFINITY });
  const lanes = { interactive: lane(), watch: lane(), background: lane() };
  let finished: FinishedBlock[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let heardMs = Number.NEGATIVE_INFINITY;
  let closedUntilMs = Number.NEGATIVE_INFINITY;
  let underWay = 0;
  let isServing = false;
  let cancelTimer = () => {};

  const open = () => PURPOSES.flatMap((purpose) => lanes[purpose].block ?? []);

  /** A clock that was set back must not hold anybody up for longer than before. */
  function hear(nowMs: number): void {
    const backMs = heardMs - nowMs;
    heardMs = nowMs;
    if (backMs <= 0) return;
    lastMs = Math.min(lastMs, nowMs);
    closedUntilMs -= backMs;
    for (const purpose of PURPOSES) lanes[purpose].fullUntilMs -= backMs;
  }

  /** Blocks that are over or used up are settled with the next reservation. */
  function usable(purpose: Purpose, nowMs: number): Lane["block"] {
    const mine = lanes[purpose];
    const { block } = mine;
    if (!block) return undefined;
    const isUsedUp = block.usedMs.length >= block.block.count;
    if (!isUsedUp && nowMs < block.block.untilMs) return block;
    finished.push(block);
    mine.block = undefined;
    mine.ahead = isUsedUp ? Math.min(mostAhead, mine.ahead * 2 + 1) : Math.floor(mine.ahead / 2);
    return undefined;
  }

  /** Refuses those whose turn would come too late. */
  function refuseLate(purpose: Purpose, nowMs: number): void {
    if (longestWaitMs === Number.POSITIVE_INFINITY) return;
    const mine = lanes[purpose];
    const held = mine.block ? mine.block.block.count - mine.block.usedMs.length : 0;
    mine.waiting = mine.waiting.filter((waiter, index) => {
      const soonestMs = Math.max(nowMs, closedUntilMs, lastMs + spacingMs) + index * spacingMs;
      const roomMs = index < held ? soonestMs : ledger.freeAt(purpose, index - held + 1);
      const atMs = Math.max(soonestMs, roomMs, mine.fullUntilMs);
      if (atMs - waiter.sinceMs <= longestWaitMs) return true;
      waiter.refuse(atMs);
      return false;
    });
  }

  /** Lets go whoever may; answers with when to look again, or undefined when a reservation is needed for the purpose named. */
  function serveNow(nowMs: number): { lookAtMs: number } | { needs: Purpose } {
    hear(nowMs);
    let lookAtMs = Number.POSITIVE_INFINITY;
    for (const purpose of PURPOSES) {
      const mine = lanes[purpose];
      while (mine.waiting.length > 0) {
        const open = usable(purpose, nowMs);
        if (!open && nowMs < Math.max(mine.fullUntilMs, closedUntilMs)) {
          lookAtMs = Math.min(lookAtMs, Math.max(mine.fullUntilMs, closedUntilMs));
          break;
        }
        if (!open) return { needs: purpose };
        if (limits.atOnce !== undefined && underWay >= open.block.atOnce) break;
        const atMs = Math.max(lastMs + spacingMs, open.block.fromMs, closedUntilMs);
        // What is less urgent does not slip in between.
        if (atMs > nowMs) return { lookAtMs: Math.min(lookAtMs, atMs) };
        open.usedMs.push(nowMs);
        lastMs = nowMs;
        underWay += 1;
        mine.waiting.shift()!.go();
      }
    }
    return { lookAtMs };
  }

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    cancelTimer();
    try {
      for (;;) {
        const next = serveNow(clock());
        for (const purpose of PURPOSES) refuseLate(purpose, clock());
        if ("lookAtMs" in next) {
          const isWaiting = PURPOSES.some((purpose) => lanes[purpose].waiting.length > 0);
          if (isWaiting && next.lookAtMs < Number.POSITIVE_INFINITY) {
            cancelTimer = timers.after(Math.max(1, next.lookAtMs - clock()), () => void serve());
          }
          return;
        }
        const mine = lanes[next.needs];
        if (mine.waiting.length === 0) continue;
        const settling = finished;
        finished = [];
        const got = await ledger.reserve(next.needs, mine.waiting.length + mine.ahead, settling);
        if ("freeAtMs" in got) mine.fullUntilMs = Math.max(got.freeAtMs, clock() + 1);
        else mine.block = { block: got, usedMs: [] };
      }
    } finally {
      isServing = false;
    }
  }

  function wait(purpose: Purpose, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = lanes[purpose];
      const leave = () => {
        mine.waiting = mine.waiting.filter((other) => other !== waiter);
        reject(signal!.reason);
      };
      const waiter: Waiter = {
        sinceMs: clock(),
        go: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
        refuse: (freeAtMs) => {
          signal?.removeEventListener("abort", leave);
          reject(usedUp(freeAtMs));
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      mine.waiting.push(waiter);
      // All who come together are counted together.
      queueMicrotask(() => void serve());
    });
  }

  const usedUp = (freeAtMs: number, what = "quota") =>
    new QuotaError(
      provider,
      "rate-limited",
      `${title}'s ${what} is used up for now.`,
      new Date(freeAtMs).toISOString(),
    );

  return {
    async take(signal, turn = {}) {
      signal?.throwIfAborted();
      if (turn.symbols && limits.symbols) {
        const full = await ledger.admit(turn.symbols);
        if (full) throw usedUp(full.freeAtMs, `quota of ${limits.symbols.count} different symbols`);
        signal?.throwIfAborted();
      }
      await wait(turn.purpose ?? purposeOf(signal) ?? "interactive", signal);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        underWay -= 1;
        if (limits.atOnce !== undefined) void serve();
      };
    },

    tooMuch(untilMs) {
      closedUntilMs = Math.max(closedUntilMs, untilMs);
      void ledger.tooMuch(untilMs);
      void serve();
    },

    async use() {
      const unused = [...finished, ...open()].reduce((sum, { block, usedMs }) => sum + block.count - usedMs.length, 0);
      return (await ledger.use()).map((use) => ({ ...use, used: Math.max(0, use.used - unused) }));
    },

    async close() {
      cancelTimer();
      const settling = [...finished, ...open()];
      for (const purpose of PURPOSES) lanes[purpose].block = undefined;
      finished = [];
      await ledger.settle(settling);
    },
  };
}

/** A count that nobody shares. */
function ownLedger(provider: string, limits: Limits, clock: Clock): QuotaLedger {
  const place = { scope: "deployment", provider, keyHash: "none" } as const;
  return createQuotaLedger({ state: createMemoryProviderState(clock), place, limits, clock, holder: "self" });
}
