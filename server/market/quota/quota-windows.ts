import { addDays, instantOfLocal, localTime } from "@tickfolio/engine";
import type { QuotaWindow } from "./limiter.ts";
import type { Purpose } from "./purpose.ts";

/** Requests counted together: until when they can have been made, and how many for each purpose. */
export type Slot = [endMs: number, interactive: number, watch: number, background: number];

/** A sliding window is counted in so many steps, each as late as any request in it can have been: never less than there were. */
const STEPS = 30;
const LONG_MS = 3_600_000;
/** Further ahead than a reservation can reach: the clock has been set back since. */
const AHEAD_MS = 5 * 60_000;

const PLACE = { interactive: 1, watch: 2, background: 3 } as const satisfies Record<Purpose, number>;

/** What one window of a quota counts, and what it still lets through. */
export interface WindowCount {
  readonly window: QuotaWindow;
  /** How its counts are stored. */
  readonly key: string;
  /** Without what is over, and with what the future holds brought to now; says whether the latter was needed. */
  current(slots: readonly Slot[], nowMs: number): { slots: Slot[]; moved: boolean };
  add(slots: readonly Slot[], purpose: Purpose, count: number, untilMs: number): Slot[];
  /** How many more requests for this purpose may be made at a time, of slots that are current then. */
  room(slots: readonly Slot[], purpose: Purpose, atMs: number, halved: boolean): number;
  /** The first time at which there is room for so many. */
  freeAt(slots: readonly Slot[], purpose: Purpose, count: number, nowMs: number, halved: boolean): number;
  /** When the window that holds a time ends for good; requests counted in it have to be made before. */
  endsAt(nowMs: number): number;
  /** When everything that is counted is free again. */
  resetsAt(slots: readonly Slot[], nowMs: number): number | undefined;
}

export function countOf(window: QuotaWindow): WindowCount {
  const { perMs, calendar } = window;
  const stepMs = Math.max(1, Math.ceil(perMs / STEPS));
  const period = calendar && periodsOf(calendar.unit, calendar.zone);
  const endOf = (untilMs: number) => (period ? period(untilMs)[0] : Math.ceil(untilMs / stepMs) * stepMs);
  /** From then on a slot counts no more. */
  const goneAt = (slot: Slot) => (period ? period(slot[0])[1] : slot[0] + perMs);

  function room(slots: readonly Slot[], purpose: Purpose, atMs: number, halved: boolean): number {
    const requests = halved ? Math.max(1, Math.floor(window.requests / 2)) : window.requests;
    const used: Slot = [0, 0, 0, 0];
    for (const slot of slots)
      if (goneAt(slot) > atMs) for (const place of [1, 2, 3] as const) used[place] += slot[place];
    return roomFor(purpose, used, requests, perMs > LONG_MS);
  }

  return {
    window,
    key: calendar ? `${calendar.unit} ${calendar.zone}` : String(perMs),

    current(slots, nowMs) {
      let moved = false;
      const here = slots.flatMap((slot): Slot[] => {
        if (goneAt(slot) <= nowMs) return [];
        const ahead = period ? slot[0] > nowMs : slot[0] > nowMs + stepMs + AHEAD_MS;
        moved ||= ahead;
        return [ahead ? [endOf(nowMs), slot[1], slot[2], slot[3]] : slot];
      });
      return { slots: moved ? merged(here) : here, moved };
    },

    add(slots, purpose, count, untilMs) {
      const slot: Slot = [endOf(untilMs), 0, 0, 0];
      slot[PLACE[purpose]] = count;
      return merged([...slots, slot]);
    },

    room,

    freeAt(slots, purpose, count, nowMs, halved) {
      const most = Math.max(1, room([], purpose, nowMs, halved));
      const whole = Math.floor((count - 1) / most);
      const rest = count - whole * most;
      const times = [nowMs, ...slots.map(goneAt).filter((atMs) => atMs > nowMs)].sort((a, b) => a - b);
      const atMs = times.find((time) => room(slots, purpose, time, halved) >= rest) ?? times.at(-1)!;
      return atMs + whole * perMs;
    },

    endsAt: (nowMs) => (period ? period(nowMs)[1] : Number.POSITIVE_INFINITY),

    resetsAt(slots, nowMs) {
      const times = slots.map(goneAt).filter((atMs) => atMs > nowMs);
      return times.length === 0 ? undefined : Math.max(...times);
    },
  };
}

/**
 * Two ninths are for what a person waits for, one ninth for the background, the rest for what is watched. The background
 * may use what is not watched, of a long window half of that, because it may still be; it never takes from a person. A
 * person may use whatever is left.
 */
function roomFor(purpose: Purpose, used: Slot, requests: number, isLong: boolean): number {
  const [, interactive, watch, background] = used;
  const left = requests - interactive - watch - background;
  const forBackground = Math.round(requests / 9);
  const forWatch = requests - forBackground - Math.round((requests * 2) / 9);
  const borrowed = Math.max(0, background - forBackground);
  switch (purpose) {
    case "interactive":
      return left;
    case "watch":
      return Math.min(left, forWatch - borrowed - watch);
    case "background": {
      const unwatched = Math.max(0, forWatch - watch);
      const lent = isLong ? Math.min(unwatched, Math.ceil(forWatch / 2)) : unwatched;
      return Math.min(left, forBackground + lent - background);
    }
    default:
      return purpose satisfies never;
  }
}

/** One slot for each end, ascending. Giving back can bring one to nothing. */
function merged(slots: readonly Slot[]): Slot[] {
  const byEnd = new Map<number, Slot>();
  for (const [endMs, ...counts] of slots) {
    const [, interactive, watch, background] = byEnd.get(endMs) ?? [endMs, 0, 0, 0];
    byEnd.set(endMs, [endMs, interactive + counts[0], watch + counts[1], background + counts[2]]);
  }
  return [...byEnd.values()]
    .map(
      ([endMs, ...counts]): Slot => [endMs, ...(counts.map((count) => Math.max(0, count)) as [number, number, number])],
    )
    .filter(([, ...counts]) => counts.some((count) => count > 0))
    .sort((a, b) => a[0] - b[0]);
}

/** The period that holds an instant, from its beginning to the next one's, on the wall clock of a zone. */
function periodsOf(unit: "day" | "month", zone: string): (atMs: number) => [fromMs: number, toMs: number] {
  let known: [number, number] = [0, 0];
  return (atMs) => {
    if (known[0] <= atMs && atMs < known[1]) return known;
    const { day } = localTime(atMs, zone);
    const first = unit === "day" ? day : `${day.slice(0, 7)}-01`;
    const next = unit === "day" ? addDays(day, 1) : `${addDays(first, 32).slice(0, 7)}-01`;
    known = [instantOfLocal(first, "00:00:00", zone), instantOfLocal(next, "00:00:00", zone)];
    return known;
  };
}
