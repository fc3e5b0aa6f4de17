import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloseSeries } from "./closes.ts";
import { dayFromNumber, dayNumber } from "./day.ts";
import { adjustCloses, fillWorth, priceOn } from "./prices.ts";
import { splitFactors } from "./splits.ts";
import { quoteOf } from "./testing.ts";

const FIRST = dayNumber("2024-03-01");
const DAYS = 30;

const near = fc.integer({ min: FIRST - 5, max: FIRST + DAYS + 5 });
const days = fc.uniqueArray(near, { maxLength: 15 }).map((list) => Int32Array.from(list.sort((a, b) => a - b)));
const close = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 500 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const series: fc.Arbitrary<CloseSeries> = fc
  .record({
    days,
    adjustment: fc.constantFrom("raw", "split", "total", "unknown"),
    through: fc.option(near.map(dayFromNumber), { nil: undefined }),
  })
  .chain(({ days, adjustment, through: adjustedThrough }) =>
    fc.array(close, { minLength: days.length, maxLength: days.length }).map((closes) => ({
      ...{ instrument: "AAPL", source: "test", currency: "EUR", adjustment, adjustedThrough, days },
      closes: Float64Array.from(closes),
    })),
  );
const quote = fc
  .tuple(near, fc.integer({ min: 1, max: 500 }))
  .map(([day, price]) => quoteOf(price, dayFromNumber(day)));
const splits = fc
  .uniqueArray(fc.tuple(near, fc.integer({ min: 1, max: 5 })), { maxLength: 3, selector: ([day]) => day })
  .map((list) =>
    list
      .sort((a, b) => a[0] - b[0])
      .map(([day, numerator]) => ({ day: dayFromNumber(day), numerator, denominator: 2 })),
  );

test("a day has one price, asked for alone or in a column of days", () => {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  fc.assert(
    fc.property(maybe(series), maybe(quote), splits, (series, quote, splits) => {
      const known = { series, quote, splits: splitFactors(splits) };
      const column = new Float64Array(DAYS);
      const two = new Float64Array(DAYS).fill(2);
      fillWorth(column, known, FIRST, () => two);
      for (let i = 0; i < DAYS; i++) {
        const alone = priceOn(known, FIRST + i)?.value;
        if (alone === undefined) expect(column[i]).toBeNaN();
        else expect(column[i]).toBeCloseTo(alone * 2, 9);
      }
    }),
    { numRuns: 500 },
  );
});

describe("closes in the units of a day", () => {
  const split = [{ day: "2024-03-05", numerator: 4, denominator: 1 }];
  const raw: CloseSeries = {
    ...{ instrument: "AAPL", source: "test", currency: "EUR", adjustment: "raw" },
    days: Int32Array.from(["2024-03-01", "2024-03-04", "2024-03-05", "2024-03-06"], dayNumber),
    closes: Float64Array.from([100, 104, 26, 27]),
  };

  test("have no fall where there was a split", () => {
    const drawn = adjustCloses(raw, split, "2024-03-07");
    expect([...drawn.closes]).toEqual([25, 26, 26, 27]);
    expect(drawn).toMatchObject({ adjustment: "split", adjustedThrough: "2024-03-07" });
    expect([...adjustCloses(raw, split, "2024-03-04").closes]).toEqual([100, 104, 26, 27]);
  });

  test("are those of the source where it has the split in them already, and are changed for later ones only", () => {
    const adjusted: CloseSeries = { ...raw, adjustment: "split", adjustedThrough: "2024-03-06" };
    expect([...adjustCloses(adjusted, split, "2024-03-07").closes]).toEqual([100, 104, 26, 27]);
    const later = [...split, { day: "2024-03-07", numerator: 2, denominator: 1 }];
    expect([...adjustCloses(adjusted, later, "2024-03-07").closes]).toEqual([50, 52, 13, 13.5]);
  });

  test("are left alone without a split, or where nothing says in whose units they are", () => {
    expect(adjustCloses(raw, undefined, "2024-03-07")).toBe(raw);
    const unknown: CloseSeries = { ...raw, adjustment: "unknown" };
    expect(adjustCloses(unknown, split, "2024-03-07")).toBe(unknown);
  });

  test("value on every day what the series itself does", () => {
    fc.assert(
      fc.property(series, splits, near, (series, splits, units) => {
        const known = { series, quote: undefined, splits: splitFactors(splits) };
        const drawn = { ...known, series: adjustCloses(series, splits, dayFromNumber(units)) };
        for (let day = FIRST - 5; day < FIRST + DAYS; day++) {
          const [value, wanted] = [priceOn(drawn, day)?.value, priceOn(known, day)?.value];
          if (wanted === undefined) expect(value).toBeUndefined();
          else expect(value).toBeCloseTo(wanted, 9);
        }
      }),
    );
  });
});
