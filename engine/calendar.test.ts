import { describe, expect, test } from "vitest";
import {
  type DayCorrection,
  isTradingDay,
  marketDay,
  nextTradingDay,
  previousTradingDay,
  sessionsBetween,
  tradingDays,
} from "./calendar.ts";
import { dayNumber } from "./day.ts";
import { type Exchange, exchangeOfMic } from "./exchanges.ts";
import { closeOf, holidayAt, lastClose, nextOpen, sessionAt, sessionsOf } from "./sessions.ts";

const exchange = (mic: string) => exchangeOfMic(mic)!;
const at = (mic: string, instant: string) => sessionAt(exchange(mic), Date.parse(instant));
const text = (instantMs: number | undefined) => (instantMs === undefined ? "" : new Date(instantMs).toISOString());
const spans = (mic: string, day: string) =>
  sessionsOf(exchange(mic), day).map(
    ({ session, fromMs, untilMs }) => `${session} ${text(fromMs).slice(5, 16)} ${text(untilMs).slice(5, 16)}`,
  );

describe("days", () => {
  test("a long weekend, Golden Week and Tel Aviv's new week", () => {
    expect(previousTradingDay(exchange("XNYS"), "2026-11-30")).toBe("2026-11-27");
    expect(nextTradingDay(exchange("XNYS"), "2026-11-25")).toBe("2026-11-27");
    expect(nextTradingDay(exchange("XTKS"), "2026-05-01")).toBe("2026-05-07");
    expect(nextTradingDay(exchange("XSHG"), "2026-09-30")).toBe("2026-10-08");
    expect(tradingDays(exchange("XTAE"), "2025-12-28", "2026-01-09")).toEqual([
      "2025-12-28",
      "2025-12-29",
      "2025-12-30",
      "2025-12-31",
      "2026-01-01",
      "2026-01-05",
      "2026-01-06",
      "2026-01-07",
      "2026-01-08",
      "2026-01-09",
    ]);
  });

  test("between two days are the sessions that lie in between, where the calendar knows all of them", () => {
    const between = (mic: string, from: string, to: string) =>
      sessionsBetween(exchange(mic), dayNumber(from), dayNumber(to));
    expect(between("XNYS", "2026-11-20", "2026-11-23")).toBe(0);
    expect(between("XNYS", "2026-11-25", "2026-11-30")).toBe(1);
    expect(between("XSHG", "2026-09-30", "2026-10-09")).toBe(1);
    expect(between("XSHG", "2026-12-30", "2027-01-06")).toBeUndefined();
    expect(between("XSHG", "2027-01-01", "2027-01-04")).toBe(0);
    expect(between("XPRA", "2026-11-20", "2026-11-25")).toBeUndefined();
    expect(between("SIM", "2026-11-20", "2026-11-25")).toBeUndefined();
  });

  test("beyond the calendar's end every weekday is supposed to be a session", () => {
    expect(marketDay(exchange("XHKG"), dayNumber("2027-02-08"))).toMatchObject({ isKnown: false });
    expect(isTradingDay(exchange("XHKG"), "2027-02-08")).toBe(true);
    expect(isTradingDay(exchange("XHKG"), "2027-02-07")).toBe(false);
    expect(isTradingDay(exchange("XSAU"), "2026-11-22")).toBe(true);
    expect(isTradingDay(exchange("XSAU"), "2026-11-20")).toBe(false);
  });
});

describe("hours", () => {
  test("follow the clock of the exchange when it changes, also in the weeks in which only one side has", () => {
    // America changes on 8 March and 1 November, Europe on 29 March and 25 October, Israel on 27 March and 25 October.
    expect(text(closeOf(exchange("XNYS"), "2026-03-06"))).toBe("2026-03-06T21:00:00.000Z");
    expect(text(closeOf(exchange("XNYS"), "2026-03-09"))).toBe("2026-03-09T20:00:00.000Z");
    expect(text(closeOf(exchange("XLON"), "2026-03-27"))).toBe("2026-03-27T16:30:00.000Z");
    expect(text(closeOf(exchange("XLON"), "2026-03-30"))).toBe("2026-03-30T15:30:00.000Z");
    expect(text(closeOf(exchange("XLON"), "2026-10-26"))).toBe("2026-10-26T16:30:00.000Z");
    expect(text(closeOf(exchange("XNYS"), "2026-10-26"))).toBe("2026-10-26T20:00:00.000Z");
    expect(text(closeOf(exchange("XNYS"), "2026-11-02"))).toBe("2026-11-02T21:00:00.000Z");
    expect(text(closeOf(exchange("XTAE"), "2026-03-26"))).toBe("2026-03-26T15:15:00.000Z");
    expect(text(closeOf(exchange("XTAE"), "2026-03-30"))).toBe("2026-03-30T14:15:00.000Z");
    expect(text(closeOf(exchange("XTKS"), "2026-03-30"))).toBe("2026-03-30T06:30:00.000Z");
  });

  test("of a whole day are its parts, without the pause", () => {
    expect(spans("XNYS", "2026-11-23")).toEqual([
      "pre 11-23T09:00 11-23T14:30",
      "regular 11-23T14:30 11-23T21:00",
      "post 11-23T21:00 11-24T01:00",
    ]);
    expect(spans("XTKS", "2026-11-24")).toEqual(["regular 11-24T00:00 11-24T02:30", "regular 11-24T03:30 11-24T06:30"]);
    expect(spans("XTKS", "2026-11-23")).toEqual([]);
  });

  test("Tokyo closes half an hour later since November 2024", () => {
    expect(text(closeOf(exchange("XTKS"), "2024-11-01"))).toBe("2024-11-01T06:00:00.000Z");
    expect(text(closeOf(exchange("XTKS"), "2024-11-05"))).toBe("2024-11-05T06:30:00.000Z");
  });

  test("Tel Aviv's Friday is short, and Sunday is free since 2026", () => {
    expect(text(closeOf(exchange("XTAE"), "2026-11-20"))).toBe("2026-11-20T11:50:00.000Z");
    expect(text(closeOf(exchange("XTAE"), "2026-11-19"))).toBe("2026-11-19T15:15:00.000Z");
    expect(closeOf(exchange("XTAE"), "2026-11-22")).toBeUndefined();
    expect(text(closeOf(exchange("XTAE"), "2025-11-23"))).toBe("2025-11-23T13:40:00.000Z");
  });

  test("of a half day end early, and what comes after keeps its length; a pause after the close is none", () => {
    expect(spans("XNYS", "2026-11-27").slice(1)).toEqual([
      "regular 11-27T14:30 11-27T18:00",
      "post 11-27T18:00 11-27T22:00",
    ]);
    expect(at("XNYS", "2026-11-27T18:00:00Z")).toBe("post");
    expect(spans("XHKG", "2026-12-24")).toEqual(["regular 12-24T01:30 12-24T04:00"]);
  });
});

