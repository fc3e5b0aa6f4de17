import type { Limits } from "./limiter.ts";
import type { Purpose } from "./purpose.ts";
import { countOf, type Slot, type WindowCount } from "./quota-windows.ts";

/** What is written of one key's quota, for every process that asks with it. */
export interface QuotaRecord {
  windows: { [key: string]: Slot[] };
  /** Where requests are far apart, who asks next: until then it is somebody's turn. */
  line: { holder: string; untilMs: number };
  /** How many requests at once each process may have under way. */
  holders: { [holder: string]: { atOnce: number; untilMs: number } };
  /** The provider said it was too much: when it said so, and until when it is not asked. */
  closed: { atMs: number; untilMs: number };
  halvedUntilMs: number;
}

/** Requests that are counted before they are made, for one process and purpose. */
export interface Block {
  purpose: Purpose;
  count: number;
  atOnce: number;
  /** From then on, and before then, they may be made. */
  fromMs: number;
  untilMs: number;
}

/** A block that is over, with when each request was made that was: the rest is given back. */
export interface FinishedBlock {
  block: Block;
  usedMs: readonly number[];
}

/** Requests this far apart are in line, whichever process makes them; closer ones only within each. */
const IN_LINE_MS = 500;
/** At most so much of the line at a time. */
const LINE_MS = 10_000;
const SHORTEST_LIFE_MS = 500;
const LONGEST_LIFE_MS = 30_000;
/** A request may go on so long after its block is over. */
const REQUEST_MS = 10_000;
const AGAIN_MS = 10 * 60_000;
const HALVED_MS = 60 * 60_000;

export type QuotaBook = ReturnType<typeof createQuotaBook>;

