import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeTwelveData, startFakeTwelveData, type TwelveDataScenario } from "../fakes/fake-twelve-data.ts";
import { createManualTime } from "../manual-time.ts";
import { listing } from "../testing.ts";
import {
  apple,
  askOften,
  clock,
  connect,
  failureOf,
  KEY,
  keyedConformance,
  listApple,
  NOW_MS,
  vodafone,
} from "./keyed-testing.ts";
import { createTwelveData } from "./twelve-data.ts";

async function start() {
  const fake = await startFakeTwelveData({ clock });
  listApple(fake, "AAPL");
  fake.list("BRK.B", { bars: [["2026-11-20", 500]] });
  fake.list("VOD:XLON", { currency: "GBp", name: "Vodafone", bars: [["2026-11-20", 92.74]] });
  return fake;
}

keyedConformance("twelve-data", createTwelveData, start, { found: "apple", nothing: "zzzz" });

describe("twelve data", () => {
  let fake: FakeTwelveData;
  let provider: ReturnType<typeof createTwelveData>;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.limited = false;
    fake.requests.length = 0;
    provider = connect(createTwelveData, fake);
  });

  test("a batch is one request for each market, and a member that fails leaves the others theirs", async () => {
    const berkshire = listing("BRK-B", { mic: "XNYS" });
    const quotes = await provider.quote!([apple, listing("XXXX"), berkshire, vodafone]);
    expect(quotes.map(({ instrument, price }) => [instrument, price])).toEqual([
      ["ins_AAPL", 273.61],
      ["ins_BRK-B", 500],
      ["ins_VOD.L", 0.9274],
    ]);
    expect(fake.requests.map(({ query }) => [query.get("symbol"), query.get("mic_code")])).toEqual([
      ["AAPL,XXXX,BRK.B", null],
      ["VOD", "XLON"],
    ]);
    expect(fake.requests.every(({ headers }) => headers.authorization === `apikey ${KEY}`)).toBe(true);
    expect(fake.requests.every(({ query }) => !query.has("apikey"))).toBe(true);
  });

  test("a quote says when it is of and what was the close before", async () => {
    expect(await provider.quote!([apple])).toEqual([
      {
        instrument: "ins_AAPL",
        price: 273.61,
        previousClose: 271.12,
        currency: "USD",
        at: "2026-11-20T20:59:00.000Z",
        day: "2026-11-20",
        source: "twelve-data",
        delay: "unknown",
        session: "closed",
      },
    ]);
  });

  test("the unit it states counts, and another currency is another line of the same name", async () => {
    fake.list("VOD:XLON", { currency: "GBP", bars: [["2026-11-20", 0.93]] });
    expect((await provider.quote!([vodafone]))[0]).toMatchObject({ price: 0.93, currency: "GBP" });
    fake.list("VOD:XLON", { currency: "USD", bars: [["2026-11-20", 1.2]] });
    expect(await provider.quote!([vodafone])).toEqual([]);
    expect(await failureOf(provider.closes!(vodafone, "2026-11-01"))).toMatchObject({ reason: "unsupported" });
    fake.list("VOD:XLON", { currency: "GBp", name: "Vodafone", bars: [["2026-11-20", 92.74]] });
  });

  test("closes come newest first, and on the units after the splits", async () => {
    const series = await provider.closes!(apple, "2020-08-01");
    expect([...series.days].map(dayFromNumber).slice(0, 2)).toEqual(["2020-08-28", "2020-08-31"]);
    expect([...series.closes].slice(0, 2)).toEqual([124.8075, 129.04]);
    expect(series.adjustment).toBe("split");
    expect(fake.requests[0]!.query.get("adjust")).toBe("splits");
  });

  const expected: Record<Exclude<TwelveDataScenario, "member-limit">, [string, string?]> = {
    limit: ["rate-limited", "2026-11-20T22:31:0"],
    "limit-of-the-day": ["rate-limited", "2026-11-21T00:00:00.000Z"],
    "limit-by-status": ["rate-limited", "2026-11-20T22:30:17.000Z"],
    "wrong-key": ["unauthorized"],
    plan: ["plan-restricted"],
    "no-data": ["no-data"],
    "bad-parameter": ["malformed"],
    gateway: ["transient"],
  };
  test.each(Object.entries(expected))("%s is a state of its own", async (scenario, [reason, retryAt]) => {
    fake.scenario = scenario as TwelveDataScenario;
    const failure = await failureOf(provider.closes!(apple, "2026-11-01"));
    expect(failure.reason).toBe(reason);
    if (retryAt) expect(failure.retryAt).toContain(retryAt);
  });

  test("a member refused for now is not taken for one that has no price", async () => {
    fake.scenario = "member-limit";
    expect(await failureOf(provider.quote!([apple, listing("BRK-B")]))).toMatchObject({ reason: "rate-limited" });
  });

  test("each symbol of a batch costs a credit, and it is never asked for more than it gives", async () => {
    const time = createManualTime(NOW_MS);
    const counted = await startFakeTwelveData({ clock: time.clock });
    const many = Array.from({ length: 4 }, (_, index) => listing(`X${index}`));
    await askOften(createTwelveData, counted, time, { rounds: 10, everyMs: 20_000 }, (own) => own.quote!(many));
    expect(counted.quota.refused).toBe(0);
    expect(counted.quota.taken).toBeGreaterThanOrEqual(16);
    await counted.close();
  });

  test("its search gives symbols as we spell them", async () => {
    expect(await provider.search!("vodafone")).toEqual([
      {
        symbol: "VOD.L",
        name: "Vodafone",
        kind: "stock",
        mic: "XLON",
        currency: "GBP",
        quotedIn: "GBp",
        source: "twelve-data",
      },
    ]);
  });

  test("its key is tried with a request that costs nothing", async () => {
    await provider.test!();
    await expect(connect(createTwelveData, { ...fake, key: "wrong" }).test!()).rejects.toMatchObject({
      reason: "unauthorized",
    });
    expect(createTwelveData({ clock }).needs).toContain("twelvedata.com");
    expect(createTwelveData({ clock, key: "with a space" }).needs).toContain("give it again");
  });
});
