import { describe, expect, test } from "vitest";
import { areaPath, dayTicks, extent, linePath, nearest, valueTicks, withGaps, withRoom } from "./chart-scale.ts";

const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const textOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

describe("axes", () => {
  test("values are cut at round steps inside the range", () => {
    expect(valueTicks(98_300, 131_000, 4)).toEqual({ ticks: [100_000, 110_000, 120_000, 130_000], step: 10_000 });
    expect(valueTicks(-40, 65, 4).ticks).toEqual([-40, -20, 0, 20, 40, 60]);
    expect(valueTicks(100, 100, 4).ticks.length).toBeGreaterThan(0);
  });

  test("a curve that does not move but for float64's noise has an axis a person can read", () => {
    const [low, high] = withRoom([456.2043, 456.2043 + 1e-13]);
    expect(high - low).toBeGreaterThan(50);
    const { ticks } = valueTicks(low, high, 4);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThan(10);
    expect(withRoom([0, 0])).toEqual([0, 0.06]);
    expect(withRoom([100, 200])).toEqual([94, 206]);
  });

  test("a year is cut at quarters, a month at Mondays, a decade at years", () => {
    expect(dayTicks(dayOf("2024-01-15"), dayOf("2025-01-15"), 6).days.map(textOf)).toEqual([
      "2024-04-01",
      "2024-07-01",
      "2024-10-01",
      "2025-01-01",
    ]);
    expect(dayTicks(dayOf("2024-03-01"), dayOf("2024-03-31"), 6).days.map(textOf)).toEqual([
      "2024-03-04",
      "2024-03-11",
      "2024-03-18",
      "2024-03-25",
    ]);
    const decade = dayTicks(dayOf("2014-06-01"), dayOf("2024-06-01"), 6);
    expect([decade.unit, ...decade.days.map(textOf)]).toEqual([
      "year",
      "2016-01-01",
      "2018-01-01",
      "2020-01-01",
      "2022-01-01",
      "2024-01-01",
    ]);
  });

  test("what is missing has no extent and breaks the line", () => {
    expect(extent([[Number.NaN, 2, 1]])).toEqual([1, 2]);
    expect(extent([[Number.NaN]])).toBeNull();
    const path = linePath(
      [0, 10, 20, 30],
      [1, Number.NaN, 3, 4],
      (day) => day,
      (value) => value,
    );
    expect(path).toBe("M0.0 1.0M20.0 3.0L30.0 4.0");
  });

  test("a gap longer than holidays is left open, and so is the area under it", () => {
    const { days, values } = withGaps(Int32Array.of(1, 4, 40, 41), Float64Array.of(1, 2, 3, 4));
    expect([...days]).toEqual([1, 4, 5, 40, 41]);
    expect([...values].map((value) => (Number.isNaN(value) ? null : value))).toEqual([1, 2, null, 3, 4]);
    const line = linePath(
      days,
      values,
      (day) => day,
      (value) => value,
    );
    expect(areaPath(line, 9)).toBe("M1.0 1.0L4.0 2.0L4.0 9L1.0 9ZM40.0 3.0L41.0 4.0L41.0 9L40.0 9Z");
  });

  test("the nearest day is found from both sides", () => {
    expect([0, 4, 5, 9, 99].map((day) => nearest([0, 4, 10], day))).toEqual([0, 1, 1, 2, 2]);
  });
});
