import type { Day } from "./day.ts";

/** What the clock on the wall shows somewhere. */
export interface LocalTime {
  day: Day;
  /** Minutes after midnight. */
  minutes: number;
  /** 0 is Sunday. */
  weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** `instantMs` is epoch milliseconds. */
export function localTime(instantMs: number, timeZone: string): LocalTime {
  const parts: Record<string, string> = {};
  for (const part of formatOf(timeZone).formatToParts(instantMs)) parts[part.type] = part.value;
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  return {
    day,
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
    weekday: new Date(`${day}T00:00:00Z`).getUTCDay(),
  };
}

/**
 * The instant at which a wall clock shows this, as epoch milliseconds. A time the clocks skip in spring is read with
 * the offset before the change; of a time they show twice in autumn the first is taken.
 */
export function instantOfLocal(day: Day, time: string, timeZone: string): number {
  const asUtc = Date.parse(`${day}T${time}Z`);
  const offsetAt = (instantMs: number) => {
    const local = localTime(instantMs, timeZone);
    const shown = Date.parse(`${local.day}T00:00:00Z`) + local.minutes * 60_000;
    return shown - Math.floor(instantMs / 60_000) * 60_000;
  };
  // The offset of the day before holds up to a change; the one of the day after from it on.
  const before = asUtc - offsetAt(asUtc - 86_400_000);
  if (before + offsetAt(before) === asUtc) return before;
  const after = asUtc - offsetAt(asUtc + 86_400_000);
  return after + offsetAt(after) === asUtc ? after : before;
}
