import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeStooq, type StooqBody, startFakeStooq, stooqBodies } from "../fakes/fake-stooq.ts";
import { ProviderError, type ProviderFailure, type QuotaFor } from "../provider.ts";
import { createLimiter } from "../quota/limiter.ts";
import { listing, unlimited } from "../testing.ts";
import { systemTimers } from "../timers.ts";
import { providerConformance } from "./conformance.ts";
import { createStooq } from "./stooq.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const NOW = "2026-11-20T22:30:00Z";
const clock = () => Date.parse(NOW);
const apple = listing("AAPL");
const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });

async function start() {
  const fake = await startFakeStooq({ key: KEY });
  fake.history.set("aapl.us", [
    ["2026-11-18", 269.4],
    ["2026-11-19", 271.12],
    ["2026-11-20", 273.61],
  ]);
  fake.history.set("spy.us", [["2026-11-20", 600]]);
  fake.history.set("vod.uk", [["2026-11-20", 92.74]]);
  fake.quotes.set("aapl.us", ["2026-11-20", "22:00:19", 273.61]).set("vod.uk", ["2026-11-20", "17:35:00", 92.74]);
  return fake;
}

const connect = (fake: FakeStooq, rest: Partial<Parameters<typeof createStooq>[0]> = {}) =>
  createStooq({ key: KEY, clock, quota: unlimited, url: fake.url, timeoutMs: 60_000, ...rest });

providerConformance("stooq", async () => {
  const fake = await start();
  // Moves on by itself, so that the pauses between requests do not add up.
  let nowMs = clock();
  const moving = () => {
    nowMs += 1_500;
    return nowMs;
  };
  return {
    provider: connect(fake, { clock: moving }),
    impatient: connect(fake, { clock: moving, timeoutMs: 100 }),
    clock: moving,
    priced: apple,
    unknown: listing("XXXX"),
    foreign: listing("NOVA.SIM", { mic: "SIM" }),
    server: fake,
    secret: KEY,
    close: () => fake.close(),
  };
});

