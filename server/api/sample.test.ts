import { type CloseSeries, dayNumber, type Trade } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { startApp } from "./testing.ts";

test("the sample is made once, with trades at the simulated market's closes of their days", async () => {
  const { as, market } = startApp();
  const ann = as("ann");
  const sample = await ann.makeSample();
  expect(sample).toMatchObject({ id: "pf_sample", sample: true, cash: "tracked", entries: 1 });
  expect(await ann.makeSample()).toEqual(sample);

  const instruments = new Map((await ann.instruments()).items.map((instrument) => [instrument.id, instrument]));
  const series = new Map<string, CloseSeries>();
  for (const instrument of instruments.values()) {
    series.set(instrument.id, (await market.closes("ann", instrument, "2024-01-01"))!);
  }
  const { transactions } = (await ann.entries("pf_sample")).items[0]!;
  const trades = transactions.filter((one): one is Trade => one.kind === "buy" || one.kind === "sell");
  expect(trades.length).toBeGreaterThan(12);
  for (const { instrument, price, day } of trades) {
    const closes = series.get(instrument)!;
    expect(price!.toString()).toBe(String(closes.closes[closes.days.indexOf(dayNumber(day))]));
  }
});

for (const baseCurrency of ["EUR", "USD", "GBP", "JPY"]) {
  test(`a sample in ${baseCurrency} is priced completely, never owes money, and its gain adds up`, async () => {
    const { as } = startApp();
    const ann = as("ann");
    await ann.saveSettings({ baseCurrency, providers: {}, version: 0 });
    const sample = await ann.makeSample();
    expect(sample.baseCurrency).toBe(baseCurrency);

    const { transactions } = (await ann.entries(sample.id)).items[0]!;
    for (const day of new Set(transactions.map(({ day }) => day))) {
      const { cash, issues } = await ann.valuation(sample.id, day);
      expect(issues).toEqual([]);
      for (const { currency, amount } of cash) expect(`${currency} ${amount}`).not.toContain("-");
    }
    const { totals, partial, unpriced, positions } = await ann.valuation(sample.id);
    expect({ partial, unpriced }).toEqual({ partial: false, unpriced: [] });
    expect(positions.filter(({ quantity }) => quantity !== "0").length).toBeGreaterThan(7);
    expect(Math.abs(totals.residue)).toBeLessThan(1e-6 * Math.abs(totals.marketValue));
  });
}

test("a sample that was deleted comes out of the bin, and never counts among the real ones", async () => {
  const ann = startApp().as("ann");
  const { id } = await ann.makeSample();
  await ann.deletePortfolio(id);
  const back = await ann.makeSample();
  expect(back).not.toHaveProperty("deletedAt");
  expect(back.entries).toBe(1);
  const total = await ann.totalValuation();
  expect(total).toMatchObject({ positions: [], totals: { marketValue: 0, gain: 0 }, partial: false });
});
