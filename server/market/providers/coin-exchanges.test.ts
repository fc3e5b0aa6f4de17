import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeCoinExchanges, startFakeCoinExchanges } from "../fakes/fake-coin-exchanges.ts";
import { listing, unlimited } from "../testing.ts";
import { createBinance } from "./binance.ts";
import { providerConformance } from "./conformance.ts";
import { createKraken } from "./kraken.ts";

const clock = () => Date.parse("2026-11-20T18:00:00Z");
const coin = (symbol: string, currency = symbol.slice(-3)) => listing(symbol, { mic: null, kind: "crypto", currency });

async function start() {
  const fake = await startFakeCoinExchanges();
  const at = "2026-11-20T17:59:58.000Z";
  fake.pairs.set("XBTUSD", [at, 91_234, 91_000]).set("XBTEUR", [at, 78_650, 78_260]);
  fake.pairs.set("BTCUSDT", [at, 91_200, 91_001]).set("BTCEUR", [at, 78_600, 78_200]);
  return fake;
}

describe.each([
  ["kraken", createKraken, 91_234, 78_650, "XBTUSD"],
  ["binance", createBinance, 91_200, 78_600, '["BTCUSDT"]'],
] as const)("%s", (name, create, dollars, euros, asked) => {
  const connect = (fake: FakeCoinExchanges, timeoutMs = 60_000) =>
    create({ clock, quota: unlimited, url: fake.url, timeoutMs });

  providerConformance(name, async () => {
    const fake = await start();
    return {
      ...{ provider: connect(fake), impatient: connect(fake, 100), clock, priced: coin("BTC-USD") },
      ...{ unknown: coin("ZZZZ-USD"), foreign: listing("AAPL"), server: fake, close: () => fake.close() },
    };
  });

  let fake: FakeCoinExchanges;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.requests.length = 0;
  });

  test("a coin has a price in dollars and one in euros, and no other", async () => {
    const provider = connect(fake);
    expect(await provider.quote!([coin("BTC-USD"), coin("BTC-EUR")])).toMatchObject([
      { price: dollars, currency: "USD", day: "2026-11-20", source: name },
      { price: euros, currency: "EUR" },
    ]);
    expect(fake.requests[0]!.query.get("pair") ?? fake.requests[0]!.query.get("symbols")).toBe(asked);
    const others = [coin("BTC-PLN"), coin("BTC-USD", "EUR"), listing("BTC-USD", { mic: null })];
    for (const other of others) expect(provider.covers(other, "quote")).toBe(false);
  });

  test("its limit and its trouble are states of their own", async () => {
    fake.scenario = "too-many";
    await expect(connect(fake).quote!([coin("BTC-USD")])).rejects.toMatchObject({ reason: "rate-limited" });
    if (name !== "kraken") return;
    fake.scenario = "too-many-with-200";
    await expect(connect(fake).quote!([coin("BTC-USD")])).rejects.toMatchObject({ reason: "rate-limited" });
    fake.scenario = "unavailable";
    await expect(connect(fake).quote!([coin("BTC-USD")])).rejects.toMatchObject({ reason: "transient" });
  });
});

test("Binance's dollars are tether, and it says so; tether itself has no price in tether", () => {
  const binance = createBinance({ clock });
  expect([binance.title, binance.notice].join()).toMatch(/tether.*USDT/s);
  expect(binance.covers(coin("USDT-USD"), "quote")).toBe(false);
});
