import type { Day } from "../../engine/day.ts";
import { type Market, WEEKDAYS } from "./market.ts";
import { once, type Rule } from "./rules.ts";
import { china, india } from "./tables-past.ts";

/** Holidays that no rule gives: the exchange announces them a year ahead. By name, as months and dates. */
function announced(year: number, holidays: Record<string, string>): Rule[] {
  return Object.entries(holidays).map(([name, days]) => once(name, ...daysOf(year, days)));
}

export function daysOf(year: number, days: string): Day[] {
  return days.split(" ").map((day) => `${year}-${day}`);
}

const TABLE_2026 = "exchange_calendars' golden table of 2026";

const shanghai: Market = {
  mics: "XSHG XSHE",
  timeZone: "Asia/Shanghai",
  source: `${TABLE_2026}; the exchange's announcements of 2015 to 2025`,
  years: [2015, 2026],
  sessions: [{ days: WEEKDAYS, regular: "09:30-15:00", pause: "11:30-13:00" }],
  holidays: [
    ...china,
    ...announced(2026, {
      "New Year's Day": "01-01 01-02",
      "Spring Festival": "02-16 02-17 02-18 02-19 02-20 02-23",
      "Qingming Festival": "04-06",
      "Labour Day": "05-01 05-04 05-05",
      "Dragon Boat Festival": "06-19",
      "Mid-Autumn Festival": "09-25",
      "National Day": "10-01 10-02 10-05 10-06 10-07",
    }),
  ],
};

const mumbai: Market = {
  mics: "XBOM XNSE",
  timeZone: "Asia/Kolkata",
  source: `${TABLE_2026}; the exchange's announcements of 2015 to 2025`,
  years: [2015, 2026],
  sessions: [{ days: WEEKDAYS, regular: "09:15-15:30" }],
  holidays: [
    ...india,
    ...announced(2026, {
      "Municipal elections": "01-15",
      "Republic Day": "01-26",
      Holi: "03-03",
      "Ram Navami": "03-26",
      "Mahavir Jayanti": "03-31",
      "Good Friday": "04-03",
      "Ambedkar Jayanti": "04-14",
      "Maharashtra Day": "05-01",
      "Bakri Id": "05-28",
      Muharram: "06-26",
      "Ganesh Chaturthi": "09-14",
      "Gandhi Jayanti": "10-02",
      Dussehra: "10-20",
      Diwali: "11-10",
      "Guru Nanak Jayanti": "11-24",
      "Christmas Day": "12-25",
    }),
  ],
  extra: ["2024-01-20", "2025-02-01"],
};

const seoul: Market = {
  mics: "XKRX XKOS",
  timeZone: "Asia/Seoul",
  source: TABLE_2026,
  years: [2026, 2026],
  sessions: [{ days: WEEKDAYS, regular: "09:00-15:30" }],
  holidays: announced(2026, {
    "New Year's Day": "01-01",
    Seollal: "02-16 02-17 02-18",
    "Independence Movement Day": "03-02",
    "Labour Day": "05-01",
    "Children's Day": "05-05",
    "Buddha's Birthday": "05-25",
    "Local elections": "06-03",
    "Liberation Day": "08-17",
    Chuseok: "09-24 09-25",
    "Foundation Day": "10-05",
    "Hangul Day": "10-09",
    "Christmas Day": "12-25",
    "The year's last weekday": "12-31",
  }),
};

const singapore: Market = {
  mics: "XSES",
  timeZone: "Asia/Singapore",
  source: TABLE_2026,
  years: [2026, 2026],
  sessions: [{ days: WEEKDAYS, regular: "09:00-17:00" }],
  holidays: announced(2026, {
    "New Year's Day": "01-01",
    "Lunar New Year": "02-17 02-18",
    "Good Friday": "04-03",
    "Labour Day": "05-01",
    "Hari Raya Haji": "05-27",
    "Vesak Day": "06-01",
    "National Day": "08-10",
    Deepavali: "11-09",
    "Christmas Day": "12-25",
  }),
};

