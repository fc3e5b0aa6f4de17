import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parsedJson } from "../door/json.ts";
import { type FakeOpenFigi, type FigiRow, startFakeOpenFigi } from "../fakes/fake-openfigi.ts";
import type { Identifier, ProviderParts } from "../provider.ts";
import { listing, unlimited } from "../testing.ts";
import { providerConformance } from "./conformance.ts";
import { createOpenFigi } from "./openfigi.ts";

const clock = () => Date.parse("2026-11-20T18:00:00Z");
const KEY = "0f1e2d3c-openfigi";
const isin = (value: string): Identifier => ({ kind: "isin", value });
const apple = isin("US0378331005");

const row = (ticker: string, exchCode: string, rest: Partial<FigiRow> = {}): FigiRow => {
  return { figi: "BBG000B9XRY4", name: "APPLE INC", ticker, exchCode, securityType2: "Common Stock", ...rest };
};

async function start() {
  const fake = await startFakeOpenFigi();
  const listings = [
    ...[row("AAPL", "US"), row("AAPL", "UN", { figi: "BBG000B9XT51" }), row("AAPL", "UW"), row("APC", "GY")],
    ...[row("0R2V", "LN"), row("AAPL", "XX"), row("AAPL 5 2030", "US", { marketSector: "Corp" })],
  ];
  fake.listings
    .set("ID_ISIN US0378331005", listings)
    .set("ID_WERTPAPIER 865985", listings)
    .set("ID_CUSIP 084670702", [row("BRK/B", "US", { name: "BERKSHIRE HATHAWAY INC-CL B" })])
    .set("ID_SEDOL B1XZS82", [row("700", "HK", { name: "TENCENT" })])
    .set("ID_ISIN SE0000115446", [row("VOLVB", "SS", { name: "VOLVO AB-B SHS" })])
    .set("ID_BB_GLOBAL BBG000BDTBL9", [row("SPY", "US", { name: "SPDR S&P 500", securityType2: "Mutual Fund" })]);
  return fake;
}

const connect = (fake: FakeOpenFigi, rest: Partial<ProviderParts> = {}) =>
  createOpenFigi({ clock, quota: unlimited, url: fake.url, timeoutMs: 60_000, ...rest });

describe.each([
  ["without a key", undefined],
  ["with a key", KEY],
])("%s", (_, key) => {
  providerConformance("openfigi", async () => {
    const fake = await start();
    return {
      ...{ provider: connect(fake, { key }), impatient: connect(fake, { key, timeoutMs: 100 }), clock },
      identifies: { known: apple, unknown: isin("US5949181045") },
      ...{ foreign: listing("AAPL"), server: fake, close: () => fake.close() },
      ...(key ? { secret: key } : {}),
    };
  });
});

describe("openfigi", () => {
  let fake: FakeOpenFigi;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    Object.assign(fake, { scenario: undefined, mostJobs: [5, 100] });
    fake.requests.length = 0;
  });
  const jobs = () => fake.requests.map(({ body }) => (parsedJson(body) as unknown[]).length);

  test("an ISIN is each of its listings on markets we know, once, and no bond", async () => {
    expect(await connect(fake).resolve!([apple])).toEqual([
      ["AAPL", "APC.DE", "0R2V.L"].map((symbol) => ({
        ...{ symbol, name: "APPLE INC", kind: "stock", mic: null, currency: null },
        ...{ isin: apple.value, figi: "BBG000B9XRY4", source: "openfigi" },
      })),
    ]);
  });

  test("every kind of number is asked for as what it is", async () => {
    const found = await connect(fake).resolve!([
      { kind: "wkn", value: "865985" },
      { kind: "cusip", value: "084670702" },
      { kind: "sedol", value: "B1XZS82" },
      { kind: "figi", value: "BBG000BDTBL9" },
      isin("SE0000115446"),
    ]);
    expect(found.map((listings) => listings[0]?.symbol)).toEqual(["AAPL", "BRK-B", "0700.HK", "SPY", "VOLV-B.ST"]);
    expect(found[3]![0]!.kind).toBe("fund");
    expect(found[0]![0]!.isin).toBeUndefined();
  });

  test("answers stand where their questions stood, also beside a warning and an error", async () => {
    const odd = isin("<>");
    const many = [odd, apple, isin("US5949181045"), apple, odd, odd, apple];
    const found = await connect(fake).resolve!(many);
    expect(found.map((listings) => listings.length)).toEqual([0, 3, 0, 3, 0, 0, 3]);
    expect(jobs()).toEqual([5, 2]);
  });

  test("a key takes a hundred at once, and goes in a header", async () => {
    expect(await connect(fake, { key: KEY }).resolve!(Array(120).fill(apple))).toHaveLength(120);
    expect(jobs()).toEqual([100, 20]);
    expect(fake.requests[0]!.headers["x-openfigi-apikey"]).toBe(KEY);
  });

  test("where it takes fewer than it says, they are asked for in smaller parts from then on", async () => {
    fake.mostJobs = [2, 2];
    const figi = connect(fake);
    expect(await figi.resolve!(Array(5).fill(apple))).toHaveLength(5);
    expect(jobs()).toEqual([5, 2, 2, 1]);
    fake.mostJobs = [0, 0];
    await expect(figi.resolve!([apple])).rejects.toMatchObject({ reason: "malformed" });
  });

  test("its limit is over when its headers say so", async () => {
    fake.scenario = "too-many";
    await expect(connect(fake).resolve!([apple])).rejects.toMatchObject({
      reason: "rate-limited",
      retryAt: "2026-11-20T18:00:42.000Z",
    });
  });

  test("a wrong key is a wrong key; without one it is just closed", async () => {
    await expect(connect(fake, { key: "wrong" }).test!()).rejects.toMatchObject({ reason: "unauthorized" });
    fake.scenario = "unauthorized";
    await expect(connect(fake).resolve!([apple])).rejects.toMatchObject({ reason: "blocked" });
  });

  test.each(["one-short", "not-a-list"] as const)("%s: nothing of it is believed", async (scenario) => {
    fake.scenario = scenario;
    await expect(connect(fake).resolve!([apple, apple])).rejects.toMatchObject({ reason: "malformed" });
  });
});
