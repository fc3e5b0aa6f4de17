import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@tickfolio/protocol";
import { afterEach, expect, test } from "vitest";
import { makePortfolio } from "../api/testing.ts";
import { startFakeServer } from "../market/fakes/fake-server.ts";
import { CATALOGUE } from "../market/roster/catalogue.ts";
import { openLocalApp } from "./local.ts";

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A laptop on which every provider has a key and is at one address, where everybody who knocks is counted. */
async function setUp() {
  const everybody = await startFakeServer(() => ({ status: 503, body: "" }));
  cleanups.push(() => everybody.close());
  let knocks = 0;
  everybody.server.on("connection", () => {
    knocks += 1;
  });
  const data = mkdtempSync(join(tmpdir(), "tickfolio-first-"));
  cleanups.push(() => rmSync(data, { recursive: true, force: true }));
  const at = { url: everybody.url, socketUrl: everybody.url.replace("http", "ws") };
  const providers = Object.fromEntries(
    CATALOGUE.map(({ name, key }) => [name, { ...at, ...(key === "needed" ? { key: "a-key-of-sixteen" } : {}) }]),
  );
  const { client, close } = await openLocalApp({ data, providers, web: false, logLevel: "silent" });
  cleanups.push(close);
  return { client, knocks: () => knocks };
}

const TRADES = `date,kind,symbol,quantity,price,currency
2026-01-05,buy,AAPL,10,200,USD
2026-01-05,buy,SAP.DE,10,200,EUR
`;

test("nobody outside is asked before the person has seen who would be, whatever they do; and then they are", async () => {
  const { client, knocks } = await setUp();

  async function everything(): Promise<void> {
    await client.searchInstruments("apple");
    const sample = await client.makeSample();
    await client.valuation(sample.id);
    await client.foreseeImport({ baseCurrency: "EUR", cash: "untracked" }, TRADES);
    const portfolio = await makePortfolio(client, newId("pf"));
    const file = { name: "trades.csv", text: TRADES, entry: newId("ent"), commit: true };
    await client.importTrades(portfolio, file);
    const ids = (await client.instruments()).items.map(({ id }) => id);
    await Promise.all([
      client.quotes(ids),
      client.closes(ids, "2026-01-01"),
      client.rates(["USD", "EUR"], "2026-01-01"),
    ]);
    await Promise.all([client.valuation(portfolio), client.totalValuation(), client.proposals(portfolio)]);
    await client.history(portfolio, "2026-01-05", "2026-01-20");
    const { items } = await client.marketStatus();
    expect(items.map(({ name }) => name)).toContain("finnhub");
  }

  await everything();
  expect(knocks()).toBe(0);

  // A currency was chosen or a switch was set, and still nothing was seen.
  expect(await client.settings()).toMatchObject({ sourcesSeen: false, version: 0 });
  await client.saveSettings({ baseCurrency: "EUR", providers: { yahoo: true }, sourcesSeen: false, version: 0 });
  await everything();
  expect(knocks()).toBe(0);
  const lists = (await client.marketStatus()).items;
  expect(lists.filter(({ hosts, enabled }) => hosts.length > 0 && enabled)).toEqual([]);

  await client.saveSettings({ baseCurrency: "EUR", providers: {}, sourcesSeen: true, version: 1 });
  const ids = (await client.instruments()).items.map(({ id }) => id);
  await client.quotes(ids);
  expect(knocks()).toBeGreaterThan(0);
}, 30_000);
