import type { Day } from "./day.ts";

/** Of one market, or several that keep the same days and hours; a row of `calendars.json`. Days and MICs are parted by spaces. */
export interface CalendarData {
  mics: string;
  timeZone: string;
  /** Where it is from. */
  source: string;
  /** The days whose holidays are known; without them only the hours are. */
  validFrom?: Day;
  validUntil?: Day;
  sessions: readonly SessionsData[];
  /** Days without a session, by the holiday's name. */
  holidays?: Readonly<Record<string, string>>;
  /** Days that end, or begin, at another time than the others: by that time. */
  closes?: Readonly<Record<string, string>>;
  opens?: Readonly<Record<string, string>>;
  /** Sessions on days that are otherwise free. */
  extra?: string;
}

/** Times are those of the market's own clock. */
export interface SessionsData {
  from?: Day;
  to?: Day;
  /** Such as `Mon Tue Wed Thu Fri`. */
  days: string;
  /** Such as `09:30-16:00`. */
  regular: string;
  pause?: string;
  pre?: string;
  post?: string;
}
