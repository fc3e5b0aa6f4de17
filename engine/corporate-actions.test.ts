import { describe, expect, test } from "vitest";
import { buildBook } from "./book.ts";
import { bookOf, readStory, tell, valuationOf } from "./testing.ts";

describe("a stock dividend that is taken back", () => {
  const sold = `
    2024-01-02 buy 10 AAPL @ 12.00
    2024-02-01 stock-dividend 2 AAPL
    2024-03-01 sell 10 AAPL @ 15.00
  `;

  test("takes units off every lot and leaves its cost", () => {
    expect(tell("2024-01-02 buy 10 AAPL @ 12.00\n2024-02-01 stock-dividend-reversal 2 AAPL")).toEqual([
      "lot 8 AAPL 2024-01-02 cost 120",
    ]);
  });

  test("loses what the last units cost, where none are left", () => {
    expect(tell(`${sold}\n2024-04-02 stock-dividend-reversal 2 AAPL`)).toEqual(["txn_3 gained 50", "txn_4 lost 20"]);
    const position = bookOf(`${sold}\n2024-04-02 stock-dividend-reversal 2 AAPL`).positions.get("AAPL")!;
    expect([position.quantity, position.cost, position.realized].map(String)).toEqual(["0", "0", "30"]);
    expect(position.lots).toEqual([]);
  });

  test("of a foreign listing loses it at the rate of the day, so that the price's part is all of it there", () => {
    const story = `
      2024-01-01 rate USD 0.90
      2024-01-02 buy 10 AAPL @ 10.00 USD
      2024-06-03 rate USD 0.95
      2024-06-03 stock-dividend-reversal 10 AAPL
    `;
    const [disposal] = bookOf(story).disposals;
    expect([disposal!.quantity, disposal!.gain, disposal!.currencyGain].map(String)).toEqual(["10", "-90", "5"]);
  });

  test("is named where more is taken back than held, and nothing of it stays", () => {
    expect(tell("2024-01-02 buy 10 AAPL @ 12.00\n2024-02-01 stock-dividend-reversal 12 AAPL")).toEqual([
      "txn_2 lost 120",
      "oversold: 12 AAPL taken back, 2 more than held.",
    ]);
  });
});

describe("what is owed cannot leave", () => {
  const owed = "2024-01-02 sell 10 AAPL @ 100.00 account A";

  test("by a transfer without a worth: nothing is held, and the debt stays", () => {
    expect(tell(`${owed}\n2024-02-01 transfer-out 4 AAPL`, { allowShort: true })).toEqual([
      "lot -10 AAPL 2024-01-02 cost -1000",
      "oversold: 4 AAPL transferred out, 4 more than held.",
    ]);
  });

  test("by a move to another account", () => {
    const story = `${owed}\n2024-02-01 move 4 AAPL to B account A`;
    expect(tell(story, { allowShort: true, lots: "account" })).toEqual([
      "lot -10 AAPL 2024-01-02 cost -1000",
      "oversold: 4 AAPL moved, 4 more than held.",
    ]);
  });
});

test("cash for a position that is owed is a gain: nothing of it had a cost", () => {
  const owed = "2024-01-02 sell 10 AAPL @ 100.00";
  const options = { allowShort: true };
  expect(tell(`${owed}\n2024-02-01 return-of-capital AAPL 30.00`, options)).toEqual([
    "lot -10 AAPL 2024-01-02 cost -1000",
    "txn_2 gained 30",
  ]);
  for (const share of ["", " share 0.1"]) {
    expect(tell(`${owed}\n2024-02-01 merger AAPL 1:2 into BIG for 30.00${share}`, options)).toEqual([
      "lot -5 BIG 2024-01-02 cost -1000",
      "txn_2 gained 30",
    ]);
  }
});

test("a gain of one account is that account's, whichever account the row is of", () => {
  const story = readStory(
    `
    2024-01-02 sell 10 AAPL @ 100.00 account B
    2024-01-02 buy 10 AAPL @ 70.00 account A
    2024-02-01 move 4 AAPL @ 80.00 to B account A
  `,
    { allowShort: true },
  );
  const gainIn = (account: string) => buildBook({ ...story, account }).positions.get("AAPL")!;
  // 400 for units that cost 280, of which 40 were gained in A.
  expect([gainIn("B").realized, gainIn("B").released].map(String)).toEqual(["120", "-40"]);
  expect([gainIn("A").realized, gainIn("A").released].map(String)).toEqual(["0", "40"]);
});

test("what is charged for a merger without cash is paid, and adds to the cost or stands apart from it", () => {
  const merged = `
    2024-01-02 buy 10 AAPL @ 100.00
    2024-02-01 merger AAPL 1:1 into BIG fee 6.00 tax 4.00
    2024-02-01 price BIG 100.00
  `;
  for (const feesInCost of [true, false]) {
    const tracked = valuationOf(`2024-01-02 deposit 2000.00${merged}`, "2024-02-01", { feesInCost });
    expect(tracked.totals).toMatchObject({ cash: 990, cost: feesInCost ? 1010 : 1000, gain: -10, fees: 6, taxes: 4 });
    const untracked = valuationOf(merged, "2024-02-01", { feesInCost });
    expect(untracked.totals).toMatchObject({ moneyIn: 1010, moneyOut: 0, gain: -10, residue: 0 });
  }
});

