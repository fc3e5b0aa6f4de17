import { expect, test } from "vitest";
import { isBefore } from "./quote.ts";

test("one instant lies before another however they are written", () => {
  const noon = "2024-03-05T12:00:00Z";
  expect(isBefore("2024-03-05T11:59:59Z", noon)).toBe(true);
  expect(isBefore(noon, noon)).toBe(false);
  expect(isBefore("2024-03-05T12:00:00.500Z", noon)).toBe(false);
  expect(isBefore(noon, "2024-03-05T12:00:00.500Z")).toBe(true);
  expect(isBefore("2024-03-05T12:30:00+01:00", "2024-03-05T11:45:00+00:00")).toBe(true);
  expect(isBefore("2024-03-05T11:45:00+00:00", "2024-03-05T12:30:00+01:00")).toBe(false);
  expect(isBefore("05 March 2024 11:00Z", noon)).toBe(true);
});
