import type { CalendarData } from "../../engine/calendar-data.ts";
import type { Day } from "../../engine/day.ts";
import { americas } from "./americas.ts";
import { weekdayOf } from "./days.ts";
import { europe } from "./europe.ts";
import { hoursOnly } from "./hours-only.ts";
import type { Market } from "./market.ts";
import { nordics } from "./nordics.ts";
import { pacific } from "./pacific.ts";
import type { Rule } from "./rules.ts";
import { tables } from "./tables.ts";

const NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export const markets: readonly Market[] = [...americas, ...europe, ...nordics, ...pacific, ...tables, ...hoursOnly];

/** What `engine/calendars.json` holds: the rules worked out, day by day. */
export function calendarData(): CalendarData[] {
  return markets.map((market) => {
    const { mics, timeZone, source, sessions, years, extra } = market;
    const holidays = daysByName(market, market.holidays ?? []);
    const closed = new Set(Object.values(holidays).flatMap((days) => days.split(" ")));
    const times = (rules: Market["closes"] = {}) =>
      Object.entries(rules).flatMap(([time, list]) => {
        const days = Object.values(daysByName(market, list)).flatMap((text) => text.split(" "));
        const open = [...new Set(days)].filter((day) => !closed.has(day)).sort();
        return open.length > 0 ? [[time, open.join(" ")] as const] : [];
      });
    return {
      mics,
      timeZone,
      source,
      ...(years ? { validFrom: `${years[0]}-01-01`, validUntil: `${years[1]}-12-31` } : {}),
      sessions: sessions.map((one) => ({ ...one })),
      ...(years ? { holidays } : {}),
      ...some("closes", times(market.closes)),
      ...some("opens", times(market.opens)),
      ...(extra ? { extra: extra.join(" ") } : {}),
    };
  });
}

function some(key: "closes" | "opens", entries: (readonly [string, string])[]): Partial<CalendarData> {
  return entries.length > 0 ? { [key]: Object.fromEntries(entries) } : {};
}

/** Days the market would trade on, each under the first name that claims it. */
function daysByName(market: Market, rules: readonly Rule[]): Record<string, string> {
  const [first, last] = market.years ?? [0, -1];
  const names = new Map<Day, string>();
  for (let year = first; year <= last; year++) {
    // A day may be made up for in the next year, or before this one.
    for (const rule of rules) {
      for (const [name, day] of rule(year)) if (isSession(market, day) && !names.has(day)) names.set(day, name);
    }
  }
  const byName = new Map<string, Day[]>();
  for (const [day, name] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    byName.set(name, [...(byName.get(name) ?? []), day]);
  }
  return Object.fromEntries([...byName].map(([name, days]) => [name, days.join(" ")]));
}

function isSession({ sessions }: Market, day: Day): boolean {
  const weekday = NAMES[weekdayOf(day)]!;
  return sessions.some(
    ({ from = "", to = "9999", days }) => from <= day && day <= to && days.split(" ").includes(weekday),
  );
}