test("what is owed of a foreign heir is covered at the rate of its own listing", () => {
  const story = `
    2024-01-02 rate USD 0.50
    2024-01-02 rate GBP 2.00
    2024-01-02 sell 10 BIG @ 100.00 USD
    2024-01-02 buy 10 OLD @ 20.00 GBP
    2024-02-01 rate USD 0.60
  `;
  for (const row of ["merger OLD 1:1 into BIG", "symbol-change OLD into BIG", "spin-off OLD 1:1 into BIG share 1"]) {
    const [disposal] = bookOf(`${story}\n2024-02-01 ${row}`, { allowShort: true }).disposals;
    // 1000 USD brought 500 EUR, and are 600 EUR now; units that cost 400 EUR cover them.
    expect([disposal!.gain, disposal!.currencyGain].map(String)).toEqual(["100", "-100"]);
  }
});

test("what was paid for at a rate of its own keeps its cost where no rate leads to the heir's currency", () => {
  const position = bookOf(`
    2024-01-02 rate USD 0.50
    2024-01-02 buy 10 OLD @ 70.00 XYZ rate 0.40
    2024-01-02 buy 1 NEW @ 100.00 USD
    2024-02-01 symbol-change OLD into NEW
  `).positions.get("NEW")!;
  // 280 EUR are 560 USD.
  expect([position.cost, position.localCost].map(String)).toEqual(["330", "660"]);
});

test("an instrument keeps room for its own days, and not for those of all that it has exchanged lots with", () => {
  const days = Array.from({ length: 20 }, (_, i) => `2024-01-${String(i + 1).padStart(2, "0")} buy 1 OLD @ 10`);
  const { positions } = bookOf([...days, "2024-02-01 symbol-change OLD into NEW"].join("\n"));
  const cells = (instrument: string) => positions.get(instrument)!.trail.days.buffer.byteLength / 4;
  expect([cells("OLD"), cells("NEW")]).toEqual([21, 1]);
});

describe("companies do to every account what they do to one", () => {
  const held = "2024-01-02 buy 10 AAPL @ 10.00 account A\n2024-02-01 buy 10 AAPL @ 30.00 account B";

  test("a spin-off leaves lots of the new one in the accounts of the old", () => {
    expect(tell(`${held}\n2024-03-01 spin-off AAPL 1:2 into BABY share 0.1`, { lots: "account" })).toEqual([
      "lot 10 AAPL 2024-01-02 cost 90",
      "lot 10 AAPL 2024-02-01 cost 270",
      "lot 5 BABY 2024-01-02 cost 10",
      "lot 5 BABY 2024-02-01 cost 30",
    ]);
  });

  test("units of one account are another's neither in a stock dividend nor in a return of capital", () => {
    expect(
      tell(`${held}\n2024-03-01 stock-dividend 2 AAPL account B\n2024-03-02 return-of-capital AAPL 24.00 account B`, {
        lots: "account",
      }),
    ).toEqual(["lot 10 AAPL 2024-01-02 cost 100", "lot 12 AAPL 2024-02-01 cost 276"]);
  });
});

describe("a company's action that two brokers report", () => {
  const bought = `
    2024-01-02 buy 10 AAPL @ 100.00 account A
    2024-01-02 buy 4 AAPL @ 100.00 account B
  `;

  test("splits what is held in both once, and says so", () => {
    const story = `${bought}
      2024-03-01 split AAPL 2:1 account A
      2024-03-01 split AAPL 2:1 account B
    `;
    for (const lots of ["portfolio", "account"] as const) {
      expect(tell(story, { lots })).toEqual([
        "lot 20 AAPL 2024-01-02 cost 1000",
        "lot 8 AAPL 2024-01-02 cost 400",
        "repeated_action: The split of AAPL on 2024-03-01 stands there for A and for B. It is one for all accounts and was counted once.",
      ]);
    }
    expect(bookOf(story).splits.get("AAPL")).toHaveLength(1);
  });

  test("gives its share of the cost to the new company once", () => {
    const story = `${bought}
      2024-03-01 spin-off AAPL 1:2 into BABY share 0.1 account A
      2024-03-01 spin-off AAPL 1:2 into BABY share 0.1 account B
    `;
    const { positions } = bookOf(story);
    expect([...positions.values()].map(({ cost }) => cost.toString())).toEqual(["1260", "140"]);
  });

  test("is two where the same account has it twice, or none is named", () => {
    for (const account of ["", " account A"]) {
      const twice = `${bought}2024-03-01 split AAPL 2:1${account}\n2024-03-01 split AAPL 2:1${account}`;
      expect(bookOf(twice).positions.get("AAPL")!.quantity.toString()).toBe("56");
    }
  });
});
