import { describe, expect, test } from "vitest";
import { aaplOf, quoteOf, valuationOf } from "./testing.ts";

describe("day change", () => {
  const held = `
    2024-03-01 buy 10 AAPL @ 100.00
    2024-03-04 price AAPL 100.00
    2024-03-05 price AAPL 103.00
  `;

  test("is against the close before the price's own session, also on the weekend after", () => {
    expect(aaplOf(held, "2024-03-05")).toMatchObject({ dayChange: 30, dayBase: 1000, dayChangeRatio: 0.03 });
    expect(aaplOf(held, "2024-03-06")).toMatchObject({ dayChange: 30 });
  });

  test("says of which sessions it is: on a Sunday of Friday's, against Thursday's close", () => {
    const weekend = `
      2024-03-06 buy 10 AAPL @ 100.00
      2024-03-07 price AAPL 100.00
      2024-03-08 price AAPL 103.00
    `;
    const friday = { day: "2024-03-08", earliest: "2024-03-08", previous: "2024-03-07" };
    expect(aaplOf(weekend, "2024-03-10").dayChangeOf).toEqual(friday);
    expect(valuationOf(weekend, "2024-03-10").totals.dayChangeOf).toEqual(friday);
    const stated = [quoteOf(105, "2024-03-08", { previousClose: 104 })];
    expect(aaplOf(weekend.replace(/.*103.*/, ""), "2024-03-10", { quotes: stated }).dayChangeOf).toEqual({
      ...friday,
      previous: null,
    });
    expect(aaplOf(weekend, "2024-04-10").dayChangeOf).toBeNull();
  });

  test("of holdings with sessions of several days says from which to which, and counts cash whose rate moved", () => {
    const text = `
      2024-03-06 buy 10 AAPL @ 100.00
      2024-03-07 price AAPL 100.00
      2024-03-08 price AAPL 103.00
      2024-03-06 buy 1 BTC @ 500.00
      2024-03-09 price BTC 500.00
      2024-03-10 price BTC 510.00
    `;
    const both = { day: "2024-03-10", earliest: "2024-03-08", previous: null };
    expect(valuationOf(text, "2024-03-10", { kinds: { BTC: "crypto" } }).totals.dayChangeOf).toEqual(both);
    const dollars = "2024-03-01 deposit 1000.00 USD\n2024-03-01 rate USD 0.90\n";
    const share = text.split("\n").slice(0, 4).join("\n");
    const totalsWith = (rates: string) => valuationOf(dollars + rates + share, "2024-03-10").totals;
    expect(totalsWith("").dayChangeOf).toMatchObject({ day: "2024-03-08" });
    expect(totalsWith("2024-03-10 rate USD 0.91\n").dayChangeOf).toEqual(both);
  });

  test("is against the previous close a quote names", () => {
    const quotes = [quoteOf(105, "2024-03-06", { previousClose: 104 })];
    expect(aaplOf(held, "2024-03-06", { quotes })).toMatchObject({ dayChange: 10, dayBase: 1040 });
  });

  test("measures units bought on the day from their cost, and units sold on it to their proceeds", () => {
    expect(aaplOf(`${held}\n2024-03-05 buy 10 AAPL @ 101.00`, "2024-03-05")).toMatchObject({
      dayChange: 50,
      dayBase: 2010,
    });
    expect(aaplOf(`${held}\n2024-03-05 sell 4 AAPL @ 102.00`, "2024-03-05")).toMatchObject({
      dayChange: 26,
      dayBase: 1000,
    });
    expect(aaplOf(`${held}\n2024-03-05 sell 10 AAPL @ 102.00`, "2024-03-05")).toMatchObject({
      quantity: {},
      dayChange: 20,
    });
  });

  test("counts of a sale of more than was held what was held", () => {
    expect(aaplOf(`${held}\n2024-03-05 sell 40 AAPL @ 102.00`, "2024-03-05")).toMatchObject({
      dayChange: 20,
      dayBase: 1000,
      partial: true,
    });
    expect(aaplOf("2024-03-04 price AAPL 100.00\n2024-03-05 sell 5 AAPL @ 102.00", "2024-03-05").dayChange).toBeNull();
  });

  test("is not known where what was paid or brought since has no exchange rate", () => {
    const held = "2024-01-02 buy 10 AAPL @ 100.00 EUR\n2024-01-04 price AAPL 100\n2024-01-05 price AAPL 101";
    for (const kind of ["buy", "sell"]) {
      const told = `${held}\n2024-01-05 ${kind} 5 AAPL @ 100.00 CHF`;
      expect(aaplOf(told, "2024-01-05")).toMatchObject({ dayChange: null, dayBase: null });
      const next = aaplOf(`${told}\n2024-01-08 price AAPL 102`, "2024-01-08");
      expect(next.dayChange).toBe(kind === "buy" ? 15 : 5);
    }
  });

  test("has the change of the rate in it", () => {
    const text = `
      2024-03-01 rate USD 0.90
      2024-03-05 rate USD 0.91
      2024-03-01 buy 10 AAPL @ 100.00 USD
      2024-03-04 price AAPL 100.00
      2024-03-05 price AAPL 103.00
    `;
    expect(aaplOf(text, "2024-03-05").dayChange).toBeCloseTo(1030 * 0.91 - 1000 * 0.9, 10);
  });

  test("knows that a split is no loss", () => {
    const text =
      "2024-03-01 buy 10 AAPL @ 100.00\n2024-03-05 split AAPL 2:1\n2024-03-04 price AAPL 100.00\n2024-03-05 price AAPL 51.00";
    expect(aaplOf(text, "2024-03-05")).toMatchObject({ dayChange: 20, dayBase: 1000 });
  });

  test("is not known of what became another instrument since, nor of that on the day: nothing was lost", () => {
    const old = `
      2024-03-01 buy 10 AAPL @ 100.00
      2024-03-05 price AAPL 110.00
      2024-03-06 price AAPL 111.00
      2024-03-07 price NEW 112.00
      2024-03-08 price NEW 113.00
    `;
    for (const row of ["symbol-change AAPL into NEW", "merger AAPL 1:1 into NEW"]) {
      const story = `${old}\n2024-03-07 ${row}`;
      expect(valuationOf(story, "2024-03-07").totals).toMatchObject({ dayChange: null, gain: 120 });
      // The day after, the new one has a change of its own; the old one's last price is still fresh.
      expect(valuationOf(story, "2024-03-08").totals).toMatchObject({ dayChange: 10, dayBase: 1120 });
    }
  });

  test("is not known of a company on the day on which it gives out another", () => {
    const story = `
      2024-03-01 buy 10 AAPL @ 100.00
      2024-03-06 price AAPL 110.00
      2024-03-07 spin-off AAPL 1:1 into BABY share 0.50
      2024-03-07 price AAPL 55.00
      2024-03-07 price BABY 55.00
      2024-03-08 price AAPL 56.00
      2024-03-08 price BABY 57.00
    `;
    expect(valuationOf(story, "2024-03-07").totals.dayChange).toBeNull();
    expect(valuationOf(story, "2024-03-08").totals).toMatchObject({ dayChange: 30, dayBase: 1100 });
  });

  test("is none without a price before, or with a stale one", () => {
    expect(aaplOf("2024-03-01 buy 10 AAPL @ 100.00\n2024-03-05 price AAPL 103.00", "2024-03-05").dayChange).toBeNull();
    expect(aaplOf(held, "2024-04-05").dayChange).toBeNull();
  });

  test("is none where the price before is of weeks ago, as prices typed once a month are", () => {
    const typed = "2024-03-01 buy 10 FUND @ 100.00\n2024-03-01 price FUND 100.00";
    expect(valuationOf(`${typed}\n2024-04-02 price FUND 110.00`, "2024-04-02").totals).toMatchObject({
      dayChange: null,
      unrealized: 100,
    });
    const holidays = valuationOf(`${typed}\n2024-03-12 price FUND 101.00`, "2024-03-12");
    expect(holidays.totals.dayChange).toBe(10);
  });

  test("is the same part of the portfolio on the weekend as on Friday, whatever was bought or sold on it", () => {
    const bought = `
      2024-02-29 price AAPL 99.00
      2024-03-01 deposit 10000.00
      2024-03-01 buy 99 AAPL @ 100.00
      2024-03-01 price AAPL 101.00
    `;
    const sold = `
      2024-02-01 deposit 10000.00
      2024-02-01 buy 100 AAPL @ 100.00
      2024-02-29 price AAPL 99.00
      2024-03-01 sell 50 AAPL @ 100.00
      2024-03-01 price AAPL 101.00
    `;
    for (const day of ["2024-03-01", "2024-03-02", "2024-03-04"]) {
      for (const [text, change, base] of [
        [bought, 99, 10000],
        [sold, 150, 9900],
      ] as const) {
        const { totals } = valuationOf(text, day);
        expect(totals.dayChange).toBeCloseTo(change, 9);
        expect(totals.dayBase).toBeCloseTo(base, 9);
      }
    }
  });

  test("of a portfolio that holds only foreign cash is its rate's, of the day valued", () => {
    const cash = `
      2024-03-04 rate USD 0.90
      2024-03-05 rate USD 0.91
      2024-03-01 deposit 1000.00 USD
      2024-03-01 deposit 1000.00
    `;
    const { totals } = valuationOf(cash, "2024-03-05");
    expect(totals.dayChange).toBeCloseTo(10, 10);
    expect(totals.dayBase).toBeCloseTo(1900, 10);
    expect(totals.dayChangeOf).toEqual({ day: "2024-03-05", earliest: "2024-03-05", previous: "2024-03-04" });
    // Its rate has not moved: nothing is known to have changed.
    expect(valuationOf(cash, "2024-03-06").totals.dayChange).toBeNull();
    // Nor is the cash's change that of a share without a price.
    expect(valuationOf(`${cash}\n2024-03-01 buy 1 AAPL @ 100.00`, "2024-03-05").totals.dayChange).toBeNull();
  });

  test("of tracked cash is its rate's", () => {
    const { totals } = valuationOf(
      `
        2024-03-04 rate USD 0.90
        2024-03-05 rate USD 0.91
        2024-03-01 deposit 1000.00 USD
        2024-03-01 deposit 1000.00
        2024-03-01 buy 10 AAPL @ 100.00
        2024-03-04 price AAPL 100.00
        2024-03-05 price AAPL 103.00
      `,
      "2024-03-05",
    );
    expect(totals.dayChange).toBeCloseTo(30 + 10, 10);
    expect(totals.dayBase).toBeCloseTo(1000 + 900, 10);
  });
});
