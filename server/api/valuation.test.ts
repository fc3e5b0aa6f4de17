import { dayFromNumber, dayNumber } from "@tickfolio/engine";
import { newId } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { createManualTime } from "../market/manual-time.ts";
import { scripted } from "../market/testing.ts";
import { entry, makePortfolio, makeShare, NOW, startApp, trade } from "./testing.ts";

/** A portfolio that bought 10 SAP.DE at 100, with closes of 100 to 104 and then a quote of 110 on Monday, 2 March 2026. */
async function start() {
  const clock = () => NOW;
  const provider = scripted({
    name: "paper",
    capabilities: ["quote", "closes"],
    clock,
    covers: ({ symbol }) => symbol === "SAP.DE",
    closes: { "2026-02-23": 100, "2026-02-24": 101, "2026-02-25": 102, "2026-02-26": 103, "2026-02-27": 104 },
  });
  const server = startApp({ clock, providers: [provider] });
  const ann = server.as("ann");
  const portfolio = await makePortfolio(ann);
  const share = await makeShare(ann);
  provider.prices.set("SAP.DE", { price: 110, day: "2026-03-02", at: new Date(NOW).toISOString(), previousClose: 104 });
  await ann.writeEntry(portfolio, entry([trade("buy", share, "10", "100", "2026-02-23")]));
  return { ...server, ann, portfolio, share, provider };
}

test("a valuation says what each position is worth now, from which price, and since when that is known", async () => {
  const { ann, portfolio, share } = await start();
  const valuation = await ann.valuation(portfolio);
  expect(valuation).toMatchObject({
    day: "2026-03-02",
    baseCurrency: "EUR",
    asOf: new Date(NOW).toISOString(),
    partial: false,
    positions: [
      {
        instrument: share,
        quantity: "10",
        cost: 1000,
        marketValue: 1100,
        unrealized: 100,
        price: { value: 110, source: "paper", day: "2026-03-02" },
      },
    ],
    totals: { marketValue: 1100, gain: 100, dayChange: 60 },
  });
});

test("while a session in the far east is already on tomorrow's date, the day valued is that one", async () => {
  const { ann, portfolio, provider } = await start();
  provider.prices.set("SAP.DE", { price: 112, day: "2026-03-03", at: new Date(NOW).toISOString() });
  expect(await ann.valuation(portfolio)).toMatchObject({ day: "2026-03-03", totals: { marketValue: 1120 } });
  await ann.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  expect(await ann.totalValuation()).toMatchObject({ day: "2026-03-03", totals: { marketValue: 1120 } });
});

test("on a day that is over its close counts, and what was bought later does not", async () => {
  const { ann, portfolio, share } = await start();
  await ann.writeEntry(portfolio, entry([trade("buy", share, "5", "103", "2026-02-26")]));
  const valuation = await ann.valuation(portfolio, "2026-02-25");
  expect(valuation).toMatchObject({ totals: { marketValue: 1020, cost: 1000 }, positions: [{ quantity: "10" }] });
});

test("history ends with the valuation of its last day", async () => {
  const { ann, portfolio } = await start();
  const history = await ann.history(portfolio, "2026-02-21", "2026-02-27");
  expect(history.value).toEqual([0, 0, 1000, 1010, 1020, 1030, 1040]);
  expect(history.invested.at(-1)).toBe(1000);
  const { totals } = await ann.valuation(portfolio, "2026-02-27");
  expect(history.value.at(-1)).toBe(totals.marketValue);
  await expect(ann.history(portfolio, "2026-02-27", "2026-02-21")).rejects.toMatchObject({ field: "to" });
});

test("all portfolios together are worth the sum of each, and what is in the bin does not count", async () => {
  const { ann, portfolio, share } = await start();
  const second = await makePortfolio(ann, "Second");
  const binned = await makePortfolio(ann, "Third");
  for (const id of [second, binned]) {
    await ann.writeEntry(id, entry([trade("buy", share, "1", "100", "2026-02-23")]));
  }
  await ann.deletePortfolio(binned);
  await ann.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  const total = await ann.totalValuation();
  expect(total).toMatchObject({ baseCurrency: "EUR", totals: { marketValue: 1210, cost: 1100, gain: 110 } });
  expect((await ann.valuation(portfolio)).totals.marketValue).toBe(1100);
});

