import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyFinite, notFinite } from "./fake-returns.ts";
import { annualise, type DailyWorth, dailyReturns, linkReturns, returnBetween, twrOf } from "./time-weighted.ts";

/** A line for each day: worth in the evening, put in, taken out. */
const days = (text: string): DailyWorth => {
  const rows = text.trim().split("\n");
  const column = (place: number) => rows.map((row) => Number(row.trim().split(/\s+/)[place] ?? 0));
  return { value: column(0), in: column(1), out: column(2) };
};

describe("linked by days", () => {
  test("money put in counts from the start of its day, money taken out until the end of its day", () => {
    const linked = linkReturns(
      days(`
        100 100
        110
        231 100
        200   0 42.55`),
    );
    // 231 of 110 + 100 is 10 %; 200 and the 42.55 taken out, of 231, are 5 %.
    expect(Array.from(linked.growth, (cell) => cell.toFixed(9))).toEqual(
      [1, 1, 1.1, 1.21, 1.2705].map((cell) => cell.toFixed(9)),
    );
    expect([linked.losses, linked.unmeasured]).toEqual([[], []]);
  });

  test("a range is a ratio of two cells, and two ranges multiply to the whole", () => {
    const linked = linkReturns(days("100 100\n110\n99\n120"));
    expect(returnBetween(linked, 0, 4)).toBeCloseTo(0.2, 12);
    expect(returnBetween(linked, 2, 3)).toBeCloseTo(-0.1, 12);
    expect(returnBetween(linked, 3, 3)).toBe(0);
    expect(returnBetween(linked, 3, 2)).toBeNull();
    expect(returnBetween(linked, 3, 9)).toBeNull();
  });

  test("the fee of a purchase is a loss of its first day", () => {
    expect(Array.from(linkReturns(days("100 101")).growth)).toEqual([1, 100 / 101]);
  });

  test("while nothing is held nothing is earned, also where subtracting left a trace of what was sold", () => {
    const linked = linkReturns(days("100 100\n0 0 110\n1e-14\n0\n50 50\n55"));
    expect(returnBetween(linked, 0, 6)).toBeCloseTo(0.21, 12);
    expect(linked.losses).toEqual([]);
  });

  test("what had no price when it was bought counts at what was paid for it", () => {
    const linked = linkReturns(days("NaN 7748\nNaN\n7288"));
    expect(Array.from(linked.growth)).toEqual([1, Number.NaN, Number.NaN, 7288 / 7748]);
    expect(returnBetween(linked, 0, 3)).toBeCloseTo(-0.0593701600413, 12);
    expect(returnBetween(linked, 1, 3)).toBeNull();
    expect(Array.from(dailyReturns(linked))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test("a loss of everything is -100 %, and what is put in after it has its own return", () => {
    const linked = linkReturns(days("100 100\n0\n200 200\n220"));
    expect(linked.losses).toEqual([2]);
    expect(returnBetween(linked, 0, 4)).toBe(-1);
    expect(returnBetween(linked, 1, 2)).toBe(-1);
    expect(returnBetween(linked, 2, 4)).toBeCloseTo(0.1, 12);
    expect(Array.from(dailyReturns(linked), (day) => day.toFixed(6))).toEqual(
      [0, -1, 0, 0.1].map((day) => day.toFixed(6)),
    );
  });

  test("a gain on nothing has no return, and is named", () => {
    // Sold short for 1,000 on the first day; it costs 900 to buy back on the second.
    const linked = linkReturns(days("-1000 0 1000\n-900"));
    expect(linked.unmeasured).toEqual([2]);
    expect(Array.from(linked.growth)).toEqual([1, 1, 1]);
    expect(dailyReturns(linked)[1]).toBeNaN();
  });
});

const usualDay = fc.record({
  return: fc.double({ min: -0.3, max: 0.4, noNaN: true }),
  in: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 5000, noNaN: true })),
  share: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 0.9, noNaN: true })),
});

