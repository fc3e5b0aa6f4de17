import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { calendarData, markets } from "../tools/calendars/calendar-data.ts";
import { FIRST_YEAR, LAST_YEAR } from "../tools/calendars/market.ts";
import { calendarUntil, isTradingDay, marketDay, tradingDays } from "./calendar.ts";
import { dayFromNumber, dayNumber } from "./day.ts";
import { exchangeOfMic, exchanges } from "./exchanges.ts";
import { closeOf } from "./sessions.ts";
import { localTime } from "./wall-clock.ts";

const exchange = (mic: string) => exchangeOfMic(mic)!;
const written = readFileSync(join(import.meta.dirname, "calendars.json"), "utf8");

describe("calendars.json", () => {
  test("is what `npm run calendars` makes", () => {
    expect(written).toBe(`${JSON.stringify(calendarData(), null, 2)}\n`);
  });

  test("has every market once, in the time zone of its exchange", () => {
    const mics = markets.flatMap((market) => market.mics.split(" "));
    expect(mics.length).toBe(new Set(mics).size);
    expect(mics.filter((mic) => !exchangeOfMic(mic))).toEqual([]);
    const known = new Set(mics);
    expect([...new Set(exchanges.map(({ mic }) => mic))].filter((mic) => !known.has(mic))).toEqual(["SIM"]);
    const noon = Date.parse("2026-07-01T12:00:00Z");
    for (const { mics: these, timeZone } of markets) {
      for (const mic of these.split(" ")) {
        expect(localTime(noon, exchange(mic).timeZone), mic).toEqual(localTime(noon, timeZone));
      }
    }
  });

  test("reaches as far as the rules can see, half a year ahead at least; what is announced year by year, as far as it was", () => {
    const ahead = dayFromNumber(Math.floor(Date.now() / 86_400_000) + 180);
    const ends = (year: number) =>
      markets
        .filter(({ years }) => years?.[1] === year)
        .map(({ mics }) => mics.split(" ")[0])
        .join(" ");
    const ruled = ends(LAST_YEAR);
    expect(ruled).toBe("US XTSE BVMF XLON XETR XFRA XPAR XLIS XMIL XMAD XSWX XWAR XSTO XHEL XCSE XOSL XASX XJSE XTKS");
    for (const mic of ruled.split(" ")) {
      // When this fails: raise LAST_YEAR in tools/calendars/market.ts and run `npm run calendars` (docs/calendars.md).
      expect(calendarUntil(exchange(mic))! >= ahead, `${mic} ends ${calendarUntil(exchange(mic))}`).toBe(true);
    }
    expect(ends(2027)).toBe("XTAI");
    expect(ends(2026)).toBe("XSHG XBOM XKRX XSES XHKG XTAE");
    expect(calendarUntil(exchange("XIST"))).toBeUndefined();
    expect(FIRST_YEAR).toBe(2015);
  });
});

