import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CoinGeckoScenario, type FakeCoinGecko, startFakeCoinGecko } from "../fakes/fake-coingecko.ts";
import type { ProviderFailure, ProviderParts } from "../provider.ts";
import { listing, unlimited } from "../testing.ts";
import { createCoinGecko } from "./coingecko.ts";
import { providerConformance } from "./conformance.ts";

const NOW = "2026-11-20T18:00:00Z";
const clock = () => Date.parse(NOW);
const coin = (symbol: string, name = symbol, currency = symbol.slice(-3)) =>
  listing(symbol, { mic: null, kind: "crypto", name, currency });
const bitcoin = coin("BTC-USD", "Bitcoin");

async function start() {
  const fake = await startFakeCoinGecko(NOW);
  fake.list({
    ...{ id: "bitcoin", symbol: "btc", name: "Bitcoin", rank: 1, prices: { usd: 91_234, eur: 78_650 } },
    points: [
      ["2026-11-18T00:00:00Z", 90_000],
      ["2026-11-19T00:00:00Z", 90_500],
      ["2026-11-19T13:00:00Z", 99_999],
      ["2026-11-20T00:00:00Z", 91_000],
      ["2026-11-20T17:59:00Z", 91_234],
    ],
  });
  fake.list({ id: "ethereum", symbol: "eth", name: "Ethereum", rank: 2, prices: { usd: 3_012 } });
  fake.list({ id: "small-pepe", symbol: "pepe", name: "Small Pepe", rank: 2_000, prices: { usd: 5 } });
  fake.list({ id: "pepe", symbol: "pepe", name: "Pepe", rank: 30, prices: { usd: 0.00000091 } });
  fake.list({ id: "twin-one", symbol: "twin", name: "Twin One", prices: { usd: 1 } });
  fake.list({ id: "twin-two", symbol: "twin", name: "Twin Two", prices: { usd: 2 } });
  return fake;
}

const connect = (fake: FakeCoinGecko, rest: Partial<ProviderParts> = {}) =>
  createCoinGecko({ clock, quota: unlimited, url: fake.url, timeoutMs: 60_000, ...rest });

describe.each([
  ["without a key", undefined],
  ["with a demo key", "CG-demo-0123456789"],
  ["with a pro key", "CG-pro-0123456789"],
])("%s", (_, key) => {
  providerConformance("coingecko", async () => {
    const fake = await start();
    return {
      ...{ provider: connect(fake, { key }), impatient: connect(fake, { key, timeoutMs: 100 }), clock },
      ...{ priced: bitcoin, unknown: coin("ZZZZ-USD"), foreign: listing("AAPL") },
      searches: { found: "bitcoin", nothing: "zzzz" },
      ...{ server: fake, close: () => fake.close() },
      ...(key ? { secret: key } : {}),
    };
  });
});

