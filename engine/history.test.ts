import { describe, expect, test } from "vitest";
import { combineHistories, combineValuations } from "./combine.ts";
import { addDays, dayNumber } from "./day.ts";
import { historyOfStory, readStory, type StoryOptions, valuationOf } from "./testing.ts";

const story = `
  2024-01-02 rate USD 0.90
  2024-01-02 deposit 3000.00
  2024-01-03 buy 10 AAPL @ 100.00 USD fee 1.00
  2024-01-03 price AAPL 100.00
  2024-01-04 buy 4 SAP @ 120.00
  2024-01-05 rate USD 0.91
  2024-01-05 price AAPL 104.00
  2024-01-05 price SAP 125.00
  2024-01-08 split AAPL 2:1
  2024-01-08 price AAPL 53.00
  2024-01-09 dividend AAPL 6.00 USD tax 0.90
  2024-01-10 sell 8 AAPL @ 54.00 USD
  2024-01-10 rate USD 0.93
  2024-01-10 price AAPL 54.00
`;
const quotes: StoryOptions["quotes"] = [
  {
    instrument: "AAPL",
    price: 55.125,
    currency: "USD",
    at: "2024-01-12T15:00:00Z",
    day: "2024-01-12",
    source: "test",
    delay: "realtime",
    session: "regular",
  },
];

describe("a daily history", () => {
  test.each([
    ["tracked", {}],
    ["untracked", { cash: "untracked" }],
    ["average", { costMethod: "average" }],
    ["with a live quote", { quotes }],
  ] as [string, StoryOptions][])("ends with the valuation itself, equal as text: %s", (_, options) => {
    const history = historyOfStory(story, "2024-01-01", "2024-01-12", options);
    const { totals } = valuationOf(story, "2024-01-12", options);
    expect(String(history.value.at(-1))).toBe(String(totals.marketValue + totals.cash));
    expect(String(history.cost.at(-1))).toBe(String(totals.cost));
    expect(String(history.invested.at(-1))).toBe(String(totals.invested));
  });

  test("is on each of its days what a valuation of that day says", () => {
    for (const options of [
      {},
      { cash: "untracked" },
      { quotes },
      { adjustment: "split", adjustedThrough: "2024-01-03" },
    ] as StoryOptions[]) {
      const history = historyOfStory(story, "2024-01-01", "2024-01-14", options);
      for (let i = 0; i < history.value.length; i++) {
        const { totals, unpriced } = valuationOf(story, addDays("2024-01-01", i), options);
        const value = totals.marketValue + totals.cash;
        if (!Number.isNaN(history.value[i])) expect(history.value[i]).toBeCloseTo(value, 9);
        expect(history.cost[i]).toBeCloseTo(totals.cost, 9);
        expect(history.invested[i]).toBeCloseTo(totals.invested, 9);
        expect(history.unpriced[i]).toBe(unpriced.length);
      }
    }
  });

  test("has no value while nothing that is held has a price, and says how much is missing", () => {
    const text =
      "2024-01-02 buy 1 AAPL @ 100.00\n2024-01-04 price AAPL 101.00\n2024-01-05 buy 1 SAP @ 50.00\n2024-01-06 sell 1 AAPL @ 102.00";
    const { value, unpriced, cost } = historyOfStory(text, "2024-01-01", "2024-01-06");
    expect([...value]).toEqual([0, Number.NaN, Number.NaN, 101, 101, Number.NaN]);
    expect([...unpriced]).toEqual([0, 1, 1, 0, 1, 1]);
    expect([...cost]).toEqual([0, 0, 0, 100, 100, 0]);
  });

  test("counts no gain for what has no price, and none for what was sold without being held", () => {
    const text = `
      2024-01-02 price AAPL 100.00
      2024-01-02 buy 10 AAPL @ 100.00
      2024-01-03 buy 5 SHED @ 500.00
      2024-01-04 price AAPL 103.00
      2024-01-05 sell 12 AAPL @ 104.00
    `;
    const history = historyOfStory(text, "2024-01-02", "2024-01-05");
    const { totals, oversold, unpriced } = valuationOf(text, "2024-01-05");
    expect([...history.gain]).toEqual([0, 0, 30, 40]);
    // Where the purchase of what has no price counts and its worth does not, this would be a loss; with the sale, a gain nobody made.
    expect(history.value[2]! - history.invested[2]!).toBe(-2470);
    expect(totals).toMatchObject({ gain: 40, invested: 2252, unpricedCost: 2500, gainRatio: 0.04 });
    expect([oversold, unpriced]).toEqual([["AAPL"], ["SHED"]]);
    expect(history).toMatchObject({ partialFrom: "2024-01-05", without: ["AAPL", "SHED"] });
    expect([...history.unpriced]).toEqual([0, 1, 1, 1]);

    const both = combineHistories([history, history], "EUR", readStory("").rates);
    expect([...both.gain]).toEqual([0, 0, 60, 80]);
    expect(both).toMatchObject({ partialFrom: "2024-01-05", without: ["AAPL", "SHED"] });
  });

  test("names the currencies without a rate of amounts that were booked", () => {
    const text = "2024-01-02 buy 1 AAPL @ 100.00 USD\n2024-01-03 price AAPL 100.00";
    expect(valuationOf(text, "2024-01-03")).toMatchObject({ partial: true, unrated: ["USD"] });
    expect(historyOfStory(text, "2024-01-01", "2024-01-03").partialFrom).toBe("2024-01-02");
  });

  test("starts with what was there already", () => {
    const whole = historyOfStory(story, "2024-01-01", "2024-01-12");
    const part = historyOfStory(story, "2024-01-09", "2024-01-12");
    expect([...part.value]).toEqual([...whole.value.slice(8)]);
    expect([...part.invested]).toEqual([...whole.invested.slice(8)]);
  });

  test("cannot end before it begins", () => {
    expect(() => historyOfStory(story, "2024-01-12", "2024-01-01")).toThrow("2024-01-01 lies before 2024-01-12.");
  });
});