test("the history of all portfolios is the sum of theirs, and of none it is flat", async () => {
  const { as, ann, share } = await start();
  const second = await makePortfolio(ann, "Second");
  await ann.writeEntry(second, entry([trade("buy", share, "1", "100", "2026-02-25")]));
  await ann.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  const history = await ann.totalHistory("2026-02-22", "2026-02-26");
  expect(history).toMatchObject({ baseCurrency: "EUR", value: [0, 1000, 1010, 1122, 1133] });
  expect((await as("bob").totalHistory("2026-02-22", "2026-02-23")).value).toEqual([0, 0]);
});

test("a position nobody prices is named as unpriced and never counted as nothing", async () => {
  const { ann, portfolio } = await start();
  const odd = await ann.saveInstrument({ symbol: "SHED", name: "A shed", kind: "other", mic: null, currency: "EUR" });
  await ann.writeEntry(portfolio, entry([trade("buy", odd.id, "1", "500")]));
  const valuation = await ann.valuation(portfolio);
  expect(valuation).toMatchObject({ partial: true, unpriced: [odd.id] });
  expect(valuation.positions.find(({ instrument }) => instrument === odd.id)).toMatchObject({ marketValue: null });
  const { unpriced } = await ann.quotes([odd.id]);
  const message = expect.stringContaining("SHED");
  expect(unpriced).toEqual([{ instrument: odd.id, code: "upload-prices", message, sources: [] }]);

  await ann.setPrice(odd.id, { day: "2026-03-01", price: "650.50" });
  expect(await ann.valuation(portfolio)).toMatchObject({ partial: false, totals: { marketValue: 1750.5 } });
});

describe("the market's figures on the wire", () => {
  test("quotes, closes and status speak of the user's own instruments only", async () => {
    const { ann, share } = await start();
    const { items } = await ann.quotes([share, "ins_nobodys"]);
    expect(items).toMatchObject([{ instrument: share, price: "110", previousClose: "104", source: "paper" }]);
    const closes = (await ann.closes([share, "ins_nobodys"], "2026-02-24")).items;
    expect(closes).toMatchObject([{ instrument: share, source: "paper", currency: "EUR" }]);
    expect(closes[0]!.closes.at(-1)).toBe(104);
    expect(closes[0]!.days.at(-1)).toBe(dayNumber("2026-02-27"));
    expect((await ann.marketStatus()).items).toMatchObject([{ name: "paper", enabled: true }]);
  });

  test("a provider that is switched off is asked nothing from then on", async () => {
    const time = createManualTime(NOW);
    const provider = scripted({ name: "paper", clock: time.clock });
    const { as } = startApp({ clock: time.clock, providers: [provider] });
    const ann = as("ann");
    const share = await makeShare(ann);
    provider.prices.set("SAP.DE", { price: 110 });
    await ann.quotes([share]);
    const asked = provider.requests.length;
    expect(asked).toBeGreaterThan(0);
    await ann.saveSettings({ baseCurrency: "EUR", providers: { paper: false }, version: 0 });
    await time.advance(3_600_000);
    await ann.quotes([share]);
    expect(provider.requests.length).toBe(asked);
    expect((await ann.marketStatus()).items).toMatchObject([{ name: "paper", enabled: false, state: "off" }]);
  });

  test("rates begin with the one in force on the day asked from, and no earlier", async () => {
    const ann = startApp().as("ann");
    const { items } = await ann.rates(["USD", "GBP"], "2025-11-09", { sample: true });
    const days = items[0]!.days.map(dayFromNumber);
    expect(days[0]! <= "2025-11-09").toBe(true);
    expect(days[1]! > "2025-11-09").toBe(true);
    expect(items[0]!.columns.USD).toHaveLength(days.length);
  });

  test("the simulated market's rates are there for samples, and nobody else is given them", async () => {
    const ann = startApp().as("ann");
    const { items } = await ann.rates(["USD", "GBP", "XXX", "__proto__", "toString"], "2026-01-01", { sample: true });
    expect(items).toMatchObject([{ base: "EUR", source: "simulator" }]);
    expect(Object.keys(items[0]!.columns)).toEqual(["USD", "GBP"]);
    expect((await ann.rates(["USD"], "2026-01-01")).items).toEqual([]);
  });
});

test("a portfolio without any entry is worth nothing, and its history is flat", async () => {
  const ann = startApp().as("ann");
  const id = newId("pf");
  const draft = {
    id,
    name: "New",
    baseCurrency: "CHF",
    costMethod: "average",
    cash: "tracked",
    sample: false,
  } as const;
  await ann.savePortfolio(draft, 0);
  expect(await ann.valuation(id)).toMatchObject({ positions: [], cash: [], totals: { gain: 0 }, partial: false });
  expect((await ann.history(id, "2026-01-01", "2026-01-02")).value).toEqual([0, 0]);
});
