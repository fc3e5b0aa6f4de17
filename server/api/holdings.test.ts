import { ALL_PORTFOLIOS } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { startFigures } from "./figures-testing.ts";

describe("gains", () => {
  test("are realized sale by sale, with the lots taken and how long each was held", async () => {
    const { ann, euros, sap } = await startFigures();
    const gains = await ann.gains(euros);
    expect(gains).toMatchObject({
      ...{ baseCurrency: "EUR", from: "2026-02-22", to: "2026-03-02", costMethod: "fifo", partial: false },
      total: { gain: "84", pricePart: "84", currencyPart: "0", proceeds: "484", cost: "400", short: "84", long: "0" },
      byInstrument: [{ instrument: sap, gain: "84" }],
      disposals: [
        {
          ...{ portfolio: euros, day: "2026-02-25", instrument: sap, quantity: "4", gain: "84" },
          lots: [{ acquired: "2026-02-23", quantity: "4", cost: "400", gain: "84", daysHeld: 2, term: "short" }],
        },
      ],
    });
    const held = await ann.gains(euros, { longAfterDays: 1 });
    expect(held.total).toMatchObject({ short: "0", long: "84" });
  });

  test("are those of another cost method where it is asked for", async () => {
    const { ann, euros } = await startFigures();
    // Last in: 2 at 110, then 2 at 100.
    const lifo = await ann.gains(euros, { method: "lifo" });
    expect(lifo).toMatchObject({ costMethod: "lifo", total: { gain: "64", cost: "420" } });
    expect(lifo.disposals[0]!.lots).toHaveLength(2);
  });

  test("of a range are those after its first day, through its last", async () => {
    const { ann, euros } = await startFigures();
    const gainOf = async (from: string, to: string) => (await ann.gains(euros, { from, to })).total.gain;
    expect(await gainOf("2026-02-24", "2026-02-25")).toBe("84");
    expect(await gainOf("2026-02-25", "2026-02-27")).toBe("0");
  });

  test("of all portfolios are in the user's currency, each sale at the rate of its day", async () => {
    const { ann, euros, dollars } = await startFigures();
    const gains = await ann.gains(ALL_PORTFOLIOS);
    // 50 USD at 0.80.
    expect(gains).toMatchObject({ baseCurrency: "EUR", costMethod: null, total: { gain: "124" }, partial: false });
    expect(gains.disposals.map(({ portfolio, gain }) => `${portfolio} ${gain}`).sort()).toEqual(
      [`${euros} 84`, `${dollars} 40`].sort(),
    );
  });
});

describe("lots", () => {
  test("are those held, each with its part of the worth", async () => {
    const { ann, euros, sap } = await startFigures();
    const lots = await ann.lots(euros);
    expect(lots).toMatchObject({
      ...{ baseCurrency: "EUR", day: "2026-03-02", partial: false, unpriced: [] },
      methods: [
        {
          ...{ method: "fifo", cost: "820" },
          positions: [
            {
              ...{ portfolio: euros, instrument: sap, quantity: "8", cost: "820", value: 1056 },
              lots: [
                { acquired: "2026-02-23", account: "Broker", daysHeld: 7, quantity: "6", cost: "600", unrealized: 192 },
                { acquired: "2026-02-23", account: "Second", daysHeld: 7, quantity: "2", cost: "220", unrealized: 44 },
              ],
            },
          ],
        },
      ],
    });
  });

  test("stand side by side under the methods asked for, on the day asked for", async () => {
    const { ann, euros } = await startFigures();
    const methods = ["fifo", "lifo", "average"] as const;
    const now = await ann.lots(euros, { methods });
    expect(now.methods.map(({ method, cost }) => `${method} ${cost}`)).toEqual([
      "fifo 820",
      "lifo 800",
      "average 813.333333333333333333",
    ]);
    const before = await ann.lots(euros, { methods, day: "2026-02-24" });
    expect(before.methods.map(({ cost }) => cost)).toEqual(["1220", "1220", "1220"]);
  });

  test("of all portfolios count at the day's rate, each under its portfolio's own method", async () => {
    const { ann, dollars, acme } = await startFigures();
    const lots = await ann.lots(ALL_PORTFOLIOS);
    expect(lots.methods).toMatchObject([{ method: null, cost: "1570" }]);
    const before = await ann.lots(ALL_PORTFOLIOS, { day: "2026-02-24", instrument: acme });
    // 1,000 USD at 0.80.
    expect(before.methods[0]!.positions).toMatchObject([{ portfolio: dollars, cost: "800", value: 800 }]);
  });

  test("without a price have no worth, and are named", async () => {
    const { ann, euros } = await startFigures();
    const shed = await ann.saveInstrument({
      symbol: "SHED",
      name: "A shed",
      kind: "other",
      mic: null,
      currency: "EUR",
    });
    await ann.importTrades(euros, {
      ...{ name: "shed.csv", entry: "ent_shed", commit: true },
      text: "date,kind,symbol,quantity,price,currency\n2026-02-25,buy,SHED,1,500,EUR\n",
    });
    const lots = await ann.lots(euros, { instrument: shed.id });
    expect(lots).toMatchObject({ partial: true, unpriced: [shed.id] });
    expect(lots.methods[0]!.positions).toMatchObject([{ value: null, lots: [{ value: null, unrealized: null }] }]);
  });
});

