import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { readStory } from "../testing.ts";
import { combineColumns } from "./combined.ts";
import { combineGains, combineIncome } from "./combined-rows.ts";
import { gainsOf } from "./gains.ts";
import { incomeOf } from "./income.ts";
import { createPerformance } from "./performance.ts";
import { performanceOf } from "./subjects.ts";

const { rates } = readStory(`
  2024-01-01 rate USD 0.90
  2024-01-04 rate USD 1.00
`);
const DAYS = { from: "2024-01-01", to: "2024-01-05" };
const dollars = readStory(
  `
    2024-01-02 buy 10 FUND @ 100
    2024-01-03 dividend FUND 20 tax 5
    2024-01-04 sell 4 FUND @ 150
    2024-01-05 price FUND 150
  `,
  { baseCurrency: "USD" },
);
const euros = readStory(`
  2024-01-02 buy 2 CORP @ 50
  2024-01-03 sell 2 CORP @ 60
  2024-01-04 dividend CORP 7
  2024-01-05 price CORP 60
`);
const gainsIn = (currency: string, story: typeof euros) => ({
  currency,
  gains: gainsOf(buildBook(story), null, DAYS.to),
});
const incomeIn = (currency: string, story: typeof euros) => ({ currency, income: incomeOf(story, DAYS.to) });

describe("several portfolios as one", () => {
  test("have gained by each sale what it gained at its day's rate", () => {
    const gains = combineGains([gainsIn("USD", dollars), gainsIn("EUR", euros)], "EUR", rates, DAYS);
    const rows = gains.disposals.map(({ day, cost, proceeds, gain }) => `${day} ${cost} ${proceeds} ${gain}`);
    expect(rows).toEqual(["2024-01-03 100 120 20", "2024-01-04 400 600 200"]);
    expect(`${gains.total.gain} ${gains.total.short}`).toBe("220 220");
    expect(gains.disposals[1]!.lots).toMatchObject([{ acquired: "2024-01-02", daysHeld: 2 }]);
    const columns = [dollars, euros].map((story) => performanceOf({ ...story, ...DAYS }).columns);
    const { realized } = createPerformance(combineColumns(columns, "EUR", rates)).range(DAYS.from, DAYS.to);
    expect(realized.price + realized.currency).toBeCloseTo(220, 9);
  });

  test("were paid each dividend at its day's rate", () => {
    const income = combineIncome([incomeIn("USD", dollars), incomeIn("EUR", euros)], "EUR", rates, DAYS);
    expect(income.rows.map(({ day, gross, tax }) => `${day} ${gross} ${tax}`)).toEqual([
      "2024-01-03 18 4.5",
      "2024-01-04 7 0",
    ]);
    expect(`${income.total.gross} ${income.total.net}`).toBe("25 20.5");
  });

  test("leave out what has no rate, and name its currency", () => {
    const gains = combineGains([gainsIn("CHF", dollars), gainsIn("EUR", euros)], "EUR", rates, DAYS);
    expect([String(gains.total.gain), gains.unrated]).toEqual(["20", ["CHF"]]);
    const income = combineIncome([incomeIn("CHF", dollars), incomeIn("EUR", euros)], "EUR", rates, DAYS);
    expect([String(income.total.gross), income.unrated]).toEqual(["7", ["CHF"]]);
  });
});
