import fc from "fast-check";
import { expect, test } from "vitest";
import type { CloseSeries } from "./closes.ts";
import { dayFromNumber, dayNumber } from "./day.ts";
import { fillWorth, priceOn } from "./prices.ts";
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
