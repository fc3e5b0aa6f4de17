import { addDays } from "@tickfolio/engine";
import { ALL_PORTFOLIOS } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { startFigures } from "./figures-testing.ts";
import { makePortfolio } from "./testing.ts";

const WEEK = { from: "2026-02-23", to: "2026-02-27" };

describe("performance", () => {
  test("of a portfolio over a range is its gain with its parts, and its returns", async () => {
    const { ann, euros } = await startFigures();
    const performance = await ann.performance(euros, WEEK);
    // 12 at 100; 4 sold at 121; 96.80 paid; 8 left at 132.
    expect(performance).toMatchObject({
      ...{ baseCurrency: "EUR", ...WEEK, days: 4, partial: false, missing: [] },
      ...{ opening: 1200, closing: 1056, moneyIn: 0, moneyOut: 580.8, otherIn: 0, otherOut: 0 },
      columns: {},
      benchmark: null,
    });
    expect(performance.gain).toBeCloseTo(436.8, 9);
    expect(performance.attribution.price).toBeCloseTo(340, 9);
    expect(performance.attribution.income).toBeCloseTo(96.8, 9);
    expect(performance.timeWeighted).toBeCloseTo(1.1 * 1.1 * 1.1 * (132 / 121) - 1, 9);
    expect(performance.timeWeightedPerYear).toBeNull();
    // What stood still from Friday to Monday has earned nothing a year.
    const { moneyWeighted } = await ann.performance(euros, { from: "2026-02-27" });
    expect(moneyWeighted).toMatchObject({ several: false, rate: 0, overRange: 0 });
  });

  test("has a cell for each evening of its columns, and only of those asked for", async () => {
    const { ann, euros, index } = await startFigures();
    const columns = ["index", "value", "flows", "benchmark"] as const;
    const asked = await ann.performance(euros, { ...WEEK, columns, benchmark: index });
    expect(asked.columns.index!.map((cell) => cell!.toFixed(4))).toEqual([
      "1.0000",
      "1.1000",
      "1.2100",
      "1.3310",
      "1.4520",
    ]);
    expect(asked.columns.value).toEqual([1200, 1320, 968, 968, 1056]);
    expect(asked.columns.in).toEqual([0, 0, 0, 0, 0]);
    expect(asked.columns.out).toEqual([0, 0, 484, 96.8, 0]);
    expect(asked.columns.benchmark!.slice(0, 2)).toEqual([1200, 1320]);
    const { columns: few } = await ann.performance(euros, { ...WEEK, columns: ["value"] });
    expect(Object.keys(few)).toEqual(["value"]);
  });

  test("compares with the same money in an instrument of another currency, at its rates", async () => {
    const { ann, euros, index } = await startFigures();
    const { benchmark } = await ann.performance(euros, { ...WEEK, benchmark: index });
    // 1,000 USD at 0.80 EUR became 1,200 USD at one euro.
    expect(benchmark).toMatchObject({ instrument: index, waited: null, shortFrom: null });
    expect(benchmark!.timeWeighted).toBeCloseTo(0.5, 9);
  });

  test("begins with the first transaction where nothing is said, and a name says where else", async () => {
    const { ann, euros } = await startFigures();
    const all = await ann.performance(euros);
    expect(all).toMatchObject({ from: "2026-02-22", to: "2026-03-02", opening: 0, moneyIn: 1220, closing: 1056 });
    expect(all.gain).toBeCloseTo(416.8, 9);
    expect(await ann.performance(euros, { range: "YTD", to: "2026-02-25" })).toMatchObject({
      ...{ from: "2026-02-22", to: "2026-02-25" },
    });
    expect(await ann.performance(euros, { from: "2026-02-25", to: "2199-01-01" })).toMatchObject({
      ...{ from: "2026-02-25", to: "2026-03-02", days: 5 },
    });
  });

  test("is of an account or of an instrument where they are named", async () => {
    const { ann, euros, sap } = await startFigures();
    const second = await ann.performance(euros, { ...WEEK, account: "Second" });
    expect(second).toMatchObject({ opening: 200, closing: 264, moneyOut: 0, gain: 64 });
    const instrument = await ann.performance(euros, { ...WEEK, instrument: sap });
    expect(instrument).toMatchObject({ opening: 1200, closing: 1056, moneyOut: 580.8 });
  });

  test("of all portfolios is in the user's currency, each day at its rate; samples do not count", async () => {
    const { ann, dollars } = await startFigures();
    await ann.makeSample();
    const { moneyIn, moneyOut, opening, closing, gain, baseCurrency } = await ann.performance(ALL_PORTFOLIOS, WEEK);
    // Of the dollars: 1,000 at 0.80; 300 at 0.80 and 15 at one euro taken out; 900 left at one euro.
    expect({ baseCurrency, opening, closing, moneyIn }).toEqual({
      ...{ baseCurrency: "EUR", opening: 2000, closing: 1956, moneyIn: 0 },
    });
    expect(moneyOut).toBeCloseTo(835.8, 9);
    expect(gain).toBeCloseTo(791.8, 9);
    expect(await ann.performance(dollars, WEEK)).toMatchObject({ baseCurrency: "USD", opening: 1000, closing: 900 });
  });

  test("of nothing is nothing", async () => {
    const { as, ann } = await startFigures();
    const empty = await makePortfolio(ann, "Empty");
    const nothing = { days: 0, opening: 0, closing: 0, gain: 0, timeWeighted: null, partial: false };
    expect(await ann.performance(empty)).toMatchObject(nothing);
    expect(await as("bob").performance(ALL_PORTFOLIOS, { columns: ["index", "value"] })).toMatchObject(nothing);
  });

  test("names what it is without", async () => {
    const { ann, euros } = await startFigures();
    const shed = await ann.saveInstrument({
      symbol: "SHED",
      name: "A shed",
      kind: "other",
      mic: null,
      currency: "EUR",
    });
    const { id } = shed;
    await ann.importTrades(euros, {
      ...{ name: "shed.csv", entry: "ent_shed", commit: true },
      text: "date,kind,symbol,quantity,price,currency\n2026-02-25,buy,SHED,1,500,EUR\n",
    });
    const performance = await ann.performance(euros, { ...WEEK, columns: ["value", "index"] });
    expect(performance.missing).toEqual([
      { why: "unpriced", instrument: id, currency: null, from: "2026-02-25", to: "2026-02-27" },
    ]);
    expect(performance.partial).toBe(true);
    const alone = await ann.performance(euros, { ...WEEK, instrument: id, columns: ["value"] });
    expect(alone).toMatchObject({ from: "2026-02-24", columns: { value: [0, null, null, null] } });
    expect(alone).toMatchObject({ closing: null, timeWeighted: null });
  });
});

