import { expect, test } from "vitest";
import { text } from "./text.ts";

test("one is one, and two are both", () => {
  expect(text.holdings.units("1")).toBe("1 unit");
  expect(text.holdings.units("0.5")).toBe("0.5 units");
  expect([1, 2, 3].map(text.health.fine)).toEqual([
    "The one holding has a price.",
    "Both holdings have a price.",
    "All 3 holdings have a price.",
  ]);
});
