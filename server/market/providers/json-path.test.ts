import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTime } from "./custom-dates.ts";
import { parsePath, valuesAt } from "./json-path.ts";

const body = {
  price: 1,
  data: { "as of": "x", rows: [{ day: "a", close: 1 }, { day: "b" }, { day: "c", close: 3 }] },
  matrix: [
    [1, 2],
    [3, 4],
  ],
};
const at = (path: string) => {
  const steps = parsePath(path);
  return typeof steps === "string" ? steps : valuesAt(body, steps);
};

describe("a path", () => {
  test.each([
    ["$.price", [1]],
    ["price", [1]],
    ["$", [body]],
    ['$.data["as of"]', ["x"]],
    ["$['data'].rows[0].day", ["a"]],
    ["data.rows[-1].close", [3]],
    ["$.data.rows[*].close", [1, undefined, 3]],
    ["matrix[*][1]", [2, 4]],
    ["matrix[*][*]", [1, 2, 3, 4]],
    ["nothing.at.all", [undefined]],
    ["price[*]", [undefined]],
    ["constructor", [undefined]],
    ["__proto__.toString", [undefined]],
  ])("%s leads to its values", (path, values) => {
    expect(at(path)).toEqual(values);
  });

  test.each([
    "$..price",
    "a..b",
    "a[?(@.b>1)]",
    "a[1:2]",
    "a.*",
    "a b",
    "[",
    "a[",
    "a[x]",
    "a]b",
    `a${".a".repeat(40)}`,
  ])("%s is not understood, which is said", (path) => {
    expect(at(path)).toMatch(/^The path /);
  });

  test("is read to its end or refused, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."$.[]*\"'-09a_ ü".split("")), maxLength: 200 }),
        fc.json(),
        (path, text) => {
          const steps = parsePath(path);
          if (typeof steps !== "string") valuesAt(JSON.parse(text), steps);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("a time", () => {
  test.each([
    ["2024-03-01", "iso", { day: "2024-03-01" }],
    ["2024-03-01T16:00:00Z", "iso", { atMs: Date.UTC(2024, 2, 1, 16) }],
    ["2024-03-01 16:00", "iso", { atMs: Date.UTC(2024, 2, 1, 15) }],
    ["2024-03-01T16:00:00.123+0530", "iso", { atMs: Date.UTC(2024, 2, 1, 10, 30) }],
    ["2024-02-30", "iso", undefined],
    ["2024-03-01T25:00", "iso", undefined],
    ["20240301", "compact", { day: "2024-03-01" }],
    [20240301, "compact", { day: "2024-03-01" }],
    ["1.3.2024", "day-month-year", { day: "2024-03-01" }],
    ["03/01/2024", "month-day-year", { day: "2024-03-01" }],
    ["13/13/2024", "month-day-year", undefined],
    [1709308800, "epoch-seconds", { atMs: 1709308800000 }],
    ["1709308800000", "epoch-milliseconds", { atMs: 1709308800000 }],
    ["", "epoch-seconds", undefined],
    [null, "epoch-seconds", undefined],
    ["soon", "epoch-milliseconds", undefined],
    [1e300, "epoch-seconds", undefined],
    [1709308800000, "epoch-seconds", undefined],
  ] as const)("%j as %s", (value, format, time) => {
    expect(readTime(value, format, "Europe/Berlin")).toEqual(time);
  });
});
