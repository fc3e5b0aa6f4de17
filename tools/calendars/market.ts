import type { Day } from "../../engine/day.ts";
import type { Rule } from "./rules.ts";

/** How a market's days go in a span of days, by its own clock. */
export interface Sessions {
  from?: Day;
  to?: Day;
  /** Such as "Mon Tue Wed Thu Fri". */
  days: string;
  /** Such as "09:30-16:00". */
  regular: string;
  pause?: string;
  /** Where extended hours begin and end, around the regular ones. */
  pre?: string;
  post?: string;
}

/** A market, or several that keep the same days and hours. */
export interface Market {
  mics: string;
  timeZone: string;
  source: string;
  sessions: readonly Sessions[];
  /** Years for which the holidays are known. None: only the hours are. */
  years?: readonly [first: number, last: number];
  holidays?: readonly Rule[];
  /** Days that end or begin at another hour. */
  closes?: Readonly<Record<string, readonly Rule[]>>;
  opens?: Readonly<Record<string, readonly Rule[]>>;
  /** Sessions on days that are otherwise free. */
  extra?: readonly Day[];
}

export const WEEKDAYS = "Mon Tue Wed Thu Fri";

/** The years rules are worked out for. Raised once a year: docs/calendars.md. */
export const FIRST_YEAR = 2015;
export const LAST_YEAR = 2028;
export const RULED = [FIRST_YEAR, LAST_YEAR] as const;

export const CHECKED = "rules checked against exchange_calendars' golden tables";