/** How a record changes: pure, so that whoever lost a race does it again with what the winner wrote. */
export function createQuotaBook(limits: Limits) {
  const counts = limits.windows.map(countOf);
  const shortestMs = Math.min(...limits.windows.map(({ perMs }) => perMs));
  const lifeMs = Math.min(LONGEST_LIFE_MS, Math.max(SHORTEST_LIFE_MS, shortestMs / 20));
  const inLine = limits.spacingMs >= IN_LINE_MS;
  const slackMs = limits.spacingMs / 4;
  const most = inLine ? Math.max(1, Math.floor(LINE_MS / limits.spacingMs)) : Number.POSITIVE_INFINITY;

  const slotsOf = (record: QuotaRecord, count: WindowCount) => record.windows[count.key] ?? [];
  const isHalved = (record: QuotaRecord, nowMs: number) => nowMs < record.halvedUntilMs;

  function counted(record: QuotaRecord, purpose: Purpose, count: number, untilMs: number): QuotaRecord {
    const windows = { ...record.windows };
    for (const each of counts) windows[each.key] = each.add(slotsOf(record, each), purpose, count, untilMs);
    return { ...record, windows };
  }

  function freeAt(record: QuotaRecord, purpose: Purpose, count: number, nowMs: number): number {
    const halved = isHalved(record, nowMs);
    const times = counts.map((each) => each.freeAt(slotsOf(record, each), purpose, count, nowMs, halved));
    return Math.max(nowMs, record.closed.untilMs, ...times);
  }

  return {
    /** Longer than anything in a record counts. */
    keepMs: Math.max(...limits.windows.map(({ perMs }) => perMs)) * 1.1 + 86_400_000,

    empty: (): QuotaRecord => ({
      windows: {},
      line: { holder: "", untilMs: 0 },
      holders: {},
      closed: { atMs: 0, untilMs: 0 },
      halvedUntilMs: 0,
    }),

    /** What still counts. A clock that was ahead when something was written must not keep it counting for longer than its window. */
    current(record: QuotaRecord, nowMs: number): { record: QuotaRecord; moved: boolean } {
      let moved = false;
      const windows: QuotaRecord["windows"] = {};
      for (const each of counts) {
        const now = each.current(slotsOf(record, each), nowMs);
        moved ||= now.moved;
        windows[each.key] = now.slots;
      }
      const { closed, line } = record;
      const backMs = Math.max(0, closed.atMs - nowMs - AGAIN_MS);
      const latestMs = nowMs + 3 * LINE_MS + limits.spacingMs;
      moved ||= backMs > 0 || record.halvedUntilMs > nowMs + HALVED_MS || line.untilMs > latestMs;
      return {
        moved,
        record: {
          windows,
          line: line.untilMs > latestMs ? { holder: "", untilMs: nowMs } : line,
          holders: Object.fromEntries(
            Object.entries(record.holders).filter(([, { untilMs }]) => untilMs > nowMs && untilMs < nowMs + AGAIN_MS),
          ),
          closed: { atMs: closed.atMs - backMs, untilMs: closed.untilMs - backMs },
          halvedUntilMs: Math.min(record.halvedUntilMs, nowMs + HALVED_MS),
        },
      };
    },

    freeAt,

    /** Of a current record: requests for one process, or when there is room again. */
    reserve(
      record: QuotaRecord,
      holder: string,
      purpose: Purpose,
      wanted: number,
      nowMs: number,
    ): { record: QuotaRecord; block: Block } | { freeAtMs: number } {
      if (nowMs < record.closed.untilMs) return { freeAtMs: freeAt(record, purpose, 1, nowMs) };
      const halved = isHalved(record, nowMs);
      const room = Math.min(...counts.map((each) => each.room(slotsOf(record, each), purpose, nowMs, halved)));
      const count = Math.min(wanted, room, most);
      if (count < 1) return { freeAtMs: freeAt(record, purpose, 1, nowMs) };

      const others = Object.entries(record.holders).filter(([other]) => other !== holder);
      const underWay = others.reduce((sum, [, { atOnce }]) => sum + atOnce, 0);
      const atOnce = Math.min(count, (limits.atOnce ?? Number.POSITIVE_INFINITY) - underWay);
      if (atOnce < 1) return { freeAtMs: Math.min(...others.map(([, { untilMs }]) => untilMs)) };

      const { line } = record;
      const fromMs = inLine ? Math.max(nowMs, line.untilMs) : nowMs;
      if (fromMs > nowMs + LINE_MS) return { freeAtMs: fromMs - LINE_MS };
      // Whoever is next in line begins when the last request of this block is far enough back, however late it was.
      const lineUntilMs = fromMs + count * limits.spacingMs + slackMs;
      const ends = counts.map((each) => each.endsAt(nowMs));
      const lastMs = inLine ? lineUntilMs - limits.spacingMs : fromMs + count * limits.spacingMs + lifeMs;
      const untilMs = Math.min(lastMs, ...ends);
      if (fromMs >= untilMs) return { freeAtMs: untilMs };
      const mine = record.holders[holder];
      return {
        block: { purpose, count, atOnce, fromMs: line.holder === holder ? nowMs : fromMs, untilMs },
        record: {
          ...counted(record, purpose, count, untilMs),
          line: inLine ? { holder, untilMs: lineUntilMs } : line,
          holders:
            limits.atOnce === undefined
              ? record.holders
              : {
                  ...record.holders,
                  [holder]: {
                    atOnce: Math.max(atOnce, mine?.atOnce ?? 0),
                    untilMs: Math.max(untilMs + REQUEST_MS, mine?.untilMs ?? 0),
                  },
                },
        },
      };
    },

    /** Counts what was used when it was, and gives back what was not. */
    settle(record: QuotaRecord, holder: string, { block, usedMs }: FinishedBlock, nowMs: number): QuotaRecord {
      const { purpose, count, untilMs } = block;
      let next = counted(record, purpose, -count, untilMs);
      for (const atMs of usedMs) next = counted(next, purpose, 1, Math.min(atMs, untilMs));
      const { line } = record;
      if (line.holder !== holder || line.untilMs !== untilMs + limits.spacingMs) return next;
      const free = Math.max(nowMs, block.fromMs, (usedMs.at(-1) ?? 0) + limits.spacingMs);
      return { ...next, line: { holder, untilMs: Math.min(line.untilMs, free) } };
    },

    tooMuch(record: QuotaRecord, untilMs: number, nowMs: number): QuotaRecord {
      const { closed } = record;
      // What was under way when it closed is refused for the same reason.
      const again = nowMs >= closed.untilMs && nowMs - closed.atMs < AGAIN_MS;
      return {
        ...record,
        closed: { atMs: nowMs, untilMs: Math.max(closed.untilMs, untilMs) },
        halvedUntilMs: again ? nowMs + HALVED_MS : record.halvedUntilMs,
      };
    },

    use(record: QuotaRecord, nowMs: number) {
      return counts.map((each) => {
        const slots = each.current(slotsOf(record, each), nowMs).slots;
        const resetsAtMs = each.resetsAt(slots, nowMs);
        return {
          perMs: each.window.perMs,
          used: slots.reduce((sum, [, ...counted]) => sum + counted.reduce((a, b) => a + b, 0), 0),
          limit: each.window.requests,
          ...(resetsAtMs === undefined ? {} : { resetsAt: new Date(resetsAtMs).toISOString() }),
        };
      });
    },
  };
}