describe("coingecko", () => {
  let fake: FakeCoinGecko;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.requests.length = 0;
  });
  const sent = () => fake.requests.map(({ path }) => path);

  test("several coins in several currencies are one request, each in its own", async () => {
    const euros = coin("BTC-EUR", "Bitcoin");
    const quotes = await connect(fake).quote!([bitcoin, euros, coin("ETH-USD"), coin("ETH-EUR")]);
    expect(quotes.map(({ instrument, price, currency }) => [instrument, price, currency])).toEqual([
      ["ins_BTC-USD", 91_234, "USD"],
      ["ins_BTC-EUR", 78_650, "EUR"],
      ["ins_ETH-USD", 3_012, "USD"],
    ]);
    expect(quotes[0]).toMatchObject({ at: "2026-11-20T17:59:30.000Z", day: "2026-11-20", delay: "realtime" });
    expect(sent()).toEqual(["/simple/price"]);
    expect(fake.requests[0]!.query.get("ids")).toBe("bitcoin,ethereum");
  });

  test("the point of midnight is the close of the day before, and no other point is one", async () => {
    const series = await connect(fake).closes!(bitcoin, "2026-11-01");
    expect([...series.days].map((day, row) => [dayFromNumber(day), series.closes[row]])).toEqual([
      ["2026-11-17", 90_000],
      ["2026-11-18", 90_500],
      ["2026-11-19", 91_000],
    ]);
    expect(series.adjustment).toBe("raw");
    const [from, to] = ["from", "to"].map((name) => Number(fake.requests[0]!.query.get(name)));
    expect(to! - from!).toBeGreaterThan(90 * 86_400);
    expect([...(await connect(fake).closes!(coin("BTC-EUR"), "2026-11-01")).closes].at(-1)).toBeCloseTo(78_260);
  });

  test("no more than the year it knows is asked for, except by those who pay", async () => {
    const span = () => (clock() / 1_000 - Number(fake.requests.at(-1)!.query.get("from"))) / 86_400;
    await connect(fake).closes!(bitcoin, "2013-01-01");
    expect(span()).toBe(364);
    const pro = connect(fake, { key: fake.keys.pro });
    await pro.test!();
    await pro.closes!(bitcoin, "2025-11-30");
    expect(span()).toBeLessThan(365);
  });

  test("a name says which coin is meant to who asks for themselves alone; of all who share a price none decides", async () => {
    const [everybodys, own] = [connect(fake), connect(fake, { scope: "user:ann" })];
    const named = coin("PEPE-USD", "Small Pepe");
    expect(await everybodys.quote!([named])).toMatchObject([{ price: 0.00000091 }]);
    expect(await own.quote!([named])).toMatchObject([{ price: 5 }]);
    await expect(everybodys.quote!([coin("TWIN-USD", "Twin Two")])).rejects.toMatchObject({ reason: "not-found" });
  });

  test("a ticker means the coin of the instrument's name, else the largest; of equals none", async () => {
    const gecko = connect(fake, { scope: "user:ann" });
    const price = async (symbol: string, name?: string) => (await gecko.quote!([coin(symbol, name)]))[0]?.price;
    expect(await price("PEPE-USD")).toBe(0.00000091);
    expect(await price("PEPE-USD", "small pepe")).toBe(5);
    expect(await price("TWIN-USD", "Twin Two")).toBe(2);
    await expect(gecko.quote!([coin("TWIN-USD")])).rejects.toMatchObject({
      reason: "not-found",
      message: expect.stringContaining("several coins"),
    });
    expect(await gecko.quote!([coin("TWIN-USD"), bitcoin])).toHaveLength(1);
    // What is known by now is not looked up again.
    fake.requests.length = 0;
    await price("PEPE-USD");
    expect(sent()).toEqual(["/simple/price"]);
  });

  test("the name somebody gives is the coin", async () => {
    const gecko = connect(fake, { spelling: ({ symbol }) => (symbol === "TWIN-USD" ? "twin-one" : undefined) });
    expect(await gecko.quote!([coin("TWIN-USD")])).toMatchObject([{ price: 1 }]);
    expect(sent()).toEqual(["/simple/price"]);
  });

  test.each([
    ["demo", ["/ping", "/ping"], "x-cg-demo-api-key"],
    ["pro", ["/ping", "/pro/ping", "/pro/ping"], "x-cg-pro-api-key"],
  ] as const)("a %s key goes to its own address under its own name", async (kind, paths, header) => {
    const gecko = connect(fake, { key: fake.keys[kind] });
    await gecko.test!();
    await gecko.test!();
    expect(sent()).toEqual(paths);
    expect(fake.requests.at(-1)!.headers[header]).toBe(fake.keys[kind]);
  });

  test("a search shows the largest coin of each ticker by its name", async () => {
    expect(await connect(fake).search!("pepe")).toEqual([
      { symbol: "PEPE-USD", name: "Pepe", kind: "crypto", mic: null, currency: "USD", source: "coingecko" },
    ]);
  });

  test.each<[CoinGeckoScenario, ProviderFailure]>([
    ["too-many", "rate-limited"],
    ["too-many-nested", "rate-limited"],
    ["beyond-a-year", "plan-restricted"],
    ["missing-coin", "not-found"],
  ])("%s is %s", async (scenario, reason) => {
    fake.scenario = scenario;
    const failed = connect(fake).closes!(bitcoin, "2026-11-01");
    await expect(failed).rejects.toMatchObject({ reason });
    if (scenario === "too-many") await expect(failed).rejects.toMatchObject({ retryAt: "2026-11-20T18:00:20.000Z" });
  });

  test("a key that is none is rejected, and a coin without a price has none", async () => {
    const wrong = connect(fake, { key: "CG-wrong" }).test!();
    await expect(wrong).rejects.toMatchObject({ reason: "unauthorized" });
    await expect(wrong).rejects.not.toThrow("CG-wrong");
    fake.scenario = "no-price";
    expect(await connect(fake).quote!([bitcoin])).toEqual([]);
  });
});
