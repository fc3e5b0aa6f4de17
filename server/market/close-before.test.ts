import { dayNumber } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { closeBefore } from "./close-before.ts";
import { listing } from "./testing.ts";

const apple = listing("AAPL");
const closes = Float64Array.of(500, 127);
const on = (...days: string[]) => Int32Array.from(days, dayNumber);

test("the close before the last is stated where both are adjusted for the same splits", () => {
  const days = on("2020-08-28", "2020-08-31");
  expect(closeBefore({ days, closes }, "split", apple)).toBe(500);
  expect(closeBefore({ days, closes }, "raw", apple)).toBeUndefined();
  expect(closeBefore({ days: days.subarray(1), closes: closes.subarray(1) }, "split", apple)).toBeUndefined();
});

test("a close is stated over a holiday, and not over a session that is missing", () => {
  expect(closeBefore({ days: on("2026-11-25", "2026-11-27"), closes }, "split", apple)).toBe(500);
  expect(closeBefore({ days: on("2026-11-24", "2026-11-27"), closes }, "split", apple)).toBeUndefined();
  const toyota = listing("7203.T", { mic: "XTKS" });
  expect(closeBefore({ days: on("2019-04-26", "2019-05-07"), closes }, "split", toyota)).toBe(500);
});

test("where no sessions are known, a price typed a month before is no close before", () => {
  const house = listing("My house", { mic: null, kind: "other" });
  expect(closeBefore({ days: on("2020-08-21", "2020-08-31"), closes }, "split", house)).toBe(500);
  expect(closeBefore({ days: on("2020-07-31", "2020-08-31"), closes }, "split", house)).toBeUndefined();
});
