import { describe, expect, test } from "vitest";
import { buildBook } from "./book.ts";
import { combineValuations } from "./combine.ts";
import { dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { createRates } from "./rates.ts";
import { aaplOf, bookOf, readStory, tell, valuationOf } from "./testing.ts";
import type { Transaction } from "./transaction.ts";

const threePurchases = `
  2024-01-02 buy 10 AAPL @ 100.00
  2024-02-01 buy 10 AAPL @ 120.00
  2024-03-01 buy 10 AAPL @ 110.00
  2024-04-02 sell 15 AAPL @ 130.00
`;

describe("cost methods", () => {
  test("first in, first out: a sale empties the oldest lot before it touches the next", () => {
    expect(
      tell(`
        2024-01-02 deposit 5000.00
        2024-01-03 buy 10 AAPL @ 100.00
        2024-02-01 buy 10 AAPL @ 120.00
        2024-03-01 sell 15 AAPL @ 130.00
      `),
    ).toEqual(["cash 4750", "lot 5 AAPL 2024-02-01 cost 600", "txn_4 gained 350"]);
  });

  test("last in, first out: the newest lot goes first", () => {
    expect(tell(threePurchases, { costMethod: "lifo" })).toEqual([
      "lot 10 AAPL 2024-01-02 cost 1000",
      "lot 5 AAPL 2024-02-01 cost 600",
      "txn_4 gained 250",
    ]);
  });

  test("highest cost first: the dearest units go first, whenever they were bought", () => {
    expect(tell(threePurchases, { costMethod: "hifo" })).toEqual([
      "lot 10 AAPL 2024-01-02 cost 1000",
      "lot 5 AAPL 2024-03-01 cost 550",
      "txn_4 gained 200",
    ]);
  });

  test("highest cost counts in the listing's currency, whatever the exchange rate was", () => {
    const story = `
      2024-01-02 buy 1 AAPL @ 100.00 USD rate 0.95
      2024-02-01 buy 1 AAPL @ 104.00 USD rate 0.90
      2024-03-01 sell 1 AAPL @ 110.00 USD rate 0.90
    `;
    expect(tell(story, { costMethod: "hifo" })).toEqual(["lot 1 AAPL 2024-01-02 cost 95", "txn_3 gained 5.4"]);
  });

  test("average: all units cost the same", () => {
    expect(tell(threePurchases, { costMethod: "average" })).toEqual([
      "lot 15 AAPL 2024-01-02 cost 1650",
      "txn_4 gained 300",
    ]);
  });

  test("a closed position that is opened again starts its cost anew", () => {
    expect(
      tell(`
        2024-01-02 buy 10 AAPL @ 100.00
        2024-02-01 sell 10 AAPL @ 90.00
        2024-03-01 buy 5 AAPL @ 80.00
      `),
    ).toEqual(["lot 5 AAPL 2024-03-01 cost 400", "txn_2 lost 100"]);
  });

  test("thirds of a lot leave with all of its cost and nothing stays behind", () => {
    const sale = "2024-02-01 sell 1 AAPL @ 40.00";
    const book = bookOf(`2024-01-02 buy 3 AAPL for 100.00\n${sale}\n${sale}\n${sale}`);
    const position = book.positions.get("AAPL")!;
    expect([position.quantity, position.cost].map(String)).toEqual(["0", "0"]);
    expect(position.realized.toString()).toBe("20");
  });

  test("a residue below a billionth of a unit closes the position and takes its cost along", () => {
    expect(
      tell(`
        2024-01-02 buy 0.3333333333333333 MSFT @ 408.00
        2024-01-03 buy 0.6666666666666666 MSFT @ 400.00
        2024-02-01 sell 1 MSFT @ 411.00
      `),
    ).toEqual(["txn_3 gained 8.3333333333333736"]);
  });
});

describe("fees and taxes", () => {
  const story = `
    2024-01-02 buy 10 AAPL @ 100.00 fee 5.00 tax 1.00
    2024-02-01 sell 5 AAPL @ 120.00 fee 4.00
  `;

  test("join the cost of a purchase and reduce the proceeds of a sale", () => {
    expect(tell(story)).toEqual(["lot 5 AAPL 2024-01-02 cost 503", "txn_2 gained 93"]);
  });

  test("or are kept apart, and the money put in is the same", () => {
    expect(tell(story, { feesInCost: false })).toEqual(["lot 5 AAPL 2024-01-02 cost 500", "txn_2 gained 100"]);
    for (const feesInCost of [true, false]) {
      const book = bookOf(story, { feesInCost });
      expect([book.moneyIn, book.moneyOut].map(String)).toEqual(["1006", "596"]);
      expect([book.separateFees, book.separateTaxes].map(String)).toEqual(feesInCost ? ["0", "0"] : ["9", "1"]);
    }
  });
});

describe("selling more than is held", () => {
  test("is named, and what was held is booked", () => {
    const story = `
      2024-01-02 buy 10 AAPL @ 100.00
      2024-02-01 sell 12 AAPL @ 120.00
    `;
    expect(tell(story)).toEqual(["txn_2 gained 200", "oversold: 12 AAPL sold, 2 more than held."]);
    expect(bookOf(story)).toMatchObject({ partialFrom: "2024-02-01" });
    expect(bookOf(story).positions.get("AAPL")).toMatchObject({ oversoldFrom: "2024-02-01" });
  });

  test("opens a short position where that is allowed, which a purchase covers", () => {
    const short = `
      2024-01-02 buy 10 AAPL @ 100.00
      2024-02-01 sell 12 AAPL @ 120.00
    `;
    expect(tell(short, { allowShort: true })).toEqual(["lot -2 AAPL 2024-02-01 cost -240", "txn_2 gained 200"]);
    expect(tell(`${short}\n2024-03-01 buy 5 AAPL @ 90.00`, { allowShort: true })).toEqual([
      "lot 3 AAPL 2024-03-01 cost 270",
      "txn_2 gained 200",
      "txn_3 gained 60",
    ]);
  });
});

describe("the order in which things take effect", () => {
  test("a purchase of the day is there before the day's sale, wherever it stands in the list", () => {
    expect(tell("2024-01-02 sell 5 AAPL @ 110.00\n2024-01-02 buy 5 AAPL @ 100.00")).toEqual(["txn_1 gained 50"]);
  });

  test("a split multiplies what was held at the start of its day and leaves the cost alone", () => {
    expect(
      tell(`
        2024-01-02 buy 10 AAPL @ 100.00
        2024-02-01 buy 2 AAPL @ 50.00
        2024-02-01 split AAPL 2:1
      `),
    ).toEqual(["lot 20 AAPL 2024-01-02 cost 1000", "lot 2 AAPL 2024-02-01 cost 100"]);
  });

  test("where all of a day's rows have a time, the time decides", () => {
    const story = (time: string) => `
      2024-01-02 buy 5 AAPL @ 100.00 time 09:30
      2024-01-02 sell 5 AAPL @ 110.00 time ${time}
      2024-01-02 buy 5 AAPL @ 90.00 time 12:00
    `;
    expect(tell(story("10:00"), { costMethod: "lifo" })[1]).toBe("txn_2 gained 50");
    expect(tell(story("15:00"), { costMethod: "lifo" })[1]).toBe("txn_2 gained 100");
  });
});

describe("cash", () => {
  test("tracked: every kind of row moves the balance of its currency by whole cents", () => {
    expect(
      tell(`
        2024-01-01 rate USD 0.90
        2024-01-02 deposit 1000.00
        2024-01-03 convert 500.00 EUR to 550.00 USD
        2024-01-04 buy 1.5 AAPL @ 33.333 USD fee 1.00
        2024-01-05 dividend AAPL 3.00 USD tax 0.45
        2024-01-06 interest 2.00
        2024-01-07 fee 4.50
        2024-01-08 withdrawal 100.00
      `),
    ).toEqual(["cash 397.5", "cash 501.55 USD", "lot 1.5 AAPL 2024-01-04 cost 45.89955"]);
  });

  test("tracked: money in is what was deposited; untracked: what purchases cost", () => {
    const story = `
      2024-01-02 deposit 5000.00
      2024-01-03 buy 10 AAPL @ 100.00 fee 1.00
      2024-02-01 dividend AAPL 20.00 tax 5.00
      2024-02-02 interest 3.00
      2024-03-01 sell 4 AAPL @ 110.00 fee 1.00
      2024-03-02 withdrawal 50.00
    `;
    const tracked = bookOf(story, { cash: "tracked" });
    expect([tracked.moneyIn, tracked.moneyOut, tracked.interest].map(String)).toEqual(["5000", "50", "3"]);
    const untracked = bookOf(story, { cash: "untracked" });
    expect([untracked.moneyIn, untracked.moneyOut, untracked.interest].map(String)).toEqual(["1001", "454", "0"]);
    expect(untracked.cash.size).toBe(0);
  });

  test("without any exchange rate a row is named and its money in base left out", () => {
    const book = bookOf("2024-01-02 buy 1 AAPL @ 100.00 USD");
    expect(book.issues).toMatchObject([{ code: "no_rate", transaction: "txn_1" }]);
    expect(book).toMatchObject({ partialFrom: "2024-01-02", unrated: ["USD"] });
    expect(book.positions.get("AAPL")).toMatchObject({ unratedFrom: "2024-01-02" });
  });

  test("without an exchange rate its cost in the listing's currency is known where it is stated in that", () => {
    const bought = "2024-01-02 buy 2 AAPL @ 100.00 USD fee 1.00";
    const position = bookOf(bought).positions.get("AAPL")!;
    expect([position.cost, position.localCost].map(String)).toEqual(["0", "201"]);
    expect(aaplOf(bought, "2024-01-02")).toMatchObject({ averageCost: 100.5, unrealized: null, partial: true });

    const mixed = `${bought}\n2024-01-03 buy 2 AAPL @ 90.00 EUR`;
    expect(aaplOf(mixed, "2024-01-03").averageCost).toBeNull();
    const again = `${mixed}\n2024-01-04 sell 4 AAPL @ 100.00 USD\n2024-01-05 buy 1 AAPL @ 110.00 USD`;
    expect(aaplOf(again, "2024-01-05").averageCost).toBe(110);
    const day = "2024-01-03";
    const joined = combineValuations(
      [bought, mixed].map((text) => valuationOf(text, day)),
      "EUR",
      createRates([]),
      day,
    );
    expect(joined.positions[0]!.averageCost).toBeNull();
  });

  test("what is stated in the base currency counts there, also where no rate leads to the listing's", () => {
    const story = `
      2024-01-02 deposit 3000.00
      2024-01-02 buy 1 AAPL @ 100.00 USD rate 0.90
      2024-01-02 buy 9 AAPL @ 100.00 EUR fee 1.00
      2024-02-01 sell 10 AAPL @ 120.00 EUR
    `;
    const { totals, partial } = valuationOf(story, "2024-01-31");
    // Paid in euros: no gain or loss of the euros.
    expect(totals).toMatchObject({ cash: 2099, cashCurrencyGain: 0, unpricedCost: 991 });
    expect(partial).toBe(true);
    const [disposal] = bookOf(story).disposals;
    expect([disposal!.cost, disposal!.proceeds, disposal!.gain].map(String)).toEqual(["991", "1200", "209"]);
    expect(bookOf(story).issues[0]!.message).toBe(
      "No exchange rate from EUR to USD is known: figures in USD leave this transaction's amounts out.",
    );
  });

  test("a fee in another currency becomes one of the listing's at the transaction's own rate, before the day's", () => {
    const story = readStory("2024-01-02 rate USD 0.80\n2024-01-02 buy 10 AAPL @ 100.00 USD rate 0.90");
    const transactions = story.transactions.map((buy) => ({
      ...buy,
      fee: { amount: Decimal.parse("9"), currency: "EUR" },
    }));
    for (const rates of [story.rates, createRates([])]) {
      const { cost, localCost, unratedFrom } = buildBook({ ...story, transactions, rates }).positions.get("AAPL")!;
      expect([cost, localCost, unratedFrom].map(String)).toEqual(["909", "1010", "null"]);
    }
  });

  test("units of unknown cost that cover all that is owed leave no doubt behind", () => {
    const story = readStory(
      `
      2024-01-02 sell 10 AAPL @ 100.00 EUR
      2024-01-03 transfer-in 10 AAPL @ 90.00 XYZ lots 10@2020-01-02=500.00
      2024-01-04 buy 5 AAPL @ 10.00 EUR
      2024-01-05 sell 5 AAPL @ 12.00 EUR
    `,
      { allowShort: true },
    );
    expect(buildBook(story).disposals.map(({ gain }) => gain?.toString())).toEqual([undefined, "10"]);
  });

  test("a sale whose proceeds or cost have no exchange rate has no known gain, until what nobody knows the cost of is gone", () => {
    const book = bookOf(`
      2024-01-02 buy 10 AAPL @ 100.00 EUR
      2024-01-03 sell 4 AAPL @ 100.00 USD
      2024-01-04 sell 2 AAPL @ 110.00 EUR
      2024-01-05 buy 6 AAPL @ 100.00 USD
      2024-01-06 sell 10 AAPL @ 120.00 EUR
      2024-01-07 buy 1 AAPL @ 100.00 EUR
      2024-01-08 sell 1 AAPL @ 101.00 EUR
    `);
    expect(book.disposals.map(({ gain }) => gain?.toString())).toEqual([undefined, "20", undefined, "1"]);
    expect(book.positions.get("AAPL")!.realized.toString()).toBe("21");
  });
});

describe("cash that is easily lost", () => {
  test("received for nothing is a gain, whichever side of the conversion is empty", () => {
    const rate = "2024-01-01 rate USD 0.90\n2024-01-02 deposit 1000.00\n";
    for (const [row, gain] of [
      ["convert 0 USD to 100.00 EUR", 100],
      ["convert 100.00 EUR to 0 USD", -100],
    ] as const) {
      const { totals } = valuationOf(`${rate}2024-01-03 ${row}`, "2024-01-03");
      expect(totals).toMatchObject({ gain, cash: 1000 + gain, residue: 0 });
    }
  });

  test("pays the charges of units that move, also in a currency without a rate", () => {
    const book = bookOf("2024-01-02 deposit 100.00 XYZ\n2024-01-03 transfer-in 1 AAPL @ 10.00 XYZ fee 5.00");
    expect(book.cash.get("XYZ")!.toString()).toBe("95");
  });
});

describe("currencies", () => {
  test("a transaction's own rate beats the table's", () => {
    expect(tell("2024-01-01 rate USD 0.80\n2024-01-02 buy 10 AAPL @ 100.00 USD rate 0.90")).toEqual([
      "lot 10 AAPL 2024-01-02 cost 900",
    ]);
  });

  test("the currency part of a realized gain is the relieved cost at the sale's rate, less that cost in base", () => {
    const book = bookOf(`
      2024-01-02 buy 10 AAPL @ 100.00 USD rate 0.90
      2024-06-03 sell 10 AAPL @ 120.00 USD rate 0.95
    `);
    expect(book.disposals[0]).toMatchObject({ transaction: "txn_2" });
    expect([book.disposals[0]!.gain, book.disposals[0]!.currencyGain].map(String)).toEqual(["240", "50"]);
  });

  test("of a short sale the currency part is what was owed in the listing's currency, got cheaper or dearer", () => {
    const book = bookOf(
      "2024-01-02 sell 10 AAPL @ 100.00 USD rate 0.90\n2024-06-03 buy 10 AAPL @ 80.00 USD rate 0.95",
      { allowShort: true },
    );
    expect([book.disposals[0]!.gain, book.disposals[0]!.currencyGain].map(String)).toEqual(["140", "-50"]);
  });

  test("a listing traded in another currency keeps its cost in both", () => {
    const book = bookOf(`
      2024-01-01 rate USD 0.80
      2024-01-02 buy 10 AAPL @ 100.00 USD
      2024-01-03 buy 10 AAPL for 800.00 EUR
    `);
    expect(book.positions.get("AAPL")!.lots.map(({ cost, localCost }) => `${cost} ${localCost}`)).toEqual([
      "800 1000",
      "800 1000",
    ]);
  });
});

test("a rate more than seven days older than its day is used, and said once for its currencies; nothing is partial for it", () => {
  const rated = "2024-01-31 rate USD 0.92\n2024-02-07 buy 1 AAPL @ 100.00 USD";
  expect(tell(rated)).toEqual(["lot 1 AAPL 2024-02-07 cost 92"]);
  const book = bookOf(`${rated}\n2026-03-02 buy 1 AAPL @ 100.00 USD\n2026-03-03 buy 1 AAPL @ 100.00 USD`);
  expect(book.positions.get("AAPL")!.cost.toString()).toBe("276");
  expect(book.partialFrom).toBeNull();
  const message =
    "The last known exchange rate from USD to EUR before 2026-03-02 is of 2024-01-31; amounts of 2026-03-02 were converted at it.";
  expect(book.issues).toEqual([{ code: "stale_rate", day: "2026-03-02", message }]);
  const day = "2026-03-03";
  const twice = [1, 2].map(() => valuationOf(`${rated}\n2026-03-02 buy 1 AAPL @ 100.00 USD`, day));
  const joined = combineValuations(twice, "EUR", createRates([]), day);
  expect(joined.issues.filter(({ code }) => code === "stale_rate")).toHaveLength(1);
});

test("a rate of a later day is used where none is older, and said once for its currencies", () => {
  const rates = createRates([
    {
      base: "EUR",
      source: "ecb",
      days: Int32Array.of(dayNumber("2024-01-02")),
      columns: { USD: Float64Array.of(1.25) },
    },
  ]);
  const buy = (id: string, day: string): Transaction => ({
    id,
    day,
    kind: "buy",
    instrument: "AAPL",
    quantity: Decimal.parse("1"),
    price: Decimal.parse("100"),
    currency: "USD",
  });
  const settings = { baseCurrency: "EUR", costMethod: "fifo", cash: "untracked" } as const;
  const book = buildBook({
    transactions: [buy("txn_1", "2015-03-03"), buy("txn_2", "2016-03-03"), buy("txn_3", "2024-01-09")],
    settings,
    rates,
    currencyOf: () => "USD",
  });
  expect(book.positions.get("AAPL")!.cost.toString()).toBe("240");
  expect(book.issues).toEqual([
    expect.objectContaining({ code: "later_rate", day: "2015-03-03", message: expect.stringContaining("2024-01-02") }),
  ]);
});
