import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeFrankfurter, type FrankfurterScenario, startFakeFrankfurter } from "../fakes/fake-frankfurter.ts";
import { listing, unlimited } from "../testing.ts";
import { providerConformance } from "./conformance.ts";
import { createFrankfurter } from "./frankfurter.ts";

const NOW = "2026-11-20T18:00:00Z";
const clock = () => Date.parse(NOW);

async function start() {
  const fake = await startFakeFrankfurter();
  fake.rates
    .set("1999-01-04", { USD: 1.1789 })
    .set("2004-05-03", { USD: 1.19 })
    .set("2009-05-04", { USD: 1.33 })
    .set("2014-05-05", { USD: 1.38 })
    .set("2019-05-06", { USD: 1.12 })
    .set("2024-05-06", { USD: 1.08 })
    .set("2026-11-19", { USD: 1.1588, JPY: 178.9 })
    .set("2026-11-20", { USD: 1.1602, CHF: 0.9301 });
  return fake;
}
const connect = (fake: FakeFrankfurter, timeoutMs = 60_000) =>
  createFrankfurter({ clock, quota: unlimited, url: fake.url, timeoutMs });

providerConformance("frankfurter", async () => {
  const fake = await start();
  return {
    ...{ provider: connect(fake), impatient: connect(fake, 100), clock },
    ...{ foreign: listing("AAPL"), server: fake, close: () => fake.close() },
  };
});

describe("frankfurter", () => {
  let fake: FakeFrankfurter;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    Object.assign(fake, { scenario: undefined, etag: undefined, version: 2 });
    fake.requests.length = 0;
  });

  test.each([1, 2] as const)(
    "version %i: the ECB's rates of one euro, with gaps where there are none",
    async (version) => {
      fake.version = version;
      const table = await connect(fake).rates!("2026-11-01");
      expect([...table.days].map(dayFromNumber)).toEqual(["2026-11-19", "2026-11-20"]);
      expect(table).toMatchObject({ base: "EUR", source: "frankfurter" });
      expect(Object.entries(table.columns).map(([currency, column]) => [currency, ...column])).toEqual([
        ["USD", 1.1588, 1.1602],
        ["JPY", 178.9, Number.NaN],
        ["CHF", Number.NaN, 0.9301],
      ]);
    },
  );

  test("it asks for the ECB's own and not for a blend", async () => {
    await connect(fake).rates!("2026-11-01");
    expect(fake.requests.map(({ query }) => query.get("providers"))).toEqual(["ecb"]);
  });

  test("decades come in parts, one after the other", async () => {
    const table = await connect(fake).rates!("1990-01-01");
    expect(table.days.length).toBe(8);
    const spans = fake.requests.map(({ query }) => `${query.get("from")}..${query.get("to")?.slice(0, 4) ?? ""}`);
    expect(spans[0]).toBe("1999-01-04..2004");
    expect(spans.at(-1)).toMatch(/^20\d\d-\d\d-\d\d\.\.$/);
    expect(spans.length).toBe(6);
  });

  test("an old server is asked the old way from then on", async () => {
    fake.version = 1;
    const old = connect(fake);
    await old.rates!("2026-11-01");
    await old.rates!("2026-11-01");
    expect(fake.requests.map(({ path }) => path)).toEqual(["/v2/rates", "/v1/2026-11-01..", "/v1/2026-11-01.."]);
  });

  test("what has not changed is not sent again", async () => {
    fake.etag = '"abc"';
    const same = connect(fake);
    const first = await same.rates!("2026-11-01");
    expect(await same.rates!("2026-11-01")).toBe(first);
    expect(fake.requests[1]!.headers["if-none-match"]).toBe('"abc"');
    // Another part of the past is something else.
    expect((await same.rates!("2026-11-20")).days.length).toBe(1);
  });

  test.each<[FrankfurterScenario, string, string]>([
    ["not-found", "not-found", "no such rates"],
    ["unprocessable", "malformed", "invalid currency"],
    ["unavailable", "transient", "HTTP 503"],
    ["too-many", "rate-limited", "too often"],
    ["other-base", "malformed", "no rates of the euro"],
  ])("%s is %s", async (scenario, reason, words) => {
    fake.scenario = scenario;
    await expect(connect(fake).rates!("2026-11-01")).rejects.toMatchObject({
      reason,
      message: expect.stringContaining(words),
      ...(scenario === "too-many" ? { retryAt: "2026-11-20T18:01:30.000Z" } : {}),
    });
  });
});
