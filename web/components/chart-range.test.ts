import { dayNumber } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { isFlat, offsetIn, rangeThatShows, silences } from "./chart-range.ts";

const days = (...list: string[]) => Int32Array.from(list, dayNumber);
const TODAY = "2026-11-22";

describe("what there is to draw in a range", () => {
  const january = days("2024-01-02", "2024-01-05", "2024-01-12");

  test("begins with the close in force on its first day, not with one of long before", () => {
    expect(offsetIn(january, dayNumber("2024-01-04"))).toBe(1);
    expect(offsetIn(january, dayNumber("2024-01-10"))).toBe(2);
    expect(offsetIn(january, dayNumber("2023-06-01"))).toBe(0);
    // Nothing is left of it: two closes of years ago would only draw a flat line.
    expect(offsetIn(january, dayNumber("2025-11-22"))).toBe(3);
    expect(offsetIn(days(), dayNumber(TODAY))).toBe(0);
  });

  test("where there is nothing, the shortest range that shows something is offered", () => {
    expect(rangeThatShows("2024-01-12", "2024-01-02", TODAY)).toBe("5Y");
    expect(rangeThatShows("2026-11-10", "2024-01-02", TODAY)).toBe("1M");
    expect(rangeThatShows("2019-01-12", "2018-01-02", TODAY)).toBe("Max");
  });

  test("a beginning and an end inside of the range are told, a holiday is not", () => {
    const [from, march, now] = [dayNumber("2026-01-01"), dayNumber("2026-03-03"), dayNumber("2026-11-20")];
    expect(silences(march, now, from, TODAY)).toEqual({ before: march });
    expect(silences(from + 3, march, from, TODAY)).toEqual({ since: march });
    expect(silences(from + 3, now, from, TODAY)).toEqual({});
  });

  test("a curve stands still when it moves by float64's noise only", () => {
    expect(isFlat([456.2, 456.2 + 1e-13])).toBe(true);
    expect(isFlat([456.2, 456.21])).toBe(false);
    expect(isFlat([Number.NaN])).toBe(true);
  });
});
