import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayNumber } from "../day.ts";
import { anyFlows, columnsOf, notFinite, usualFlows } from "./fake-returns.ts";
import type { Flows } from "./flows.ts";
import { xirr } from "./xirr.ts";

const flows = (text: string): Flows =>
  columnsOf(
    text
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .map(([day, amount]) => [dayNumber(day!), Number(amount)]),
  );

/** The definition, term by term. The second is what the first is small against. */
function presentValue({ days, amounts }: Flows, rate: number): [value: number, size: number] {
  // From the first day or from the last, whichever does not overflow.
  const from = rate < 0 ? Math.max(...Array.from(days)) : Math.min(...Array.from(days));
  let value = 0;
  let size = 0;
  for (let i = 0; i < days.length; i++) {
    const term = amounts[i]! * (1 + rate) ** ((from - days[i]!) / 365);
    value += term;
    size += Math.abs(term);
  }
  return [value, size];
}

describe("the money-weighted return", () => {
  test("of the example in Excel's documentation of XIRR is 37.34 %", () => {
    const { rate, several, roots } = xirr(
      flows(`
        2008-01-01 -10000
        2008-03-01   2750
        2008-10-30   4250
        2009-02-15   3250
        2009-04-01   2750`),
    );
    expect(rate).toBeCloseTo(0.373362535, 8);
    expect([several, roots]).toEqual([false, [rate]]);
  });

  test("of 100 that are 110 a year of 365 days later is 10 %, and a little more in years of 365.25", () => {
    const year = columnsOf([
      [0, -100],
      [365, 110],
    ]);
    expect(xirr(year).rate).toBeCloseTo(0.1, 15);
    expect(xirr(year, { dayCount: "act/365.25" }).rate).toBeCloseTo(1.1 ** (365.25 / 365) - 1, 15);
  });

  test("of money that came back as it went is exactly zero", () => {
    expect(
      xirr(
        columnsOf([
          [0, -100],
          [100, 50],
          [900, 50],
        ]),
      ).rate,
    ).toBe(0);
  });

  test("does not mind days out of order, flows of nothing, or one flow told as two", () => {
    const plain = xirr(
      columnsOf([
        [0, -100],
        [400, -60],
        [800, 190],
      ]),
    );
    const told = [
      [800, 190],
      [400, -20],
      [0, -100],
      [-50, 0],
      [400, -40],
      [900, 0],
    ] as const;
    expect(xirr(columnsOf(told))).toEqual(plain);
  });

  test("of amounts of one day that cancel out is that of the others: what float64 leaves of them is no flow", () => {
    const cancelling = [
      [0, -1e-17],
      [0, 0.1],
      [0, 0.2],
      [0, -0.3],
      [3650, 100],
    ] as const;
    expect(xirr(columnsOf(cancelling)).rate).toBeNull();
  });

  test("near the ends of the range: all but a billionth lost in a year, or a million made of one", () => {
    const lost = [
      [0, -1],
      [365, 1.1e-9],
    ] as const;
    expect(xirr(columnsOf(lost)).rate).toBeCloseTo(-1 + 1.1e-9, 15);
    const won = [
      [0, -1],
      [365, 999_000],
    ] as const;
    expect(xirr(columnsOf(won)).rate! / 998_999).toBeCloseTo(1, 12);
  });

  test("is the same to 1e-14 however far apart the flows lie: 5 % over 200 years", () => {
    const far = [
      [0, -1],
      [73_000, 1.05 ** 200],
    ] as const;
    expect(Math.abs(xirr(columnsOf(far)).rate! - 0.05)).toBeLessThan(1e-14);
  });
});

describe("there is no rate", () => {
  test.each([
    ["without flows", []],
    ["with flows of one sign", [[0, -100], [365, -10]]], // biome-ignore format: a row is a case
    ["when nothing came back", [[0, -100], [365, 0]]], // biome-ignore format: a row is a case
    ["when all happened on one day", [[7, -100], [7, 120]]], // biome-ignore format: a row is a case
    ["when it lies above the range", [[0, -1], [1, 1e9]]], // biome-ignore format: a row is a case
    ["when it lies below the range", [[0, -1e9], [1, 1]]], // biome-ignore format: a row is a case
    ["when the present value never comes to zero", [[0, 100], [365, -150], [730, 100]]], // biome-ignore format: a row is a case
    ["for an amount that is no number", [[0, -100], [365, Number.NaN]]], // biome-ignore format: a row is a case
    ["for a day that is no whole number", [[0, -100], [365.5, 110]]], // biome-ignore format: a row is a case
  ] as [string, [number, number][]][])("%s", (_, list) => {
    expect(xirr(columnsOf(list))).toEqual({ rate: null, several: false, roots: [] });
  });
});

