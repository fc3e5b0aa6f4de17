import { describe, expect, test } from "vitest";
import { columnsOf } from "./fake-returns.ts";
import { roundedToCents } from "./flows.ts";
import { xirr } from "./xirr.ts";

describe("rounded to cents first", () => {
  test("half a cent goes away from zero, also where its float64 lies below", () => {
    expect([1.005, -1.005, 2.675, 0.004, -0.004999, 1e15 + 0.3].map(roundedToCents)).toEqual([
      1.01,
      -1.01,
      2.68,
      0,
      -0,
      1e15 + 0.3,
    ]);
  });

  test("the rate is that of the rounded flows", () => {
    const exact = columnsOf([
      [0, -100.004],
      [365, 110.006],
    ]);
    expect(xirr(exact, { roundFlows: true }).rate).toBeCloseTo(110.01 / 100 - 1, 14);
    expect(xirr(exact).rate).toBeCloseTo(110.006 / 100.004 - 1, 14);
  });
});
