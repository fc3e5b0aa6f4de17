import { expect, test } from "vitest";
import { manualPriceSchema } from "./schemas.ts";

test("a typed price is a decimal above zero of at most 15 digits before the point", () => {
  const problem = (price: string) => {
    const read = manualPriceSchema().safeParse({ day: "2024-03-01", price });
    return read.error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  };
  expect(problem("999999999999999.5")).toBeUndefined();
  expect(problem("1000000000000000")).toEqual(["price is not a number of at most 15 digits before the point"]);
  expect(problem("1e40")).toContain("price is not a decimal number as text");
  expect(problem("0.00")).toEqual(["price is zero: a price is positive"]);
});
