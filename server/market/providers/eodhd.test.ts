import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EodhdScenario, type FakeEodhd, startFakeEodhd } from "../fakes/fake-eodhd.ts";
import { createManualTime } from "../manual-time.ts";
import { listing } from "../testing.ts";
import { createEodhd } from "./eodhd.ts";
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
  const fake = await startFakeEodhd({ clock });
  listApple(fake, "AAPL.US");
  fake.list("VOD.LSE", {
    currency: "GBX",
    name: "Vodafone Group",
    bars: [
      ["2026-11-19", 92.02],
      ["2026-11-20", 92.74],
    ],
    dividends: { "2026-06-04": 2.25 },
  });
  return fake;
}

keyedConformance("eodhd", createEodhd, start, { found: "apple", nothing: "zzzz" });

describe("eodhd", () => {
  let fake: FakeEodhd;
  let provider: ReturnType<typeof createEodhd>;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.limited = false;
    fake.requests.length = 0;
    provider = connect(createEodhd, fake);
  });

  test("a batch is one request, London's pence become pounds, and NA is no price", async () => {
    const quotes = await provider.quote!([vodafone, apple, listing("XXXX")]);
    expect(quotes).toMatchObject([
      { instrument: "ins_VOD.L", price: 0.9274, previousClose: 0.9202, currency: "GBP", delay: "delayed" },
      { instrument: "ins_AAPL", price: 273.61, previousClose: 271.12 },
    ]);
    expect(fake.requests.map(({ path, query }) => [path, query.get("s")])).toEqual([
      ["/real-time/VOD.LSE", "AAPL.US,XXXX.US"],
    ]);
    expect(await provider.quote!([listing("XXXX")])).toEqual([]);
  });

  test("closes are as traded", async () => {
    const series = await provider.closes!(apple, "2020-08-01");
    expect([...series.closes].slice(0, 2)).toEqual([499.23, 129.04]);
    expect(series.adjustment).toBe("raw");
    expect([...(await provider.closes!(vodafone, "2026-11-01")).closes]).toEqual([0.9202, 0.9274]);
  });

  test("splits and declared dividends, pence as pounds", async () => {
    expect(await provider.actions!(apple, "2020-08-08")).toMatchObject([
      { kind: "split", day: "2020-08-31", from: 1, to: 4 },
      { kind: "dividend", day: "2026-11-09", amount: 0.26, currency: "USD", basis: "declared" },
    ]);
    expect(await provider.actions!(vodafone, "2026-01-01")).toMatchObject([
      { kind: "dividend", day: "2026-06-04", amount: 0.0225, currency: "GBP" },
    ]);
    fake.listings.get("VOD.LSE")!.currency = "";
    expect(await provider.actions!(vodafone, "2026-01-01")).toEqual([]);
    fake.listings.get("VOD.LSE")!.currency = "GBX";
  });

  const expected: Record<EodhdScenario, [string, string?]> = {
    limit: ["rate-limited", "2026-11-21T00:00:00.000Z"],
    "limit-by-text": ["rate-limited", "2026-11-21T00:00:00.000Z"],
    "wrong-key": ["unauthorized"],
    plan: ["plan-restricted"],
    error: ["malformed"],
    gateway: ["transient"],
  };
  test.each(Object.entries(expected))("%s is a state of its own", async (scenario, [reason, retryAt]) => {
    fake.scenario = scenario as EodhdScenario;
    const failure = await failureOf(provider.closes!(apple, "2026-11-01"));
    expect([failure.reason, failure.retryAt]).toEqual([reason, retryAt]);
  });

  test("a symbol it does not have is said in a plain text", async () => {
    expect(await failureOf(provider.closes!(listing("XXXX"), "2026-11-01"))).toMatchObject({ reason: "not-found" });
  });

  test("each symbol of a batch is a call of the twenty a day", async () => {
    const time = createManualTime(NOW_MS);
    const counted = await startFakeEodhd({ clock: time.clock });
    const four = [apple, vodafone, listing("A"), listing("B")];
    await askOften(createEodhd, counted, time, { rounds: 6, everyMs: 60_000 }, (own) => own.quote!(four));
    expect(counted.quota.taken).toBe(16);
    expect(counted.quota.refused).toBe(0);
    await counted.close();
  });

  test("a search for dots leads nowhere else on its host", async () => {
    fake.requests.length = 0;
    for (const text of [".", ".."]) await expect(provider.search!(text)).rejects.toMatchObject({ reason: "not-found" });
    expect(fake.requests).toEqual([]);
  });

  test("its search gives symbols as we spell them", async () => {
    expect(await provider.search!("vodafone")).toEqual([
      {
        symbol: "VOD.L",
        name: "Vodafone Group",
        kind: "stock",
        mic: null,
        currency: "GBP",
        quotedIn: "GBX",
        source: "eodhd",
      },
    ]);
  });

  test("its key is tried with its usage", async () => {
    await provider.test!();
    await expect(connect(createEodhd, { ...fake, key: "wrong" }).test!()).rejects.toMatchObject({
      reason: "unauthorized",
    });
  });
});