describe("the session at an instant", () => {
  test("is closed all day on a holiday, and says which one it is", () => {
    expect(at("XNYS", "2026-11-26T15:00:00Z")).toBe("closed");
    expect(holidayAt(exchange("XNYS"), Date.parse("2026-11-26T15:00:00Z"))).toEqual({
      name: "Thanksgiving",
      isShort: false,
    });
    expect(holidayAt(exchange("XNYS"), Date.parse("2026-11-27T15:00:00Z"))).toEqual({ isShort: true });
    expect(holidayAt(exchange("XNYS"), Date.parse("2026-11-25T15:00:00Z"))).toBeUndefined();
    // Already Friday in Tokyo, still Thanksgiving in New York.
    expect(at("XTKS", "2026-11-27T00:30:00Z")).toBe("regular");
  });

  test("is unknown in the usual hours where the calendar has ended, and closed out of them", () => {
    expect(at("XHKG", "2027-02-08T02:00:00Z")).toBe("unknown");
    expect(at("XHKG", "2027-02-08T12:00:00Z")).toBe("closed");
    expect(at("XHKG", "2027-02-07T02:00:00Z")).toBe("closed");
    expect(at("XIST", "2026-11-20T08:00:00Z")).toBe("unknown");
    expect(at("XIST", "2026-11-20T20:00:00Z")).toBe("closed");
  });

  test("costs next to nothing once the day's instants are known", () => {
    const mics = ["XNYS", "XLON", "XTKS", "XTAE", "XPAR"].map(exchange);
    const start = Date.parse("2026-11-23T15:00:00Z");
    for (const one of mics) sessionAt(one, start);
    const began = performance.now();
    let open = 0;
    for (let i = 0; i < 100_000; i++) if (sessionAt(mics[i % 5]!, start + i) !== "closed") open++;
    expect(open).toBeGreaterThan(0);
    // A microsecond each would be 100 ms; asking for the time zone anew each time takes seconds.
    expect(performance.now() - began).toBeLessThan(300);
  });
});

describe("opening and closing", () => {
  test("the next opening and the last close look over weekends, holidays and half days", () => {
    const next = (mic: string, instant: string) => text(nextOpen(exchange(mic), Date.parse(instant)));
    const last = (mic: string, instant: string) => text(lastClose(exchange(mic), Date.parse(instant)));
    expect(next("XNYS", "2026-11-25T21:00:00Z")).toBe("2026-11-27T14:30:00.000Z");
    expect(next("XNYS", "2026-11-27T14:30:00Z")).toBe("2026-11-30T14:30:00.000Z");
    expect(next("XTKS", "2026-05-01T07:00:00Z")).toBe("2026-05-07T00:00:00.000Z");
    expect(last("XNYS", "2026-11-29T12:00:00Z")).toBe("2026-11-27T18:00:00.000Z");
    expect(last("XTKS", "2026-05-06T12:00:00Z")).toBe("2026-05-01T06:30:00.000Z");
    expect(next("SIM", "2026-11-29T12:00:00Z")).toBe("");
  });
});

describe("a correction", () => {
  const withDay = (day: string, correction: DayCorrection): Exchange => ({
    ...exchange("XNYS"),
    corrections: new Map([[day, correction]]),
  });

  test("closes a day of mourning the calendar does not know, opens one that it takes for a holiday, and shortens one", () => {
    const noon = Date.parse("2026-11-24T17:00:00Z");
    const mourning = withDay("2026-11-24", { hours: null, holiday: "Day of mourning" });
    expect(sessionAt(mourning, noon)).toBe("closed");
    expect(holidayAt(mourning, noon)?.name).toBe("Day of mourning");
    const opened = withDay("2026-11-26", { hours: { open: 570, close: 960 } });
    expect(sessionAt(opened, Date.parse("2026-11-26T17:00:00Z"))).toBe("regular");
    const short = withDay("2026-11-24", { hours: { open: 570, close: 780 } });
    expect(text(closeOf(short, "2026-11-24"))).toBe("2026-11-24T18:00:00.000Z");
    expect(isTradingDay(mourning, "2026-11-25")).toBe(true);
  });
});
