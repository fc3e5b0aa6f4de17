import { type CloseSeries, dayNumber } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { withLateSplits } from "./late-splits.ts";

const FIRST = dayNumber("2026-11-16");
const SPLIT = { day: "2026-11-19", from: 1, to: 4 };
const series = (closes: number[], rest: Partial<CloseSeries> = {}): CloseSeries => ({
  ...{ instrument: "ins_a", source: "one", currency: "USD", adjustment: "split" },
  days: Int32Array.from(closes, (_, row) => FIRST + row),
  closes: Float64Array.from(closes),
  ...rest,
});
const closesOf = (closes: number[], splits = [SPLIT], rest: Partial<CloseSeries> = {}) => [
  ...withLateSplits(series(closes, rest), splits).closes,
];

test("closes of before a split that their source has not put into them yet are put into the units of after it", () => {
  expect(closesOf([400, 404, 402, 101, 100])).toEqual([100, 101, 100.5, 101, 100]);
  expect(closesOf([10, 10, 10, 205], [{ ...SPLIT, from: 20, to: 1 }])).toEqual([200, 200, 200, 205]);
});

test("those that are in them already stay, also where the price moves", () => {
  expect(closesOf([100, 101, 100.5, 101, 100])).toEqual([100, 101, 100.5, 101, 100]);
  expect(closesOf([100, 101, 100.5, 55, 50])).toEqual([100, 101, 100.5, 55, 50]);
  expect(closesOf([400, 404, 402])).toEqual([400, 404, 402]);
  expect(closesOf([100, 100, 100, 96], [{ ...SPLIT, from: 20, to: 21 }])).toEqual([100, 100, 100, 96]);
});

test("prices as they were traded, and those whose basis nobody knows, stay what they are", () => {
  for (const adjustment of ["raw", "unknown", "total"] as const) {
    expect(closesOf([400, 404, 402, 101, 100], [SPLIT], { adjustment })).toEqual([400, 404, 402, 101, 100]);
  }
});