/** Weekdays without a session, and days that end early, as market-data.md 17.5 has them. */
const golden: Record<string, Record<number, readonly [closed: string, early?: string, time?: string]>> = {
  "XNYS XNAS": {
    2026: ["01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", "11-27 12-24", "13:00"],
    2027: ["01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26", "13:00"],
  },
  XTSE: {
    2026: ["01-01 02-16 04-03 05-18 07-01 08-03 09-07 10-12 12-25 12-28", "12-24", "13:00"],
    2027: ["01-01 02-15 03-26 05-24 07-01 08-02 09-06 10-11 12-27 12-28", "12-24", "13:00"],
  },
  XLON: {
    2026: ["01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28", "12-24 12-31", "12:30"],
    2027: ["01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28", "12-24 12-31", "12:30"],
  },
  XETR: {
    2026: ["01-01 04-03 04-06 05-01 12-24 12-25 12-31", "12-30", "14:00"],
    2027: ["01-01 03-26 03-29 12-24 12-31", "12-30", "14:00"],
  },
  "XPAR XAMS XBRU": {
    2026: ["01-01 04-03 04-06 05-01 12-25", "12-24 12-31", "14:05"],
    2027: ["01-01 03-26 03-29", "12-24 12-31", "14:05"],
  },
  XLIS: { 2026: ["01-01 04-03 04-06 05-01 12-25", "12-24 12-31", "13:05"], 2027: ["01-01 03-26 03-29"] },
  XMIL: { 2026: ["01-01 04-03 04-06 05-01 12-24 12-25 12-31", ""], 2027: ["01-01 03-26 03-29 12-24 12-31", ""] },
  XMAD: {
    2026: ["01-01 04-03 04-06 05-01 12-25", "12-24 12-31", "14:00"],
    2027: ["01-01 03-26 03-29", "12-24 12-31", "14:00"],
  },
  XSWX: {
    2026: ["01-01 01-02 04-03 04-06 05-01 05-14 05-25 12-24 12-25 12-31", ""],
    2027: ["01-01 03-26 03-29 05-06 05-17 12-24 12-31", ""],
  },
  XSTO: {
    2026: ["01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31", "01-05 04-02 04-30 05-13 10-30", "13:00"],
    2027: ["01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31", "01-05 03-25 04-30 05-05 11-05", "13:00"],
  },
  XWAR: {
    2026: ["01-01 01-06 04-03 04-06 05-01 06-04 11-11 12-24 12-25 12-31", ""],
    2027: ["01-01 01-06 03-26 03-29 05-03 05-27 11-01 11-11 12-24 12-31", ""],
  },
  XJSE: {
    2026: ["01-01 04-03 04-06 04-27 05-01 06-16 08-10 09-24 12-16 12-25", ""],
    2027: ["01-01 03-22 03-26 03-29 04-27 06-16 08-09 09-24 12-16 12-27", ""],
  },
  BVMF: {
    2026: ["01-01 02-16 02-17 04-03 04-21 05-01 06-04 09-07 10-12 11-02 11-20 12-24 12-25 12-31"],
    2027: ["01-01 02-08 02-09 03-26 04-21 05-27 09-07 10-12 11-02 11-15 12-24 12-31"],
  },
  XASX: {
    2026: ["01-01 01-26 04-03 04-06 06-08 12-25 12-28", "12-24 12-31", "14:10"],
    2027: ["01-01 01-26 03-26 03-29 06-14 12-27 12-28", "12-24 12-31", "14:10"],
  },
  XTKS: {
    2026: [
      "01-01 01-02 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23 12-31",
      "",
    ],
  },
  "XSHG XSHE": {
    2026: [
      "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07",
      "",
    ],
  },
  "XBOM XNSE": {
    2026: ["01-15 01-26 03-03 03-26 03-31 04-03 04-14 05-01 05-28 06-26 09-14 10-02 10-20 11-10 11-24 12-25", ""],
  },
  XKRX: {
    2026: ["01-01 02-16 02-17 02-18 03-02 05-01 05-05 05-25 06-03 08-17 09-24 09-25 10-05 10-09 12-25 12-31", ""],
  },
  XSES: { 2026: ["01-01 02-17 02-18 04-03 05-01 05-27 06-01 08-10 11-09 12-25", ""] },
  XTAI: {
    2026: [
      "01-01 02-12 02-13 02-16 02-17 02-18 02-19 02-20 02-27 04-03 04-06 05-01 06-19 09-25 09-28 10-09 10-26 12-25",
      "",
    ],
    2027: ["01-01 02-04 02-05 02-08 02-09 02-10 03-01 04-05 04-30 06-09 09-15 09-28 10-11 10-25 12-31", ""],
  },
  XTAE: {
    2026: [
      "01-02 03-03 04-01 04-02 04-07 04-08 04-21 04-22 05-21 05-22 07-23 09-11 09-18 09-21 09-25 10-02",
      "04-03 04-06 09-28 09-29 09-30 10-01",
      "14:15",
    ],
  },
  XHKG: {
    2026: [
      "01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25",
      "02-16 12-24 12-31",
      "12:00",
    ],
  },
};

