import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { benchmarkOnFlows } from "./benchmark.ts";
import { anyFinite } from "./fake-returns.ts";
import { dailyReturns, linkReturns, returnBetween } from "./time-weighted.ts";
import { xirr } from "./xirr.ts";

const none = (count: number) => new Array<number>(count).fill(0);

describe("the same flows in a benchmark", () => {
  test("go in at the price of the evening before and leave at that of the day", () => {
    const { value, waited, shortFrom } = benchmarkOnFlows({
      in: [100, 0, 60, 0],
      out: [0, 0, 0, 27],
      price: [50, 60, 54, 54],
      priceBefore: 50,
    });
    // 100, then + 20 %, then (120 + 60) - 10 %, then 27 taken out.
    expect(Array.from(value)).toEqual([100, 120, 162, 135]);
    expect([waited, shortFrom]).toEqual([null, null]);
  });

  test("wait for its first price, and go in at that", () => {
    const { value, waited } = benchmarkOnFlows({ in: [0, 100, 50, 0], out: none(4), price: [Number.NaN, 0, 20, 22] });
    expect(Array.from(value)).toEqual([0, Number.NaN, 150, 165]);
    expect(waited).toEqual({ from: 1, to: 2 });
  });

  test("stand still on days without a price", () => {
    const { value } = benchmarkOnFlows({ in: [100, 0, 0], out: none(3), price: [10, Number.NaN, 11], priceBefore: 10 });
    expect(Array.from(value, (cell) => cell.toFixed(9))).toEqual(["100.000000000", "100.000000000", "110.000000000"]);
  });

  test("go below zero where more is taken out than there is, and the day is named (Long and Nickels)", () => {
    const { value, shortFrom } = benchmarkOnFlows({
      in: [100, 0, 0],
      out: [0, 150, 0],
      price: [10, 11, 22],
      priceBefore: 10,
    });
    expect(Array.from(value, (cell) => cell.toFixed(9))).toEqual(["100.000000000", "-40.000000000", "-80.000000000"]);
    expect(shortFrom).toBe(1);
  });

  test("all taken out again leave exactly nothing, whatever the rounding", () => {
    const [price, priceBefore] = [[3, 3.1, 2.9, 3.3], 3];
    for (const all of [110, (100 * 3.3) / 3]) {
      const result = benchmarkOnFlows({ in: [100, 0, 0, 0], out: [0, 0, 0, all], price, priceBefore });
      expect([result.value[3], result.shortFrom]).toEqual([0, null]);
    }
  });
});

test("a portfolio that holds nothing but the benchmark has its returns, by time and by money", () => {
  const day = fc.record({
    price: fc.double({ min: 10, max: 50, noNaN: true }),
    in: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 5000 })),
    share: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 0.9, noNaN: true })),
  });
  fc.assert(
    fc.property(fc.array(day, { minLength: 2, maxLength: 40 }), (list) => {
      const price = list.map((one) => one.price);
      const put = list.map((one, i) => one.in + (i === 0 ? 1000 : 0));
      const priceBefore = 20;
      // The portfolio counts in units.
      const taken: number[] = [];
      const worth: number[] = [];
      let units = 0;
      list.forEach((one, i) => {
        units += put[i]! / (price[i - 1] ?? priceBefore);
        taken.push(units * one.share * one.price);
        units -= units * one.share;
        worth.push(units * one.price);
      });
      const { value } = benchmarkOnFlows({ in: put, out: taken, price, priceBefore });
      value.forEach((cell, i) => {
        expect(Math.abs(cell - worth[i]!)).toBeLessThan(1e-9 * (1 + Math.abs(worth[i]!)) + 1e-6);
      });
      const linked = linkReturns({ value, in: put, out: taken });
      expect(returnBetween(linked, 0, list.length)! + 1).toBeCloseTo(price[price.length - 1]! / priceBefore, 6);
      dailyReturns(linked).forEach((one, i) => {
        expect(one).toBeCloseTo(price[i]! / (price[i - 1] ?? priceBefore) - 1, 6);
      });
      const flows = (last: number) => ({
        days: list.map((_, i) => i),
        amounts: list.map((_, i) => taken[i]! - put[i]! + (i === list.length - 1 ? last : 0)),
      });
      const [own, same] = [xirr(flows(worth[worth.length - 1]!)), xirr(flows(value[value.length - 1]!))];
      if (own.rate !== null && !own.several)
        expect(Math.abs(Math.log((1 + own.rate) / (1 + same.rate!)))).toBeLessThan(1e-6);
    }),
  );
});

test("whatever the columns, a value is a number or there is none", () => {
  const row = fc.tuple(anyFinite.map(Math.abs), anyFinite.map(Math.abs), anyFinite);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 10 }), (rows) => {
      const { value } = benchmarkOnFlows({
        in: rows.map(([put]) => put),
        out: rows.map(([, taken]) => taken),
        price: rows.map(([, , price]) => price),
      });
      for (const cell of value) expect(Math.abs(cell)).not.toBe(Infinity);
    }),
    { numRuns: 1000 },
  );
});
