import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, dayFromNumber, dayNumber, isDay, weekdaysBetween } from "./day.ts";

test("days and their numbers go both ways over five centuries", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_000, max: 120_000 }), (number) => {
      const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
      expect(dayNumber(day)).toBe(number);
      expect(dayFromNumber(number)).toBe(day);
      expect(isDay(day)).toBe(true);
    }),
  );
});

test.each(["2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "1066-10-14", "2024-01-01T00:00", ""])(
  "%j is not a day",
  (text) => {
    expect(isDay(text)).toBe(false);
  },
);

test("a leap day is a day like another", () => {
  expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
  expect(dayNumber("2024-03-01") - dayNumber("2024-02-28")).toBe(2);
});

test("weekdays between two days are counted one by one", () => {
  fc.assert(
    fc.property(fc.integer({ min: -30_000, max: 30_000 }), fc.integer({ min: 0, max: 40 }), (from, length) => {
      let expected = 0;
      for (let day = from + 1; day <= from + length; day++) {
        const weekday = new Date(day * 86_400_000).getUTCDay();
        if (weekday !== 0 && weekday !== 6) expected++;
      }
      expect(weekdaysBetween(from, from + length)).toBe(expected);
    }),
  );
});