const taipei: Market = {
  mics: "XTAI ROCO",
  timeZone: "Asia/Taipei",
  source: "exchange_calendars' golden tables of 2026 and 2027",
  years: [2026, 2027],
  sessions: [{ days: WEEKDAYS, regular: "09:00-13:30" }],
  holidays: [
    ...announced(2026, {
      "New Year's Day": "01-01",
      "Lunar New Year": "02-12 02-13 02-16 02-17 02-18 02-19 02-20",
      "Peace Memorial Day": "02-27",
      "Children's Day": "04-03",
      "Tomb Sweeping Day": "04-06",
      "Labour Day": "05-01",
      "Dragon Boat Festival": "06-19",
      "Mid-Autumn Festival": "09-25",
      "Teachers' Day": "09-28",
      "National Day": "10-09",
      "Retrocession Day": "10-26",
      "Constitution Day": "12-25",
    }),
    ...announced(2027, {
      "New Year's Day": "01-01 12-31",
      "Lunar New Year": "02-04 02-05 02-08 02-09 02-10",
      "Peace Memorial Day": "03-01",
      "Tomb Sweeping Day": "04-05",
      "Labour Day": "04-30",
      "Dragon Boat Festival": "06-09",
      "Mid-Autumn Festival": "09-15",
      "Teachers' Day": "09-28",
      "National Day": "10-11",
      "Retrocession Day": "10-25",
    }),
  ],
};

const hongKong: Market = {
  mics: "XHKG",
  timeZone: "Asia/Hong_Kong",
  source: "Hong Kong's general holidays of 2026, not checked against a table",
  years: [2026, 2026],
  sessions: [{ days: WEEKDAYS, regular: "09:30-16:00", pause: "12:00-13:00" }],
  holidays: announced(2026, {
    "New Year's Day": "01-01",
    "Lunar New Year": "02-17 02-18 02-19",
    "Good Friday": "04-03",
    "Easter Monday": "04-06",
    "Ching Ming Festival": "04-07",
    "Labour Day": "05-01",
    "Buddha's Birthday": "05-25",
    "Tuen Ng Festival": "06-19",
    "Establishment Day": "07-01",
    "National Day": "10-01",
    "Chung Yeung Festival": "10-19",
    "Christmas Day": "12-25",
  }),
  closes: {
    "12:00": announced(2026, {
      "Lunar New Year's Eve": "02-16",
      "Christmas Eve": "12-24",
      "New Year's Eve": "12-31",
    }),
  },
};

const telAviv: Market = {
  mics: "XTAE",
  timeZone: "Asia/Jerusalem",
  source: `${TABLE_2026}; the exchange's change of trading days in January 2026`,
  years: [2026, 2026],
  sessions: [
    { to: "2026-01-02", days: "Mon Tue Wed Thu", regular: "09:59-17:15" },
    { to: "2026-01-02", days: "Sun", regular: "09:59-15:40" },
    { from: "2026-01-03", days: "Mon Tue Wed Thu", regular: "09:59-17:15" },
    { from: "2026-01-03", days: "Fri", regular: "09:59-13:50" },
  ],
  holidays: announced(2026, {
    Purim: "03-03",
    Passover: "04-01 04-02 04-07 04-08",
    "Memorial Day": "04-21",
    "Independence Day": "04-22",
    Shavuot: "05-21 05-22",
    "Tisha B'Av": "07-23",
    "Rosh Hashanah": "09-11",
    "Yom Kippur": "09-18 09-21",
    Sukkot: "09-25",
    "Simchat Torah": "10-02",
  }),
  closes: {
    "14:15": announced(2026, {
      "Intermediate day of Passover": "04-03 04-06",
      "Intermediate day of Sukkot": "09-28 09-29 09-30 10-01",
    }),
  },
};

export const tables: readonly Market[] = [shanghai, mumbai, seoul, singapore, taipei, hongKong, telAviv];
