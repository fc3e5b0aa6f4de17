import { expect, test } from "vitest";
import { tell } from "./testing.ts";

// Lots that come with a history of their own go by the days they were bought on, and not by the day they arrived.
const arrives = `
  2024-01-02 buy 10 AAPL @ 100.00
  2024-02-01 transfer-in 10 AAPL @ 120.00 lots 4@2020-01-02=200.00,6@2021-05-05=600.00
`;

test("first in first out: lots that were transferred in leave by the day they were bought", () => {
  expect(tell(`${arrives}\n2024-03-01 sell 5 AAPL @ 120.00`)).toEqual([
    "lot 5 AAPL 2021-05-05 cost 500",
    "lot 10 AAPL 2024-01-02 cost 1000",
    "txn_3 gained 300",
  ]);
});

test("last in first out: what was bought here last goes before older lots that came later", () => {
  expect(tell(`${arrives}\n2024-03-01 sell 5 AAPL @ 120.00`, { costMethod: "lifo" })).toEqual([
    "lot 4 AAPL 2020-01-02 cost 200",
    "lot 6 AAPL 2021-05-05 cost 600",
    "lot 5 AAPL 2024-01-02 cost 500",
    "txn_3 gained 100",
  ]);
});

test("highest cost first: of lots that cost the same the oldest goes first", () => {
  expect(tell(`${arrives}\n2024-03-01 sell 8 AAPL @ 120.00`, { costMethod: "hifo" })).toEqual([
    "lot 4 AAPL 2020-01-02 cost 200",
    "lot 8 AAPL 2024-01-02 cost 800",
    "txn_3 gained 160",
  ]);
});

test("lots of a company that was taken over are older than those of the one that took it", () => {
  expect(
    tell(`
      2020-01-02 buy 10 OLD @ 10.00
      2024-01-02 buy 10 BIG @ 30.00
      2024-02-01 merger OLD 1:2 into BIG
      2024-03-01 sell 5 BIG @ 40.00
    `),
  ).toEqual(["lot 10 BIG 2024-01-02 cost 300", "txn_4 gained 100"]);
});

test("lots that were moved to another account are among those that were there by their days", () => {
  expect(
    tell(
      `
      2023-01-02 buy 10 AAPL @ 10.00 account A
      2024-01-02 buy 10 AAPL @ 30.00 account B
      2024-02-01 move 10 AAPL to B account A
      2024-03-01 sell 10 AAPL @ 40.00 account B
    `,
      { lots: "account" },
    ),
  ).toEqual(["lot 10 AAPL 2024-01-02 cost 300", "txn_4 gained 300"]);
});