describe("income", () => {
  test("is by month, year and instrument, with what is held yields", async () => {
    const { ann, euros, sap } = await startFigures();
    const income = await ann.income(euros);
    const sum = { gross: "96.8", tax: "0", net: "96.8" };
    expect(income).toMatchObject({
      ...{ total: sum, dividends: sum, partial: false },
      interest: { gross: "0" },
      byMonth: [{ month: "2026-02", ...sum }],
      byYear: [{ year: "2026", ...sum }],
      byInstrument: [{ instrument: sap, ...sum }],
      payments: [{ portfolio: euros, day: "2026-02-26", kind: "dividend", instrument: sap, ...sum }],
      yields: { dividends: 96.8, trailingYield: 96.8 / 1056, yieldOnCost: 96.8 / 820 },
    });
    expect((await ann.income(euros, { from: "2026-02-26" })).total.gross).toBe("0");
  });

  test("of all portfolios is in the user's currency, each payment at the rate of its day", async () => {
    const { ann } = await startFigures();
    const income = await ann.income(ALL_PORTFOLIOS);
    expect(income).toMatchObject({ baseCurrency: "EUR", total: { gross: "111.8" } });
    expect(income.yields.byInstrument).toHaveLength(2);
  });
});

describe("allocation", () => {
  const shares = (slices: { label: string | null; value: number }[]) =>
    slices.map(({ label, value }) => `${label} ${value}`);

  test("is by instrument, kind, currency, market, portfolio", async () => {
    const { ann, euros, dollars, sap, acme } = await startFigures();
    const by = async (name: "instrument" | "kind" | "currency" | "market" | "portfolio") =>
      shares((await ann.allocation(ALL_PORTFOLIOS, { by: name })).slices);
    expect(await by("instrument")).toEqual([`${sap} 1056`, `${acme} 900`]);
    expect(await by("kind")).toEqual(["stock 1956"]);
    expect(await by("currency")).toEqual(["EUR 1056", "USD 900"]);
    expect(await by("market")).toEqual(["XETR 1056", "XNAS 900"]);
    expect(await by("portfolio")).toEqual([`${euros} 1056`, `${dollars} 900`]);
  });

  test("is by account too; what names none has no label", async () => {
    const { ann, euros } = await startFigures();
    const own = await ann.allocation(euros, { by: "account" });
    expect(shares(own.slices)).toEqual(["Broker 792", "Second 264"]);
    expect(own).toMatchObject({ baseCurrency: "EUR", whole: 1056, partial: false, owed: [] });
    const all = await ann.allocation(ALL_PORTFOLIOS, { by: "account", day: "2026-02-24" });
    expect(shares(all.slices)).toEqual(["Broker 1100", "null 800", "Second 220"]);
  });

  test("is that of the portfolio alone, also of a sample", async () => {
    const { ann } = await startFigures();
    const sample = await ann.makeSample();
    const { slices, whole } = await ann.allocation(sample.id, { by: "market" });
    expect(slices.map(({ label }) => label)).toContain("SIM");
    expect(slices.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect((await ann.allocation(ALL_PORTFOLIOS, { by: "market" })).whole).toBe(1956);
    expect(whole).toBeGreaterThan(0);
  });
});
