import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawdownsOf } from "./drawdown.ts";
import { anyFinite } from "./fake-returns.ts";

const NONE = Number.NaN;

describe("drawdown", () => {
  test("names the peak, the trough, the recovery and the days between", () => {
    const { series, maximum, deepest } = drawdownsOf([1, 1.2, 1.2, 0.9, NONE, 0.6, 1.1, 1.2, 1.3, 1.04]);
    expect(Array.from(series, (cell) => Number(cell.toFixed(12)))).toEqual([
      ...[0, 0, 0, 0.25, NONE, 0.5, 0.083333333333, 0, 0, 0.2],
    ]);
    expect(maximum).toBe(0.5);
    expect(deepest).toEqual({ depth: 0.5, peak: 2, trough: 5, recovery: 7, length: 5 });
  });

  test("that has not recovered lasts until the last known cell", () => {
    expect(drawdownsOf([1, 2, 1, 1.5, NONE]).deepest).toEqual({
      ...{ depth: 0.5, peak: 1, trough: 2, recovery: null, length: 2 },
    });
  });

  test("of what never fell is zero, of what is lost is all of it, of nothing there is none", () => {
    expect(drawdownsOf([1, 2, 2, 3])).toMatchObject({ maximum: 0, deepest: null });
    expect(drawdownsOf([1, 2, 0, -5]).maximum).toBe(1);
    expect(drawdownsOf([NONE])).toMatchObject({ maximum: null, deepest: null });
  });

  test("lies between 0 and 1 for any growth, and the deepest is the series' largest", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyFinite, fc.constant(NONE)), { maxLength: 20 }), (growth) => {
        const { series, maximum, deepest } = drawdownsOf(growth);
        series.forEach((cell, i) => {
          if (Number.isNaN(growth[i])) expect(cell).toBeNaN();
          else expect(cell >= 0 && cell <= 1).toBe(true);
        });
        const known = Array.from(series).filter((cell) => !Number.isNaN(cell));
        expect(maximum).toBe(known.length > 0 ? Math.max(...known) : null);
        if (deepest) {
          expect(series[deepest.trough]).toBe(deepest.depth);
          expect(deepest.peak < deepest.trough).toBe(true);
          expect(growth[deepest.recovery ?? deepest.peak]! >= growth[deepest.peak]!).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
