import { dayNumber } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { closeBefore } from "./close-before.ts";

const closes = Float64Array.of(500, 127);
const on = (...days: string[]) => Int32Array.from(days, dayNumber);

test("the close before the last is stated where both are adjusted for the same splits", () => {
  const days = on("2020-08-28", "2020-08-31");
  expect(closeBefore({ days, closes }, "split")).toBe(500);
  expect(closeBefore({ days, closes }, "raw")).toBeUndefined();
  expect(closeBefore({ days: days.subarray(1), closes: closes.subarray(1) }, "split")).toBeUndefined();
});

test("a price typed a month before is no close before", () => {
  expect(closeBefore({ days: on("2020-07-31", "2020-08-31"), closes }, "split")).toBeUndefined();
});
