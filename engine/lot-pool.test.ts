import { expect, test } from "vitest";
import { tell } from "./testing.ts";

test("a sale that names a purchase takes from every lot of it, in their order, before any other", () => {
  const story = `
    2024-01-02 buy 10 AAPL @ 50.00
    2024-01-03 transfer-in 10 AAPL @ 100.00 EUR lots 4@2020-01-02=200.00,6@2020-01-02=420.00
    2024-02-01 sell 7 AAPL @ 100.00 lots txn_2=7
  `;
  expect(tell(story, { costMethod: "specific" })).toEqual([
    "lot 3 AAPL 2020-01-02 cost 210",
    "lot 10 AAPL 2024-01-02 cost 500",
    "txn_3 gained 290",
  ]);
});