describe("the market is asked", () => {
  test("for closes since a little before the range, and for the benchmark's", async () => {
    const { ann, euros, index, asked } = await startFigures();
    await ann.performance(euros, { from: "2026-02-25", benchmark: index });
    // A month for the engine to look back, two weeks more for holidays.
    const since = addDays("2026-02-25", -44);
    expect(asked.toSorted()).toEqual([
      ["INDEX", since],
      ["SAP.DE", since],
    ]);
  });

  test("for one instrument's where figures are of that, and for none where none is valued", async () => {
    const { ann, acme, asked } = await startFigures();
    await ann.performance(ALL_PORTFOLIOS, { instrument: acme });
    expect(asked.map(([symbol]) => symbol)).toEqual(["ACME"]);
    await ann.gains(ALL_PORTFOLIOS);
    expect(asked).toHaveLength(1);
  });
});

describe("risk", () => {
  test("says which days it used, and how the portfolio moved with its benchmark", async () => {
    const { ann, euros, index, sap } = await startFigures();
    const risk = await ann.risk(euros, { from: "2026-02-23", benchmark: index, columns: ["drawdown"] });
    expect(risk).toMatchObject({
      ...{ baseCurrency: "EUR", from: "2026-02-23", to: "2026-03-02", partial: false },
      // Bought on Monday: the four days after it, and today's quote.
      ...{ used: 5, gaps: [], maximumDrawdown: 0, deepest: null },
      benchmark: { instrument: index, used: 5, gaps: [] },
    });
    expect(risk.columns.drawdown).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(risk.holdings.shares).toMatchObject([{ instrument: sap, currency: "EUR", weight: 1 }]);
    expect(risk.holdings.shares[0]!.contribution).toBeCloseTo(risk.holdings.volatility!, 12);
    expect(risk.benchmark!.correlation).toBeGreaterThan(-1);
  });

  test("of all portfolios shares out what is held in all of them", async () => {
    const { ann, sap, acme } = await startFigures();
    const { holdings } = await ann.risk(ALL_PORTFOLIOS);
    expect(holdings.shares.map(({ instrument }) => instrument).sort()).toEqual([acme, sap].sort());
    const sum = holdings.shares.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(holdings.volatility!, 12);
  });

  test("of nothing is not known", async () => {
    const { as } = await startFigures();
    expect(await as("bob").risk(ALL_PORTFOLIOS, { columns: ["drawdown"] })).toMatchObject({
      ...{ used: 0, volatility: null, sharpe: null, valueAtRisk: null },
    });
  });
});