describe("stooq", () => {
  let fake: FakeStooq;
  let stooq: ReturnType<typeof createStooq>;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    Object.assign(fake, { body: undefined, polish: false, descending: false, withoutVolume: false, lightGone: false });
    fake.requests.length = 0;
    stooq = connect(fake);
  });

  test("several symbols are one request, spelled its way", async () => {
    const quotes = await stooq.quote!([apple, vodafone, listing("XXXX")]);
    expect(fake.requests.map(({ query }) => query.get("s"))).toEqual(["aapl.us vod.uk xxxx.us"]);
    expect(quotes.map(({ instrument }) => instrument)).toEqual(["ins_AAPL", "ins_VOD.L"]);
  });

  test("its clock is Warsaw's, its prices are delayed, and it knows no previous close", async () => {
    expect((await stooq.quote!([apple]))[0]).toEqual({
      instrument: "ins_AAPL",
      price: 273.61,
      currency: "USD",
      at: "2026-11-20T21:00:19.000Z",
      day: "2026-11-20",
      source: "stooq",
      delay: "delayed",
      session: "closed",
    });
  });

  test.each([
    ["2026-03-10", "21:00:00", "2026-03-10T20:00:00.000Z"],
    ["2026-10-27", "21:00:00", "2026-10-27T20:00:00.000Z"],
    ["2026-07-20", "22:00:00", "2026-07-20T20:00:00.000Z"],
  ])("New York's close of %s at %s in Warsaw is %s", async (day, time, at) => {
    fake.quotes.set("tsla.us", [day, time, 1]);
    const later = connect(fake, { clock: () => Date.parse("2026-11-20T22:30:00Z") });
    expect((await later.quote!([listing("TSLA")]))[0]!.at).toBe(at);
  });

  test("London's pence become pounds, also where the record does not say that they are pence", async () => {
    const { quotedIn: _, ...plain } = vodafone;
    for (const instrument of [vodafone, plain]) {
      expect((await stooq.quote!([instrument]))[0]).toMatchObject({ price: 0.9274, currency: "GBP" });
      expect([...(await stooq.closes!(instrument, "2026-11-01")).closes]).toEqual([0.9274]);
    }
    const dollars = { ...plain, currency: "USD" };
    expect((await stooq.quote!([dollars]))[0]).toMatchObject({ price: 92.74, currency: "USD" });
  });

  test.each(["polish", "descending", "withoutVolume"] as const)("history is read when it comes %s", async (way) => {
    fake[way] = true;
    const series = await stooq.closes!(apple, "2026-11-19");
    expect([...series.days].map(dayFromNumber)).toEqual(["2026-11-19", "2026-11-20"]);
    expect([...series.closes]).toEqual([271.12, 273.61]);
    expect(series).toMatchObject({ adjustment: "unknown", source: "stooq", currency: "USD" });
    if (way === "polish") expect((await stooq.quote!([apple]))[0]!.price).toBe(273.61);
  });

  test("when the quote endpoint is gone, the last two closes are the quote", async () => {
    fake.lightGone = true;
    expect(await stooq.quote!([apple, listing("XXXX"), vodafone])).toMatchObject([
      {
        instrument: "ins_AAPL",
        price: 273.61,
        previousClose: 271.12,
        day: "2026-11-20",
        delay: "eod",
        at: "2026-11-20T21:00:00.000Z",
      },
      { instrument: "ins_VOD.L", price: 0.9274, day: "2026-11-20", delay: "eod" },
    ]);
    fake.requests.length = 0;
    await stooq.quote!([apple]);
    expect(fake.requests.map(({ path }) => path)).toEqual(["/q/d/l/"]);
  });

  test("a close of sessions ago is not the one before the last", async () => {
    const before = fake.history.get("aapl.us")!;
    fake.history.set("aapl.us", [["2026-11-16", 250], ...before.slice(-1)]);
    fake.lightGone = true;
    const [quote] = await connect(fake).quote!([apple]);
    expect(quote).toMatchObject({ price: before.at(-1)![1] });
    expect(quote!.previousClose).toBeUndefined();
    fake.history.set("aapl.us", before);
  });

  const expected: Record<StooqBody, ProviderFailure> = {
    empty: "no-data",
    "header only": "no-data",
    "no data": "no-data",
    "brak danych": "no-data",
    "n/d": "not-found",
    limit: "rate-limited",
    "limit in polish": "rate-limited",
    "limit page": "rate-limited",
    denied: "blocked",
    "denied in polish": "blocked",
    "get a key": "unauthorized",
    "write to us": "blocked",
    "proof of work": "blocked",
    "another page": "blocked",
    "other text": "malformed",
    "invalid json": "malformed",
  };
  test.each(Object.keys(stooqBodies) as StooqBody[])("status 200 and %s is a state of its own", async (body) => {
    fake.body = body;
    const error = await stooq.closes!(apple, "2026-11-01").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ reason: expected[body] });
    expect((error as Error).message).not.toContain(KEY);
  });

  test("its day ends at midnight in Warsaw, and so does its limit", async () => {
    fake.body = "limit";
    await expect(stooq.closes!(apple, "2026-11-01")).rejects.toMatchObject({ retryAt: "2026-11-20T23:00:00.000Z" });
  });

  test("a quota of the day is kept on our side too, and said", async () => {
    const twice: QuotaFor = ({ name, title }, limits) =>
      createLimiter(
        name,
        title,
        { ...limits, spacingMs: 0, windows: [{ requests: 2, perMs: 86_400_000 }] },
        clock,
        systemTimers,
      );
    const limited = connect(fake, { quota: twice });
    await limited.closes!(apple, "2026-11-01");
    await limited.closes!(apple, "2026-11-01");
    await expect(limited.closes!(apple, "2026-11-01")).rejects.toMatchObject({
      reason: "rate-limited",
      message: "Stooq's quota is used up for now.",
      retryAt: expect.stringMatching(/^2026-11-21T2[23]:/),
    });
    expect(fake.requests.length).toBe(2);
  });

  test("a close whose last digits may be missing is not taken", async () => {
    const cut = (body: string) => connect(fake, { fetch: async () => new Response(body) }).closes!(apple, "2026-11-01");
    const row = "2026-11-19,1,1,1,271.12";
    await expect(cut(`Date,Open,High,Low,Close\n${row}\n2026-11-20,1,1,1,27`)).rejects.toMatchObject({
      reason: "malformed",
    });
    expect([...(await cut(`Date,Open,High,Low,Close,Volume\n${row},5\n2026-11-20,1,1,1,272,9`)).closes]).toEqual([
      271.12, 272,
    ]);
  });

  test("a spelling somebody gives is the one it is asked for", async () => {
    const respelled = connect(fake, { spelling: ({ symbol }) => (symbol === "ODD" ? "AAPL.US" : undefined) });
    expect(respelled.covers(listing("ODD", { mic: null }), "closes")).toBe(true);
    expect([...(await respelled.closes!(listing("ODD"), "2026-11-01")).closes].at(-1)).toBe(273.61);
    expect((await respelled.quote!([listing("ODD")]))[0]).toMatchObject({ instrument: "ins_ODD", price: 273.61 });
  });

  test("its test is one request, which fails where the key is wrong", async () => {
    await stooq.test!();
    expect(fake.requests.length).toBe(1);
    await expect(connect(fake, { key: "f".repeat(32) }).test!()).rejects.toMatchObject({ reason: "unauthorized" });
  });

  test("without a key it says how to get one", () => {
    expect(createStooq({ key: undefined, clock }).needs).toContain("stooq.com/q/d/?s=spy.us&get_apikey");
  });
});