test("any way of splitting a range multiplies to the same, and flows of any size change no return", () => {
  fc.assert(
    fc.property(fc.array(usualDay, { minLength: 2, maxLength: 40 }), fc.nat(), (list, some) => {
      const value: number[] = [];
      const out: number[] = [];
      let worth = 100;
      let growth = 1;
      for (const day of list) {
        const grown = (worth + day.in) * (1 + day.return);
        out.push(grown * day.share);
        worth = grown - grown * day.share;
        value.push(worth);
        growth *= 1 + day.return;
      }
      const put = list.map((day, i) => day.in + (i === 0 ? 100 : 0));
      const linked = linkReturns({ value, in: put, out });
      const whole = returnBetween(linked, 0, list.length)!;
      expect((1 + whole) / growth).toBeCloseTo(1, 9);
      const at = some % list.length;
      const parts = (1 + returnBetween(linked, 0, at)!) * (1 + returnBetween(linked, at, list.length)!);
      expect(parts / (1 + whole)).toBeCloseTo(1, 9);
    }),
  );
});

test("whatever the columns, growth is above zero and no range is NaN or without end", () => {
  const cell = fc.oneof({ weight: 5, arbitrary: anyFinite }, fc.constant(Number.NaN));
  const day = fc.tuple(cell, anyFinite.map(Math.abs), anyFinite.map(Math.abs));
  fc.assert(
    fc.property(fc.array(day, { maxLength: 12 }), (list) => {
      const linked = linkReturns({
        value: list.map(([value]) => value),
        in: list.map(([, put]) => put),
        out: list.map(([, , taken]) => taken),
      });
      linked.growth.forEach((growth, i) => {
        if (i > 0 && Number.isNaN(list[i - 1]![0])) expect(growth).toBeNaN();
        else expect(growth > 0 && growth < Infinity).toBe(true);
      });
      for (let from = 0; from <= list.length; from++) {
        expect(notFinite(returnBetween(linked, from, list.length))).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});

describe("between dated valuations", () => {
  test("a withdrawal leaves after its valuation, a deposit comes in after its: 1.93 %", () => {
    const valuations = [
      { day: 0, value: 100_000 },
      { day: 273, value: 110_000, flow: -5_000 },
      { day: 638, value: 108_000, flow: 3_000 },
      { day: 730, value: 100_000 },
    ];
    expect(twrOf(valuations)).toBeCloseTo((110 / 100) * (108 / 105) * (100 / 111) - 1, 14);
    expect(twrOf([...valuations].reverse())).toBe(twrOf(valuations));
  });

  test("one valuation has no return, a value of nothing has lost all", () => {
    expect(twrOf([{ day: 0, value: 100 }])).toBeNull();
    expect(twrOf([{ day: 0, value: 100 }, { day: 1, value: 0, flow: 50 }, { day: 2, value: 60 }])).toBe(-1); // biome-ignore format: a row is a case
    expect(twrOf([{ day: 0, value: 0 }, { day: 1, value: 0, flow: 50 }, { day: 2, value: 60 }])).toBeCloseTo(0.2, 12); // biome-ignore format: a row is a case
  });

  test("whatever they are, the return is a number of at least -100 % or there is none", () => {
    const valuation = fc.record({ day: fc.integer(), value: anyFinite, flow: anyFinite });
    fc.assert(
      fc.property(fc.array(valuation, { maxLength: 8 }), (list) => {
        const total = twrOf(list);
        expect(total === null || (total >= -1 && total < Infinity)).toBe(true);
      }),
    );
  });
});

describe("per year", () => {
  test("21 % in 730 days are 10 % a year of 365 days, a half in half a year is more than the same again", () => {
    expect(annualise(0.21, 730)).toBeCloseTo(0.1, 14);
    expect(annualise(0.5, 182.5)).toBeCloseTo(1.25, 12);
    expect(annualise(0.21, 2 * 365.25, 365.25)).toBeCloseTo(0.1, 14);
  });

  test("a loss of everything is one, and no days or no end have no rate", () => {
    expect(annualise(-1, 100)).toBe(-1);
    expect([annualise(0.1, 0), annualise(-1.1, 365), annualise(1e300, 1)]).toEqual([null, null, null]);
  });
});
