import { expect, test } from "vitest";
import { monthsBefore, RANGE_NAMES, rangeNamed } from "./named-ranges.ts";

test("a named range begins on the evening that it is measured from", () => {
  const from = RANGE_NAMES.map((name) => `${name} ${rangeNamed(name, "2024-03-31", "2019-05-06").from}`);
  expect(from).toEqual([
    "1M 2024-02-29",
    "3M 2023-12-31",
    "6M 2023-09-30",
    "YTD 2023-12-31",
    "1Y 2023-03-31",
    "3Y 2021-03-31",
    "5Y 2019-03-31",
    "ALL 2019-05-05",
  ]);
  expect(rangeNamed("1M", "2024-03-31", "2019-05-06").to).toBe("2024-03-31");
});

test("all of what only begins later is no days, and no error", () => {
  expect(rangeNamed("ALL", "2024-01-01", "2024-02-01")).toEqual({ from: "2023-12-31", to: "2024-01-01" });
});

test("a month that has no such day ends on its last", () => {
  expect(monthsBefore("2023-03-31", 1)).toBe("2023-02-28");
  expect(monthsBefore("2024-01-15", 1)).toBe("2023-12-15");
  expect(monthsBefore("2024-02-29", 12)).toBe("2023-02-28");
});
