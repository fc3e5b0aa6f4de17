import { expect, test } from "vitest";
import { createLog } from "../log.ts";
import { PROVIDER_NAMES } from "../market/roster/provider-names.ts";
import { listing } from "../market/testing.ts";
import { createMemoryTable } from "../store/memory-table.ts";
import { createStore } from "../store/store.ts";
import { createLocalMarket } from "./local-market.ts";
import type { LocalOptions } from "./local-options.ts";

function open(options: Omit<LocalOptions, "data"> = {}) {
  const clock = () => Date.parse("2026-11-20T15:30:00Z");
  const store = createStore(createMemoryTable({ clock }), { clock });
  const log = createLog({ level: "silent", write: () => {}, clock });
  return { store, ...createLocalMarket({ options: { data: "unused", ...options }, store, clock, log }) };
}

test("every source a laptop can be started with has its switch, and there are no others", async () => {
  const { market } = open({ prices: "unused" });
  expect((await market.roster.shared()).map(({ name }) => name).toSorted()).toEqual([...PROVIDER_NAMES].toSorted());
  await market.close();
});

const apple = listing("AAPL");
const sap = listing("SAP.DE", { mic: "XETR", currency: "EUR" });
const lvmh = listing("MC.PA", { mic: "XPAR", currency: "EUR" });
const house = listing("MY-HOUSE", { mic: null, kind: "other", currency: "EUR" });
const coin = listing("BTC-USD", { mic: null, kind: "crypto" });

test("who has no price is sent only to sources that cover its exchange and kind, and told exactly what to do", async () => {
  const { market } = open();
  const steps = await market.sourceless("me", [apple, sap, lvmh, house, coin]);
  const lacking = steps.map(({ sources }) => Object.fromEntries(sources.map(({ name, lacks }) => [name, lacks])));
  expect(lacking[0]).toMatchObject({ finnhub: "key", yahoo: "switch", stooq: "key", tiingo: "key" });
  expect(lacking[1]).toMatchObject({ yahoo: "switch", stooq: "key" });
  expect(lacking[1]).not.toHaveProperty("finnhub");
  expect(lacking[2]).not.toHaveProperty("stooq");
  expect(lacking[3]).toEqual({});
  const own = (symbol: string) =>
    `start again with a price folder (--prices FOLDER), upload prices of ${symbol}, or type one.`;
  expect(steps[0]!.message).toMatch(
    /^Finnhub needs a key; .* with TICKFOLIO_FINNHUB_KEY set to your key\. Or switch on/,
  );
  expect(steps[1]!.message).toMatch(/^Stooq wants a key\. .* with TICKFOLIO_STOOQ_KEY set to your key\. Or switch on/);
  expect(steps[3]!.message).toContain(own("MY-HOUSE").slice(1));
  await market.close();
});

test("a key for American shares is no reason to send somebody there for a German one, also when it is switched off", async () => {
  const { market, store } = open({ providers: { finnhub: { key: "a-key" } }, prices: "unused" });
  await store.forUser("me").saveSettings({ baseCurrency: "EUR", providers: { finnhub: false } }, 0);
  const [american, german, own] = await market.sourceless("me", [apple, sap, house]);
  expect(american).toMatchObject({ code: "switch-on", message: expect.stringMatching(/^Finnhub may have a price/) });
  expect(german).toMatchObject({ code: "add-key" });
  expect(german!.sources).not.toContainEqual(expect.objectContaining({ name: "finnhub" }));
  expect(own).toMatchObject({ code: "upload-prices", sources: [] });
  expect(own!.message).toContain("Put a file of MY-HOUSE into the price folder, upload its prices, or type one.");
  await market.close();
});
