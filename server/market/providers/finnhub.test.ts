import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeFinnhub, type FinnhubScenario, finnhubScenarios, startFakeFinnhub } from "../fakes/fake-finnhub.ts";
import { createManualTime } from "../manual-time.ts";
import { type Provider, ProviderError, type ProviderFailure } from "../provider.ts";
import { listing, unlimited } from "../testing.ts";
import { providerConformance } from "./conformance.ts";
import { createFinnhub } from "./finnhub.ts";

const NOW = "2026-11-20T20:15:00Z";
const CLOSED = 1_795_208_400; // 2026-11-20 21:00 UTC
const clock = () => Date.parse(NOW);
const apple = listing("AAPL");
const KEY = "fake-key-0123456789";

async function start() {
  const fake = await startFakeFinnhub({ key: KEY, clock });
  fake.prices
    .set("AAPL", { c: 273.61, pc: 271.12, t: CLOSED - 3_600 })
    .set("BRK.B", { c: 501, pc: 500, t: CLOSED - 3_600 });
  return fake;
}

const connect = (
  fake: FakeFinnhub,
  key: string | undefined = KEY,
  rest: Partial<Parameters<typeof createFinnhub>[0]> = {},
) =>
  createFinnhub({
    ...{ key, clock, quota: unlimited, url: fake.url, socketUrl: fake.socketUrl, timeoutMs: 60_000 },
    ...rest,
  });

providerConformance("finnhub", async () => {
  const fake = await start();
  Object.assign(fake, { perMinute: 10_000, perSecond: 10_000 });
  return {
    provider: connect(fake),
    impatient: connect(fake, KEY, { timeoutMs: 100 }),
    clock,
    priced: apple,
    unknown: listing("XXXX"),
    foreign: listing("NOVA.SIM", { mic: "SIM" }),
    searches: { found: "AAPL", nothing: "nothing at all" },
    server: fake,
    secret: KEY,
    close: () => fake.close(),
  };
});

describe("finnhub's requests", () => {
  let fake: FakeFinnhub;
  let provider: Provider;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.perMinute = 10_000;
    fake.requests.length = 0;
    provider = connect(fake);
  });

  test("a quote has price, previous close, time and session", async () => {
    expect(await provider.quote!([apple])).toEqual([
      {
        instrument: "ins_AAPL",
        price: 273.61,
        currency: "USD",
        previousClose: 271.12,
        at: "2026-11-20T20:00:00.000Z",
        day: "2026-11-20",
        source: "finnhub",
        delay: "realtime",
        session: "regular",
      },
    ]);
  });

  test("the last price of a session that is over is its close", async () => {
    const later = connect(fake, KEY, { clock: () => Date.parse("2026-11-21T10:00:00Z") });
    expect((await later.quote!([apple]))[0]).toMatchObject({ session: "closed", day: "2026-11-20" });
  });

  test("the key goes in the header, never in the address", async () => {
    await provider.quote!([apple]);
    expect(fake.requests[0]!.headers["x-finnhub-token"]).toBe(KEY);
    expect(fake.requests[0]!.query.toString()).toBe("symbol=AAPL");
  });

  test("share classes are spelled with a dot", async () => {
    expect((await provider.quote!([listing("BRK-B")]))[0]!.price).toBe(501);
    expect(fake.requests[0]!.query.get("symbol")).toBe("BRK.B");
  });

  test("another market is not in the plan", async () => {
    const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });
    await expect(provider.quote!([vodafone])).rejects.toMatchObject({
      reason: "plan-restricted",
      message: "The Finnhub key's plan does not include VOD.L.",
    });
  });

  test("a page that turns everybody away says nothing of the plan", async () => {
    const page = async () => new Response("<html>Attention required!</html>", { status: 403 });
    const behind = connect(fake, KEY, { fetch: page as typeof fetch });
    await expect(behind.quote!([apple])).rejects.toMatchObject({ reason: "blocked" });
  });

  const expected: Record<FinnhubScenario, ProviderFailure> = {
    "no-key": "unauthorized",
    "wrong-key": "unauthorized",
    plan: "plan-restricted",
    limit: "rate-limited",
    "sign-up": "unauthorized",
    "not-supported": "not-found",
    cfd: "plan-restricted",
    gateway: "transient",
    zero: "not-found",
    "no-json": "malformed",
    nan: "malformed",
    huge: "malformed",
  };
  test.each(finnhubScenarios)("%s is a state of its own", async (scenario) => {
    fake.scenario = scenario;
    const error = await provider.quote!([apple]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ reason: expected[scenario] });
    expect((error as Error).message).not.toContain(KEY);
  });

  test("a rate limit ends when the header says", async () => {
    fake.scenario = "limit";
    await expect(provider.quote!([apple])).rejects.toMatchObject({ retryAt: "2026-11-20T20:15:30.000Z" });
  });

  test("its real limit is sixty requests a minute, and the provider stays below it", async () => {
    const time = createManualTime(NOW);
    fake.perMinute = 60;
    const paced = connect(fake, KEY, { ...time, quota: undefined, fetch: counting });
    const asked: number[] = [];
    async function counting(...args: Parameters<typeof fetch>): Promise<Response> {
      asked.push(time.clock());
      return Response.json({ c: 1, pc: 1, t: CLOSED - 3_600, for: String(args[0]) });
    }
    const all = Promise.all(Array.from({ length: 100 }, () => paced.quote!([apple])));
    await time.advance(4 * 60_000);
    await all;
    for (const start of asked) {
      expect(asked.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(54);
      expect(asked.filter((at) => at >= start && at < start + 1_000).length).toBeLessThanOrEqual(15);
    }
  });

  test("a web address of a profile is one, and a search has canonical symbols", async () => {
    expect(await provider.profile!(apple)).toEqual({ name: "AAPL Inc", country: "US", webUrl: "https://example.com/" });
    await expect(provider.profile!(listing("XXXX"))).rejects.toMatchObject({ reason: "not-found" });
    expect(await provider.search!("brk")).toEqual([
      { symbol: "BRK-B", name: "BRK.B INC", kind: "stock", mic: null, currency: null, source: "finnhub" },
    ]);
  });

  test("a spelling somebody gives is the one it is asked for", async () => {
    const odd = listing("ODD", { mic: null });
    const respelled = connect(fake, KEY, { spelling: ({ symbol }) => (symbol === "ODD" ? "BRK.B" : undefined) });
    expect(respelled.covers(odd, "quote")).toBe(true);
    expect(await respelled.quote!([odd])).toMatchObject([{ instrument: odd.id, price: 501 }]);
  });

  test("its test fails where the key is wrong", async () => {
    await provider.test!();
    await expect(connect(fake, "another").test!()).rejects.toMatchObject({ reason: "unauthorized" });
  });

  test("without a key, or with one that cannot be one, it says what it needs", () => {
    expect(createFinnhub({ key: undefined, clock }).needs).toContain("needs a key");
    expect(createFinnhub({ key: "abc\ndef", clock }).needs).toContain("give it again");
    expect(createFinnhub({ key: " abc ", clock }).needs).toBeUndefined();
  });

  test("without a key nobody is sent for one that would not help: the free plan has American shares and no others", () => {
    const [without, given] = [createFinnhub({ key: undefined, clock }), createFinnhub({ key: "abc", clock })];
    expect(without.covers(apple, "quote")).toBe(true);
    expect(without.covers(listing("SAP.DE", { mic: "XETR" }), "quote")).toBe(false);
    // A paid plan has more; what a key's plan refuses is remembered.
    expect(given.covers(listing("SAP.DE", { mic: "XETR" }), "quote")).toBe(true);
  });
});
