import { type CloseSeries, dayNumber } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { judgeSeries } from "./judge-series.ts";

const FIRST = dayNumber("2026-01-05");
type Rest = Partial<CloseSeries> & { first?: number; count?: number; close?: (day: number) => number };

/** A close for each of some days, counted from the first one that is kept. */
function series({ first = 0, count = 100, close = (day) => 100 + (day % 7), ...rest }: Rest = {}): CloseSeries {
  const days = Array.from({ length: count }, (_, row) => first + row);
  return {
    ...{ instrument: "ins_a", source: "one", currency: "USD", adjustment: "split" },
    days: Int32Array.from(days, (day) => FIRST + day),
    closes: Float64Array.from(days, close),
    ...rest,
  };
}
const usual = (day: number) => 100 + (day % 7);
const kept = series();
const days = (answer: CloseSeries) => [answer.days[0]! - FIRST, answer.days.length];

describe("a series takes the place of the one that is kept", () => {
  test.each<[what: string, answer: Rest, splits: { day: string; from: number; to: number }[]]>([
    ["that goes on", { count: 101 }, []],
    ["that is the same", {}, []],
    ["that begins earlier", { first: -50, count: 150 }, []],
    ["with a few days corrected", { close: (day) => (day === 3 ? 90 : usual(day)) }, []],
    ["whose last kept day was not over", { count: 101, close: (day) => (day === 99 ? 80 : usual(day)) }, []],
    [
      "that a known split has moved",
      { count: 101, close: (day) => usual(day) / 1.281 },
      [{ day: "2026-04-15", from: 1_000, to: 1_281 }],
    ],
    [
      "that a split nobody told of has moved, which it goes on with",
      { count: 101, close: (day) => usual(day) / 4 },
      [],
    ],
    ["that a split of eight old for one new has moved", { count: 101, close: (day) => usual(day) * 8 }, []],
    [
      "that dividends have moved",
      { adjustment: "unknown", count: 120, close: (day) => usual(day) * (day < 60 ? 0.99 : 1) },
      [],
    ],
    [
      "of which every day is moved by a dividend since",
      { adjustment: "total", count: 120, close: (day) => usual(day) * 0.985 },
      [],
    ],
  ])("%s", (_, answer, splits) => {
    const before = { ...kept, adjustment: answer.adjustment ?? kept.adjustment };
    expect(judgeSeries(series(answer), before, splits)).toEqual({ kind: "take", series: series(answer) });
  });

  test("nothing is kept yet", () => {
    expect(judgeSeries(series(), undefined, []).kind).toBe("take");
  });

  test("a window that moves on is joined with what the same source said of the days before", () => {
    const judged = judgeSeries(series({ first: 40, count: 80 }), kept, []);
    expect(judged.kind === "take" && days(judged.series)).toEqual([0, 120]);
    expect(judged.kind === "take" && judged.series.closes[39]).toBe(usual(39));
  });

  test("a window that moves on after a split is joined with the days before in the units of now", () => {
    for (const splits of [[], [{ day: "2026-04-20", from: 1, to: 4 }]]) {
      const judged = judgeSeries(series({ first: 40, count: 80, close: (day) => usual(day) / 4 }), kept, splits);
      expect(judged.kind === "take" && days(judged.series)).toEqual([0, 120]);
      expect(judged.kind === "take" && judged.series.closes[39]).toBe(usual(39) / 4);
    }
  });

  test("a window of no basis moves on without the days before, which valued nothing", () => {
    const before = series({ adjustment: "unknown" });
    const moved = series({ adjustment: "unknown", first: 40, count: 80, close: (day) => usual(day) * 0.99 });
    expect(judgeSeries(moved, before, [])).toEqual({ kind: "take", series: moved });
  });

  test("what begins long after the end of what is kept stands by itself: somebody else has the symbol now", () => {
    const other = series({ first: 300, count: 50, close: () => 12 });
    expect(judgeSeries(other, kept, [])).toEqual({ kind: "take", series: other });
  });

  test("of a split that is in its prices before the first session after it", () => {
    const morning = series({ close: (day) => usual(day) / 4, adjustedThrough: "2026-04-15" });
    expect(judgeSeries(morning, kept, [])).toEqual({ kind: "take", series: morning });
  });
});

describe("what is kept stays", () => {
  test.each<[what: string, answer: Rest, reason: string, isOdd: boolean]>([
    ["where nothing comes", { count: 0 }, "it is empty now", false],
    ["where the end is missing", { count: 80 }, "it ends on 2026-03-25 now, before 2026-04-14", false],
    [
      "where all differ by a factor that is no split's",
      { count: 101, close: (day) => usual(day) * 1.0094 },
      "differ by the factor 1.0094",
      true,
    ],
    [
      "where all differ by a hundred",
      { count: 101, close: (day) => usual(day) * 100 },
      "differ by the factor 100",
      true,
    ],
    [
      "where it is moved by a split but ends where it did",
      { close: (day) => usual(day) / 4 },
      "differ by the factor 0.25",
      true,
    ],
    [
      "where every day is another",
      { count: 101, close: (day) => 100 + (day % 5) * 9 },
      "days from those it sent before",
      true,
    ],
    [
      "where no day is shared",
      { first: 105 },
      "it has no day in common with the closes of before, 2026-01-05 to 2026-04-14",
      true,
    ],
    [
      "where prices as traded are others now",
      { adjustment: "raw", count: 101, close: (day) => usual(day) / 4 },
      "differ by the factor 0.25",
      true,
    ],
    [
      "where a window moves on by another factor",
      { first: 40, count: 80, close: (day) => usual(day) / 4.3 },
      "differ by the factor 0.23256",
      true,
    ],
  ])("%s", (_, answer, reason, isOdd) => {
    const before = { ...kept, adjustment: answer.adjustment ?? kept.adjustment };
    const judged = judgeSeries(series(answer), before, []);
    expect(judged).toMatchObject({ kind: "keep", isOdd });
    expect(judged.kind === "keep" && judged.reason).toContain(reason);
  });
});