describe("where several rates solve it", () => {
  test("all are named and the one nearest to zero is the answer", () => {
    // (v - 1/1.1)(v - 1/1.5) with v = 1 / (1 + rate): 10 % and 50 %.
    const two = columnsOf([
      [0, 1 / 1.65],
      [365, -(1 / 1.1 + 1 / 1.5)],
      [730, 1],
    ]);
    const { rate, several, roots } = xirr(two);
    expect(several).toBe(true);
    expect(roots.map((root) => root.toFixed(12))).toEqual(["0.100000000000", "0.500000000000"]);
    expect(rate).toBe(roots[0]);
  });

  test("a rate at which the present value only touches zero is one rate", () => {
    const { rate, several } = xirr(
      columnsOf([
        [0, -100],
        [365, 220],
        [730, -121],
      ]),
    );
    expect(rate).toBeCloseTo(0.1, 6);
    expect(several).toBe(false);
  });

  test("one of exactly zero does not hide the other", () => {
    const { rate, roots } = xirr(
      columnsOf([
        [0, -100],
        [365, 250],
        [730, -150],
      ]),
    );
    expect(rate).toBe(0);
    expect(roots.map((root) => root.toFixed(9))).toEqual(["0.000000000", "0.500000000"]);
  });

  test("none is missed that a fine scan of the definition finds", () => {
    fc.assert(
      fc.property(usualFlows, (list) => {
        const { roots } = xirr(list);
        let last = 0;
        for (let x = -6; x <= 6; x += 0.01) {
          const [value, size] = presentValue(list, Math.expm1(x));
          const sign = Math.abs(value) > size * 1e-12 ? Math.sign(value) : 0;
          if (sign * last < 0) {
            const between = roots.filter((root) => Math.log1p(root) > x - 0.03 && Math.log1p(root) < x + 0.01);
            expect(between.length, `a root near ${Math.expm1(x)}`).toBeGreaterThan(0);
          }
          last = sign;
        }
      }),
      { numRuns: 200 },
    );
  });
});

test("at every rate given, the present value is zero against the sum of its parts", () => {
  fc.assert(
    fc.property(usualFlows, (list) => {
      const { rate, roots, several } = xirr(list);
      expect(several).toBe(roots.length > 1);
      expect(rate === null).toBe(roots.length === 0);
      for (const root of roots) {
        const [value, size] = presentValue(list, root);
        // 1 + rate keeps no more than 16 places, so a rate near -100 % over thirty years is not better known than this.
        expect(Math.abs(value / size)).toBeLessThan(root < -0.99 ? 1e-3 : 1e-9);
      }
    }),
    { numRuns: 500 },
  );
});

test("the size of the flows changes nothing, and no digit for a power of two", () => {
  fc.assert(
    fc.property(
      usualFlows,
      fc.integer({ min: -900, max: 900 }),
      fc.constantFrom(-1, 0.01, 3, 1e12),
      (list, power, factor) => {
        const { rate, several } = xirr(list);
        const times = (by: number) => xirr({ ...list, amounts: Array.from(list.amounts, (amount) => amount * by) });
        expect(times(2 ** power).rate).toBe(rate);
        if (rate !== null && !several) expect(Math.abs(times(factor).rate! - rate) / (1 + rate)).toBeLessThan(1e-9);
      },
    ),
    { numRuns: 300 },
  );
});

test("days all shifted by as many change nothing", () => {
  fc.assert(
    fc.property(usualFlows, fc.integer({ min: -50_000, max: 50_000 }), (list, by) => {
      expect(xirr({ ...list, days: Array.from(list.days, (day) => day + by) })).toEqual(xirr(list));
    }),
  );
});

test("whatever the flows, nothing is NaN or without end, and nothing takes long", () => {
  fc.assert(
    fc.property(anyFlows, fc.boolean(), (list, roundFlows) => {
      const result = xirr(list, { roundFlows });
      expect(notFinite(result)).toEqual([]);
      for (const root of result.roots) expect(root > -1 && root < 1.000001e6).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("the answer is given in a few looks at the flows: thousands of them take no second", () => {
  const days = Int32Array.from({ length: 20_000 }, (_, i) => i);
  // Signs that alternate allow for thousands of roots; that there are few has to be found out.
  const amounts = Float64Array.from(days, (day) => (day % 2 ? 1 : -1) * (100 + ((day * 7919) % 101)));
  const { roots } = xirr({ days, amounts });
  expect(roots.length).toBeLessThan(10);
});
