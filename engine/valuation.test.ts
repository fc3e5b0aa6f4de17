import { describe, expect, test } from "vitest";
import { aaplOf, quoteOf, type StoryOptions, valuationOf } from "./testing.ts";

describe("gain", () => {
  const wrongElsewhere = `
    2025-01-02 buy 10 AAPL @ 100.00
    2025-02-03 sell 5 AAPL @ 120.00
    2025-03-03 buy 5 AAPL @ 200.00
    2025-04-01 sell 5 AAPL @ 150.00
    2025-12-31 price AAPL 150.00
  `;

  test.each(["fifo", "lifo", "hifo", "average"] as const)(
    "equals money out plus value less money in, where a leading tracker shows 183.33: %s",
    (costMethod) => {
      const { totals } = valuationOf(wrongElsewhere, "2025-12-31", { costMethod });
      expect(totals).toMatchObject({ gain: 100, marketValue: 750, residue: 0 });
      expect(totals.moneyOut + totals.marketValue - totals.moneyIn).toBe(100);
    },
  );

  test("splits into the effect of the price and of the currency, which add up", () => {
    const value = aaplOf(
      `
        2024-01-02 rate USD 0.90
        2024-01-02 buy 10 AAPL @ 100.00 USD
        2024-06-03 rate USD 0.95
        2024-06-03 price AAPL 120.00
      `,
      "2024-06-03",
    );
    expect(value).toMatchObject({
      marketValue: 1140,
      cost: 900,
      unrealized: 240,
      localMarketValue: 1200,
      averageCost: 100,
    });
    expect(value.unrealizedPrice).toBeCloseTo(190, 10);
    expect(value.unrealizedCurrency).toBeCloseTo(50, 10);
    expect(value.unrealizedPrice! + value.unrealizedCurrency!).toBe(value.unrealized);
  });

  test("on tracked cash is the balance times the change of its rate, each day", () => {
    const { totals, cash } = valuationOf(
      `
        2024-01-02 rate USD 0.90
        2024-01-02 deposit 1000.00 USD
        2024-02-01 rate USD 0.92
        2024-02-01 withdrawal 400.00 USD
        2024-03-01 rate USD 0.95
      `,
      "2024-03-01",
      { cash: "tracked" },
    );
    expect(totals.cashCurrencyGain).toBeCloseTo(1000 * 0.02 + 600 * 0.03, 10);
    expect(totals.residue).toBeCloseTo(0, 10);
    expect(cash[0]).toMatchObject({ currency: "USD", value: 570 });
  });

  test("of a conversion is what the bank left of it", () => {
    const { totals } = valuationOf(
      "2024-01-02 rate USD 0.90\n2024-01-02 deposit 900.00\n2024-01-02 convert 900.00 EUR to 990.00 USD",
      "2024-01-02",
    );
    expect(totals.cashCurrencyGain).toBeCloseTo(990 * 0.9 - 900, 10);
    expect(totals.gain).toBeCloseTo(-9, 10);
  });
});

describe("the price of a day", () => {
  const held = "2024-03-01 buy 10 AAPL @ 100.00";

  test("is the last close on or before it", () => {
    const prices = `${held}\n2024-03-01 price AAPL 101.00\n2024-03-06 price AAPL 105.00`;
    expect(aaplOf(prices, "2024-03-05").price).toMatchObject({
      value: 101,
      day: "2024-03-01",
      stale: false,
      delay: "eod",
    });
  });

  test("is a quote where that is newer than the last close or of the day itself", () => {
    const prices = `${held}\n2024-03-04 price AAPL 101.00`;
    const priceWith = (day: string, at: string) => aaplOf(prices, at, { quotes: [quoteOf(109, day)] }).price?.value;
    expect(priceWith("2024-03-05", "2024-03-05")).toBe(109);
    expect(priceWith("2024-03-04", "2024-03-04")).toBe(109);
    expect(priceWith("2024-03-04", "2024-03-05")).toBe(101);
    expect(priceWith("2024-03-01", "2024-03-05")).toBe(101);
    expect(priceWith("2024-03-06", "2024-03-05")).toBe(101);
  });

  test("before the first one known is none: unpriced and listed, never zero", () => {
    const valuation = valuationOf(`${held}\n2024-03-06 price AAPL 105.00`, "2024-03-05");
    expect(valuation).toMatchObject({ partial: true, unpriced: ["AAPL"], totals: { marketValue: 0, unrealized: 0 } });
    expect(valuation.positions[0]).toMatchObject({ price: null, marketValue: null, unrealized: null, gain: null });
    expect(valuation.issues).toMatchObject([{ code: "unpriced", instrument: "AAPL" }]);
  });

  test("without an exchange rate values nothing either", () => {
    const text = "2024-03-01 buy 10 AAPL @ 100.00 USD rate 0.9\n2024-03-01 price AAPL 100.00";
    expect(valuationOf(text, "2024-03-01")).toMatchObject({ partial: true, unpriced: [], unrated: ["USD"] });
  });

  test("is stale after five weekdays; crypto, which never closes, after two days", () => {
    const text = `${held}\n2024-03-01 price AAPL 100.00`; // a Friday
    const staleOn = (day: string, options?: StoryOptions) => aaplOf(text, day, options).price?.stale;
    expect([staleOn("2024-03-08"), staleOn("2024-03-10"), staleOn("2024-03-11")]).toEqual([false, false, true]);
    const crypto: StoryOptions = { kinds: { AAPL: "crypto" } };
    expect([staleOn("2024-03-03", crypto), staleOn("2024-03-04", crypto)]).toEqual([false, true]);
    expect(valuationOf(text, "2024-03-11")).toMatchObject({
      stale: ["AAPL"],
      partial: false,
      totals: { marketValue: 1000 },
    });
  });
});

