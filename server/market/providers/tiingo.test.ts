import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeTiingo, startFakeTiingo, type TiingoScenario } from "../fakes/fake-tiingo.ts";
import { listing } from "../testing.ts";
import { apple, clock, connect, failureOf, KEY, keyedConformance, listApple, vodafone } from "./keyed-testing.ts";
import { createTiingo } from "./tiingo.ts";

async function start() {
  const fake = await startFakeTiingo({ clock });
  listApple(fake, "AAPL");
  fake.list("BRK-B", { bars: [["2026-11-20", 500]] });
  return fake;
}

keyedConformance("tiingo", createTiingo, start, { found: "apple", nothing: "zzzz" });

describe("tiingo", () => {
  let fake: FakeTiingo;
  let provider: ReturnType<typeof createTiingo>;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.limited = false;
    fake.requests.length = 0;
    provider = connect(createTiingo, fake);
  });

  test("several symbols are one request, its key in a header", async () => {
    const quotes = await provider.quote!([apple, listing("XXXX"), listing("BRK-B", { mic: "XNYS" })]);
    expect(quotes).toMatchObject([
      { instrument: "ins_AAPL", price: 273.61, previousClose: 271.12, delay: "realtime" },
      { instrument: "ins_BRK-B", price: 500 },
    ]);
    expect(fake.requests.map(({ query }) => query.get("tickers"))).toEqual(["aapl,xxxx,brk-b"]);
    expect(fake.requests[0]!.headers.authorization).toBe(`Token ${KEY}`);
  });

  test("it is America's: nobody else is asked for there", () => {
    expect(provider.covers(apple, "quote")).toBe(true);
    expect(provider.covers(vodafone, "quote")).toBe(false);
    expect(provider.covers(listing("SHOP.TO", { mic: "XTSE", currency: "CAD" }), "closes")).toBe(false);
    expect(provider.covers(listing("BTC-USD", { kind: "crypto", mic: null }), "quote")).toBe(false);
  });

  test("closes are as traded, with splits and dividends in the same rows", async () => {
    const series = await provider.closes!(apple, "2020-08-01");
    expect([...series.closes].slice(0, 2)).toEqual([499.23, 129.04]);
    expect(series.adjustment).toBe("raw");
    fake.list("DIV", {
      bars: [["2026-11-09", 10]],
      dividends: { "2026-11-09": 0.26 },
      splits: { "2026-11-09": [3, 2] },
    });
    expect(await provider.actions!(listing("DIV"), "2020-01-01")).toEqual([
      { kind: "split", day: "2026-11-09", from: 2, to: 3 },
      { kind: "dividend", day: "2026-11-09", amount: 0.26, currency: "USD", basis: "declared" },
    ]);
  });

  const expected: Record<Exclude<TiingoScenario, "without-last">, [string, string?]> = {
    "limit-of-the-hour": ["rate-limited", "2026-11-20T23:00:00.000Z"],
    "limit-of-the-month": ["rate-limited", "2026-11-21T22:30:00.000Z"],
    "limit-with-200": ["rate-limited", "2026-11-20T23:00:00.000Z"],
    "limit-by-status": ["rate-limited", "2026-11-20T22:31:30.000Z"],
    "wrong-key": ["unauthorized"],
    "no-key": ["unauthorized"],
    plan: ["plan-restricted"],
    refusal: ["malformed"],
    gateway: ["transient"],
  };
  test.each(Object.entries(expected))("%s is a state of its own", async (scenario, [reason, retryAt]) => {
    fake.scenario = scenario as TiingoScenario;
    const failure = await failureOf(provider.closes!(apple, "2026-11-01"));
    expect([failure.reason, failure.retryAt]).toEqual([reason, retryAt]);
  });

  test("a row without a last price is none", async () => {
    fake.scenario = "without-last";
    expect(await failureOf(provider.quote!([apple]))).toMatchObject({ reason: "malformed" });
  });

  test("a ticker of another country is not found here", async () => {
    expect(await provider.search!("apple")).toEqual([
      { symbol: "AAPL", name: "Apple Inc", kind: "stock", mic: null, currency: "USD", source: "tiingo" },
    ]);
  });

  test("its key is tried with a test of its own", async () => {
    await provider.test!();
    await expect(connect(createTiingo, { ...fake, key: "wrong" }).test!()).rejects.toMatchObject({
      reason: "unauthorized",
    });
  });
});
