import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type AlphaVantageScenario,
  type FakeAlphaVantage,
  startFakeAlphaVantage,
} from "../fakes/fake-alpha-vantage.ts";
import { createManualTime } from "../manual-time.ts";
import { listing } from "../testing.ts";
import { createAlphaVantage } from "./alpha-vantage.ts";
import {
  apple,
  askOften,
  clock,
  connect,
  failureOf,
  keyedConformance,
  listApple,
  NOW_MS,
  vodafone,
} from "./keyed-testing.ts";

async function start() {
  const fake = await startFakeAlphaVantage({ clock });
  listApple(fake, "AAPL");
  fake.list("IBM", { bars: [["2026-11-20", 300]] });
  fake.list("VOD.LON", { currency: "GBX", name: "Vodafone Group", bars: [["2026-11-20", 92.74]] });
  return fake;
}

keyedConformance("alpha-vantage", createAlphaVantage, start, { found: "apple", nothing: "zzzz" });

describe("alpha vantage", () => {
  let fake: FakeAlphaVantage;
  let provider: ReturnType<typeof createAlphaVantage>;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.limited = false;
    provider = connect(createAlphaVantage, fake);
  });

  test("a quote is the last close, of its day", async () => {
    expect(await provider.quote!([apple])).toEqual([
      {
        instrument: "ins_AAPL",
        price: 273.61,
        previousClose: 271.12,
        currency: "USD",
        at: "2026-11-20T21:00:00.000Z",
        day: "2026-11-20",
        source: "alpha-vantage",
        delay: "eod",
        session: "closed",
      },
    ]);
    expect((await provider.quote!([vodafone]))[0]).toMatchObject({ price: 0.9274, currency: "GBP" });
    expect(await failureOf(provider.quote!([listing("XXXX")]))).toMatchObject({ reason: "not-found" });
  });

  test("closes are as traded, the last hundred", async () => {
    const series = await provider.closes!(apple, "2020-01-01");
    expect([...series.closes].slice(0, 2)).toEqual([499.23, 129.04]);
    expect(series.adjustment).toBe("raw");
  });

  const expected: Record<AlphaVantageScenario, [string, string?]> = {
    "error-message": ["not-found"],
    "wrong-key": ["unauthorized"],
    note: ["rate-limited", "2026-11-20T22:31:0"],
    information: ["rate-limited", "2026-11-21T00:00:00.000Z"],
    "per-second": ["rate-limited", "2026-11-20T22:31:0"],
    premium: ["plan-restricted"],
    demo: ["unauthorized"],
    "another-notice": ["malformed"],
    gateway: ["transient"],
  };
  test.each(Object.entries(expected))(
    "status 200 and %s is a state of its own",
    async (scenario, [reason, retryAt]) => {
      fake.scenario = scenario as AlphaVantageScenario;
      for (const request of [
        () => provider.quote!([apple]),
        () => provider.closes!(apple, "2026-11-01"),
        () => provider.search!("apple"),
        () => provider.test!(),
      ]) {
        const failure = await failureOf(request());
        expect(failure.reason).toBe(reason);
        if (retryAt) expect(failure.retryAt).toContain(retryAt);
      }
    },
  );

  test("it stays below its twenty-five requests a day, and one a second", async () => {
    const time = createManualTime(NOW_MS);
    const counted = await startFakeAlphaVantage({ clock: time.clock });
    listApple(counted, "AAPL");
    await askOften(createAlphaVantage, counted, time, { rounds: 30, everyMs: 500 }, (own) => own.quote!([apple]));
    expect([counted.quota.taken, counted.quota.refused]).toEqual([24, 0]);
    await counted.close();
  });

  test("its search gives symbols as we spell them", async () => {
    expect(await provider.search!("vodafone")).toMatchObject([
      { symbol: "VOD.L", name: "Vodafone Group", currency: "GBP", quotedIn: "GBX" },
    ]);
  });
});