describe("the golden days of", () => {
  for (const [mics, years] of Object.entries(golden)) {
    for (const [year, [closed, early, time]] of Object.entries(years)) {
      test(`${mics} in ${year}`, () => {
        for (const mic of mics.split(" ")) {
          const weekdays = weekdaysOf(Number(year));
          const off = weekdays.filter((day) => !isTradingDay(exchange(mic), day));
          expect(off.map((day) => day.slice(5)).join(" "), mic).toBe(closed);
          if (early === undefined) continue;
          const short = weekdays.filter((day) => marketDay(exchange(mic), dayNumber(day)).isShort);
          expect(short.map((day) => day.slice(5)).join(" "), mic).toBe(early);
          for (const day of short) expect(wall(mic, closeOf(exchange(mic), day)!), `${mic} ${day}`).toBe(time);
        }
      });
    }
  }

  test("São Paulo: on Ash Wednesday it opens at one", () => {
    const day = marketDay(exchange("BVMF"), dayNumber("2026-02-18"));
    expect(day).toMatchObject({ isKnown: true, hours: { open: 13 * 60, close: 18 * 60 } });
  });

  test("what happened once", () => {
    const closed: Record<string, string> = {
      XNYS: "2018-12-05 2025-01-09",
      XLON: "2020-05-08 2022-06-02 2022-06-03 2022-09-19 2023-05-08",
      XETR: "2017-10-31 2021-05-24",
      XMAD: "2021-12-24 2021-12-31 2023-12-29",
      XTKS: "2019-04-30 2019-05-06 2020-10-01",
    };
    for (const [mic, days] of Object.entries(closed)) {
      for (const day of days.split(" ")) {
        if (mic === "XMAD" && day === "2023-12-29") expect(isTradingDay(exchange(mic), day)).toBe(true);
        else expect(isTradingDay(exchange(mic), day), `${mic} ${day}`).toBe(false);
      }
    }
    expect(isTradingDay(exchange("XLON"), "2020-05-04")).toBe(true);
    expect(isTradingDay(exchange("XETR"), "2022-06-06")).toBe(true);
    expect(isTradingDay(exchange("XNYS"), "2021-06-18")).toBe(true);
  });

  test("Mumbai: a Saturday that was a session", () => {
    expect(isTradingDay(exchange("XNSE"), "2024-01-20")).toBe(true);
    expect(isTradingDay(exchange("XNSE"), "2024-01-27")).toBe(false);
  });
});

/** Real series, where they are. Rows without turnover that repeat the close before them stand for no session. */
const PRICES = join(import.meta.dirname, "..", "..", "shared", "data", "prices");

/** What a series has and lacks against its market's days, each with the reason. */
const exceptions: Record<string, { lacks?: string; has?: string }> = {
  // A gap of the series: Amsterdam traded until 14:05.
  "ASML.AS": { lacks: "2015-12-31" },
  // Gaps of the series; and an hour in the evening of Diwali, which the calendar counts as none.
  "RELIANCE.NS": {
    lacks: "2019-02-13 2019-03-29",
    has: "2017-10-19 2018-11-07 2019-10-27 2020-11-14 2021-11-04 2022-10-24",
  },
};

describe.runIf(existsSync(PRICES))("real series have a close on every trading day and on no other", () => {
  const listed: Record<string, string> = {
    AAPL: "XNAS",
    SPY: "ARCX",
    "^GSPC": "US",
    "HSBA.L": "XLON",
    "SHEL.L": "XLON",
    "SAP.DE": "XETR",
    "ASML.AS": "XAMS",
    "NESN.SW": "XSWX",
    "NOVO-B.CO": "XCSE",
    "7203.T": "XTKS",
    "RELIANCE.NS": "XNSE",
  };
  for (const [symbol, mic] of Object.entries(listed)) {
    test(symbol, () => {
      const rows = readFileSync(join(PRICES, `${symbol}.csv`), "utf8")
        .trim()
        .split("\n")
        .slice(1);
      const days: string[] = [];
      const repeats = new Set<string>();
      let before = "";
      for (const row of rows) {
        const [day, , , , close, , volume] = row.split(",");
        if (day! >= "2015-01-01") days.push(day!);
        if (Number(volume) === 0 && close === before) repeats.add(day!);
        before = close!;
      }
      const has = new Set(days);
      const open = tradingDays(exchange(mic), "2015-01-01", days.at(-1)!);
      const isOpen = new Set(open);
      const { lacks = "", has: also = "" } = exceptions[symbol] ?? {};
      expect(open.length).toBeGreaterThan(1500);
      expect(open.filter((day) => !has.has(day)).join(" ")).toBe(lacks);
      expect(days.filter((day) => !isOpen.has(day) && !repeats.has(day)).join(" ")).toBe(also);
    });
  }
});

function weekdaysOf(year: number): string[] {
  const days: string[] = [];
  for (let day = dayNumber(`${year}-01-01`); day <= dayNumber(`${year}-12-31`); day++) {
    if (![0, 6].includes(new Date(day * 86_400_000).getUTCDay())) days.push(dayFromNumber(day));
  }
  return days;
}

function wall(mic: string, instantMs: number): string {
  const { minutes } = localTime(instantMs, exchange(mic).timeZone);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