describe("several portfolios as one", () => {
  const dollars = "2024-01-05 buy 2 AAPL @ 100.00\n2024-01-05 price AAPL 104.00\n2024-01-08 price AAPL 110.00";
  const { rates } = readStory(story);
  const day = "2024-01-12";

  test("have the sum of their values, each at the rate of its day, and end with the combined valuation", () => {
    const euro = historyOfStory(story, "2024-01-01", day);
    const dollar = historyOfStory(dollars, "2024-01-05", day, { baseCurrency: "USD" });
    const sum = combineHistories([euro, dollar], "EUR", rates);
    expect([sum.from, sum.to, sum.value.length]).toEqual(["2024-01-01", day, 12]);
    expect(sum.value[0]).toBe(euro.value[0]);
    const at = dayNumber("2024-01-09") - dayNumber("2024-01-01");
    expect(sum.value[at]).toBeCloseTo(euro.value[at]! + 220 * 0.91, 9);

    const parts = [valuationOf(story, day), valuationOf(dollars, day, { baseCurrency: "USD" })];
    const { totals } = combineValuations(parts, "EUR", rates, day);
    expect(sum.value.at(-1)).toBe(totals.marketValue + totals.cash);
    expect(sum.invested.at(-1)).toBeCloseTo(totals.invested, 9);
  });

  test("join positions of one instrument and keep the cash identity", () => {
    const parts = [valuationOf(story, day), valuationOf(dollars, day, { baseCurrency: "USD" })];
    const joined = combineValuations(parts, "EUR", rates, day);
    const aapl = joined.positions.find(({ instrument }) => instrument === "AAPL")!;
    expect(aapl.quantity.toString()).toBe("14");
    expect(aapl.averageCost).toBeCloseTo((12 * 50.05 + 2 * 100) / 14, 10);
    expect(joined.totals.residue).toBeCloseTo(0, 9);
    const { gain, moneyIn, moneyOut, marketValue, cash } = joined.totals;
    expect(gain).toBeCloseTo(moneyOut + marketValue + cash - moneyIn, 9);
    const weights = [...joined.positions, ...joined.cash].reduce((sum, { weight }) => sum + (weight ?? 0), 0);
    expect(weights).toBeCloseTo(1, 12);
  });

  test("leave out one whose base currency has no rate, and say so", () => {
    const francs = valuationOf("2024-01-05 buy 1 NESN @ 100.00\n2024-01-05 price NESN 100.00", day, {
      baseCurrency: "CHF",
    });
    const joined = combineValuations([valuationOf(story, day), francs], "EUR", rates, day);
    expect(joined).toMatchObject({ partial: true, unrated: ["CHF"] });
    expect(joined.totals.marketValue).toBe(valuationOf(story, day).totals.marketValue);
    const empty = valuationOf("", day, { baseCurrency: "CHF" });
    expect(combineValuations([valuationOf(story, day), empty], "EUR", rates, day)).toMatchObject({ partial: false });
  });

  test("name a stale rate once, and that of a base currency too", () => {
    const late = "2024-03-01";
    const dollar = valuationOf(dollars, late, { baseCurrency: "USD" });
    expect(dollar.staleRates).toEqual([]);
    const used = rates.at("USD", "EUR", late)!.day;
    const empty = valuationOf("", late, { baseCurrency: "USD" });
    const { staleRates, partial } = combineValuations([dollar, dollar, empty], "EUR", rates, late);
    expect(staleRates).toEqual([{ from: "USD", to: "EUR", day: used }]);
    expect(partial).toBe(false);
    expect(combineValuations([empty], "EUR", rates, late).staleRates).toEqual([]);
    expect(combineValuations([dollar], "EUR", rates, day).staleRates).toEqual([]);
  });

  test("keep the money put into one that has no price yet, and count one without a rate as unpriced", () => {
    const euro = historyOfStory(story, "2024-01-01", day);
    const unpriced = historyOfStory("2024-01-05 buy 1 NESN @ 100.00", "2024-01-01", day);
    const sum = combineHistories([euro, unpriced], "EUR", rates);
    expect(sum.value).toEqual(euro.value);
    expect(sum.invested.at(-1)).toBeCloseTo(euro.invested.at(-1)! + 100, 9);
    expect(sum.unpriced.at(-1)).toBe(1);

    const priced = "2024-01-05 buy 1 NESN @ 100.00\n2024-01-05 price NESN 100.00";
    const francs = historyOfStory(priced, "2024-01-01", day, { baseCurrency: "CHF" });
    const partial = combineHistories([euro, francs], "EUR", rates);
    expect(partial.value).toEqual(euro.value);
    expect([partial.unpriced[0], partial.unpriced.at(-1)]).toEqual([0, 1]);

    // Worth nothing any more, it has a gain all the same, which is missing.
    const sold = historyOfStory(`${priced}\n2024-01-06 sell 1 NESN @ 120.00`, "2024-01-01", day, {
      baseCurrency: "CHF",
    });
    expect(combineHistories([euro, sold], "EUR", rates).unpriced.at(-1)).toBe(1);
  });
});
