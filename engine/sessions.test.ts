import { expect, test } from "vitest";
import { exchangeOfMic } from "./exchanges.ts";
import { sessionAt } from "./sessions.ts";
import { instantOfLocal, localTime } from "./wall-clock.ts";

const at = (mic: string, instant: string) => sessionAt(exchangeOfMic(mic)!, Date.parse(instant));

test("New York trades from 9:30 to 16:00 of its own clock, in winter and in summer", () => {
  expect(at("XNAS", "2026-11-20T14:29:00Z")).toBe("pre");
  expect(at("XNAS", "2026-11-20T14:30:00Z")).toBe("regular");
  expect(at("XNAS", "2026-11-20T21:00:00Z")).toBe("post");
  expect(at("XNAS", "2026-07-20T13:30:00Z")).toBe("regular");
  expect(at("XNAS", "2026-11-21T15:00:00Z")).toBe("closed");
});

test("Tokyo pauses over noon", () => {
  expect(at("XTKS", "2026-11-20T02:00:00Z")).toBe("regular");
  expect(at("XTKS", "2026-11-20T03:00:00Z")).toBe("closed");
  expect(at("XTKS", "2026-11-20T06:29:00Z")).toBe("regular");
});

test("hours nobody wrote down are unknown, not closed", () => {
  expect(at("XPRA", "2026-11-20T12:00:00Z")).toBe("unknown");
});

test("the simulated market never closes", () => {
  expect(at("SIM", "2026-11-22T03:00:00Z")).toBe("regular");
});

test("the close of New York on Warsaw's clock: 22:00, and 21:00 in the weeks when only one of them has changed", () => {
  const utc = (day: string, time: string) => new Date(instantOfLocal(day, time, "Europe/Warsaw")).toISOString();
  expect(utc("2026-11-20", "22:00:19")).toBe("2026-11-20T21:00:19.000Z");
  expect(utc("2026-07-20", "22:00:00")).toBe("2026-07-20T20:00:00.000Z");
  expect(utc("2026-03-10", "21:00:00")).toBe("2026-03-10T20:00:00.000Z");
  expect(utc("2026-10-27", "21:00:00")).toBe("2026-10-27T20:00:00.000Z");
});

test("a wall clock that jumps: the skipped hour and the doubled hour both have an answer", () => {
  const utc = (day: string, time: string) => new Date(instantOfLocal(day, time, "Europe/Warsaw")).toISOString();
  expect(utc("2026-03-29", "02:30:00")).toBe("2026-03-29T01:30:00.000Z");
  expect(utc("2026-10-25", "02:30:00")).toBe("2026-10-25T00:30:00.000Z");
  expect(utc("2026-10-25", "03:00:00")).toBe("2026-10-25T02:00:00.000Z");
});

test("the day is the one on the exchange's own calendar", () => {
  expect(localTime(Date.parse("2026-11-20T22:00:00Z"), "Asia/Tokyo")).toEqual({
    day: "2026-11-21",
    minutes: 420,
    weekday: 6,
  });
});