describe("the exchange rate of a day", () => {
  const held = `
    2024-01-31 rate USD 0.92
    2024-01-31 rate GBP 1.17
    2024-01-31 buy 10 AAPL @ 100.00 USD
    2024-01-31 price AAPL 100.00
  `;
  const stale = { from: "USD", to: "EUR", day: "2024-01-31" };

  test("is stale after seven days: it still counts, and is named", () => {
    expect(valuationOf(held, "2024-02-07").staleRates).toEqual([]);
    const later = valuationOf(held, "2024-02-08");
    expect(later).toMatchObject({ staleRates: [stale], partial: false, totals: { marketValue: 920 } });
  });

  test("is named where something of value was converted at it, and nowhere else", () => {
    const cash = (amount: string) => valuationOf(`${held}\n2024-01-31 deposit ${amount} GBP`, "2024-02-08").staleRates;
    expect(cash("7500.00")).toEqual([stale, { ...stale, from: "GBP" }]);
    expect(cash("0.00")).toEqual([stale]);
    const closed = `${held}\n2024-02-01 sell 10 AAPL @ 100.00 USD`;
    expect(valuationOf(closed, "2024-02-08").staleRates).toEqual([]);
    const unpriced = valuationOf(held.replace("price AAPL", "price NESN"), "2024-02-08");
    expect(unpriced).toMatchObject({ unpriced: ["AAPL"], staleRates: [] });
  });
});

describe("splits and prices", () => {
  const split = `
    2024-03-01 buy 10 AAPL @ 100.00
    2024-03-05 split AAPL 4:1
  `;

  test("a raw price from before a split counts in the new units", () => {
    expect(aaplOf(`${split}\n2024-03-04 price AAPL 104.00`, "2024-03-05")).toMatchObject({
      marketValue: 1040,
      price: { value: 26 },
    });
  });

  test("a price adjusted for a later split counts in the units of its day", () => {
    const adjusted: StoryOptions = { adjustment: "split", adjustedThrough: "2024-03-31" };
    expect(aaplOf(`${split}\n2024-03-04 price AAPL 26.00`, "2024-03-04", adjusted)).toMatchObject({
      marketValue: 1040,
    });
    expect(aaplOf(`${split}\n2024-03-04 price AAPL 26.00`, "2024-03-06", adjusted)).toMatchObject({
      marketValue: 1040,
    });
    const before: StoryOptions = { adjustment: "split", adjustedThrough: "2024-03-04" };
    expect(aaplOf(`${split}\n2024-03-04 price AAPL 104.00`, "2024-03-06", before)).toMatchObject({ marketValue: 1040 });
  });

  test.each(["unknown", "total"] as const)(
    "a series adjusted for %s values nothing but by its last close",
    (adjustment) => {
      const text = "2024-03-01 buy 10 AAPL @ 100.00\n2024-03-01 price AAPL 90.00\n2024-03-05 price AAPL 100.00";
      expect(aaplOf(text, "2024-03-05", { adjustment })).toMatchObject({ marketValue: 1000 });
      const earlier = valuationOf(text, "2024-03-04", { adjustment });
      expect(earlier.unpriced).toEqual(["AAPL"]);
      expect(earlier.issues).toMatchObject([{ code: "no_series_basis" }]);
    },
  );
});

test("rows stand by market value, then without one, then closed; weights are of all that is valued", () => {
  const day = "2024-03-05";
  const { positions, cash } = valuationOf(
    `
      2024-03-01 deposit 1000.00
      2024-03-01 buy 1 CLOSED @ 10.00
      2024-03-02 sell 1 CLOSED @ 10.00
      2024-03-01 buy 1 NOPRICE @ 10.00
      2024-03-01 buy 1 SMALL @ 90.00
      2024-03-01 buy 1 LARGE @ 300.00
      ${day} price SMALL 100.00
      ${day} price LARGE 300.00
    `,
    day,
  );
  expect(positions.map(({ instrument, weight }) => [instrument, weight])).toEqual([
    ["LARGE", 0.3],
    ["SMALL", 0.1],
    ["NOPRICE", null],
    ["CLOSED", null],
  ]);
  expect(cash[0]!.weight).toBe(0.6);
});

test("weights add up to one, also beside what is owed, which has none", () => {
  const day = "2024-03-05";
  const { positions, cash } = valuationOf(
    `
      2024-03-01 deposit 100.00
      2024-03-01 deposit 50.00 USD
      2024-03-01 rate USD 1.00
      2024-03-01 buy 1 AAPL @ 350.00
      2024-03-01 sell 1 SAP @ 50.00
      ${day} price AAPL 350.00
      ${day} price SAP 60.00
    `,
    day,
    { allowShort: true },
  );
  expect(positions.map(({ instrument, weight }) => [instrument, weight])).toEqual([
    ["AAPL", 0.875],
    ["SAP", null],
  ]);
  expect(cash.map(({ currency, value, weight }) => [currency, value, weight])).toEqual([
    ["EUR", -200, null],
    ["USD", 50, 0.125],
  ]);
});
