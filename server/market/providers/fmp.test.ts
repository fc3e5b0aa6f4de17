import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeFmp, type FmpScenario, startFakeFmp } from "../fakes/fake-fmp.ts";
import { listing } from "../testing.ts";
import { createFmp } from "./fmp.ts";
import { apple, clock, connect, failureOf, keyedConformance, listApple, vodafone } from "./keyed-testing.ts";

async function start() {
  const fake = await startFakeFmp({ clock });
  listApple(fake, "AAPL");
  fake.list("VOD.L", { currency: "GBp", name: "Vodafone", bars: [["2026-11-20", 92.74]] });
  return fake;
}

keyedConformance("fmp", createFmp, start, { found: "apple", nothing: "zzzz" });

describe("financial modeling prep", () => {
  let fake: FakeFmp;
  let provider: ReturnType<typeof createFmp>;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.limited = false;
    fake.allowed = undefined;
    provider = connect(createFmp, fake);
  });

  test("a quote, and nothing for what it does not have", async () => {
    expect(await provider.quote!([apple])).toMatchObject([{ price: 273.61, previousClose: 271.12, currency: "USD" }]);
    expect(await provider.quote!([vodafone])).toMatchObject([{ price: 0.9274, currency: "GBP" }]);
    expect(await failureOf(provider.quote!([listing("XXXX")]))).toMatchObject({ reason: "not-found" });
  });

  test("its closes do not say what they are adjusted for", async () => {
    const series = await provider.closes!(apple, "2026-11-01");
    expect([...series.closes]).toEqual([269.4, 271.12, 273.61]);
    expect(series.adjustment).toBe("unknown");
  });

  test("dividends and splits of America only: they name no currency", async () => {
    expect(await provider.actions!(apple, "2020-08-08")).toEqual([
      { kind: "split", day: "2020-08-31", from: 1, to: 4 },
      { kind: "dividend", day: "2026-11-09", amount: 0.26, currency: "USD", basis: "declared" },
    ]);
    expect(provider.covers(vodafone, "actions")).toBe(false);
    expect(provider.covers(vodafone, "closes")).toBe(true);
  });

  test("what is not on a free key's list is of a paid plan", async () => {
    fake.allowed = new Set(["AAPL"]);
    await provider.quote!([apple]);
    expect(await failureOf(provider.quote!([vodafone]))).toMatchObject({ reason: "plan-restricted" });
    expect(provider.isSureOf!(apple)).toBe(false);
  });

  const expected: Record<FmpScenario, [string, string?]> = {
    premium: ["plan-restricted"],
    restricted: ["plan-restricted"],
    legacy: ["plan-restricted"],
    "wrong-key": ["unauthorized"],
    limit: ["rate-limited", "2026-11-21T00:00:00.000Z"],
    error: ["malformed"],
    gateway: ["transient"],
  };
  test.each(Object.entries(expected))("%s is a state of its own", async (scenario, [reason, retryAt]) => {
    fake.scenario = scenario as FmpScenario;
    for (const request of [() => provider.closes!(apple, "2026-11-01"), () => provider.test!()]) {
      const failure = await failureOf(request());
      expect([failure.reason, failure.retryAt]).toEqual([reason, retryAt]);
    }
  });

  test("its search gives symbols as we spell them", async () => {
    expect(await provider.search!("vodafone group plc")).toEqual([]);
    expect(await provider.search!("VOD.L")).toMatchObject([{ symbol: "VOD.L", currency: "GBP", quotedIn: "GBp" }]);
    expect(fake.requests.slice(-2).map(({ path }) => path)).toEqual(["/search-name", "/search-symbol"]);
  });
});
