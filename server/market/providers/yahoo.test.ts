import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeYahoo, startFakeYahoo, type YahooScenario } from "../fakes/fake-yahoo.ts";
import type { Provider, ProviderFailure } from "../provider.ts";
import { listing, unlimited } from "../testing.ts";
import { systemTimers } from "../timers.ts";
import { providerConformance } from "./conformance.ts";
import { createYahoo } from "./yahoo.ts";

const NOW = "2026-11-20T22:30:00Z";
const clock = () => Date.parse(NOW);
const atOnce = { after: (_: number, run: () => void) => systemTimers.after(0, run) };
const apple = listing("AAPL");
const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });
const teva = listing("TEVA.TA", { mic: "XTAE", currency: "ILS" });
const naspers = listing("NPN.JO", { mic: "XJSE", currency: "ZAR", quotedIn: "ZAC" });

async function start() {
  const fake = await startFakeYahoo(NOW);
  fake.list("AAPL", {
    name: "Apple Inc.",
    bars: [
      ["2026-11-18", 269.4],
      ["2026-11-19", 271.12],
      ["2026-11-20", 273.61],
    ],
    splits: { "2020-08-31": [4, 1] },
    dividends: { "2026-08-10": 0.26 },
  });
  const [london, telAviv] = ["Europe/London", "Asia/Jerusalem"];
  fake.list("VOD.L", {
    ...{ currency: "GBp", timeZone: london, hours: ["08:00", "16:30"], exchange: "LSE", name: "Vodafone Group" },
    bars: [
      ["2026-11-19", 92.02],
      ["2026-11-20", 92.74],
    ],
    dividends: { "2026-06-04": 4.5, "2026-06-05": 60 },
  });
  fake.list("TEVA.TA", { currency: "ILA", timeZone: telAviv, exchange: "TLV", bars: [["2026-11-19", 8_250]] });
  fake.list("NPN.JO", { currency: "ZAc", timeZone: "Africa/Johannesburg", bars: [["2026-11-20", 412_300]] });
  return fake;
}

const connect = (fake: FakeYahoo, rest: Partial<Parameters<typeof createYahoo>[0]> = {}) =>
  createYahoo({ clock, quota: unlimited, url: fake.url, timeoutMs: 60_000, ...rest });

providerConformance("yahoo", async () => {
  const fake = await start();
  return {
    ...{ provider: connect(fake), impatient: connect(fake, { timeoutMs: 100 }) },
    ...{ clock, priced: apple, unknown: listing("XXXX"), foreign: listing("NOVA.SIM", { mic: "SIM" }) },
    searches: { found: "apple", nothing: "zzzz" },
    server: fake,
    close: () => fake.close(),
  };
});

describe("yahoo", () => {
  let fake: FakeYahoo;
  let yahoo: Provider;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    Object.assign(fake, { scenario: undefined, now: NOW });
    fake.requests.length = 0;
    yahoo = connect(fake);
  });

  test("several symbols are one request, and each price is of the symbol that stands beside it", async () => {
    const quotes = await yahoo.quote!([apple, listing("XXXX"), vodafone]);
    expect(fake.requests.map(({ path, query }) => [path, query.get("symbols")])).toEqual([
      ["/v7/finance/spark", "AAPL,XXXX,VOD.L"],
    ]);
    expect(new Map(quotes.map(({ instrument, price }) => [instrument, price]))).toEqual(
      new Map([
        ["ins_VOD.L", 0.9274],
        ["ins_AAPL", 273.61],
      ]),
    );
  });

  test("more than twenty are several requests", async () => {
    const many = Array.from({ length: 45 }, (_, index) => listing(`AB${index}`));
    expect(await yahoo.quote!([...many, apple])).toMatchObject([{ price: 273.61 }]);
    expect(fake.requests.map(({ query }) => query.get("symbols")!.split(",").length)).toEqual([20, 20, 6]);
  });

  test("one symbol is a chart, with the close before today", async () => {
    expect(await yahoo.quote!([apple])).toMatchObject([
      {
        ...{ instrument: "ins_AAPL", price: 273.61, currency: "USD", previousClose: 271.12, source: "yahoo" },
        ...{ at: "2026-11-20T21:00:00.000Z", day: "2026-11-20", delay: "realtime" },
      },
    ]);
    expect(fake.requests[0]!.path).toBe("/v8/finance/chart/AAPL");
  });

  test("pence, agorot and cents are a hundredth, by the answer's own word and case", async () => {
    const quotes = await yahoo.quote!([vodafone, teva, naspers]);
    expect(quotes.map(({ price, currency }) => [price, currency])).toEqual([
      [4123, "ZAR"],
      [82.5, "ILS"],
      [0.9274, "GBP"],
    ]);
    expect([...(await yahoo.closes!(vodafone, "2026-11-01")).closes]).toEqual([0.9202, 0.9274]);
    fake.listings.get("VOD.L")!.currency = "GBP";
    expect(await yahoo.quote!([vodafone])).toMatchObject([{ price: 92.74, currency: "GBP", delay: "delayed" }]);
    fake.listings.get("VOD.L")!.currency = "USD";
    await expect(yahoo.quote!([vodafone])).rejects.toMatchObject({ reason: "unsupported" });
    expect(await yahoo.quote!([vodafone, apple])).toMatchObject([{ instrument: "ins_AAPL" }]);
    fake.listings.get("VOD.L")!.currency = "GBp";
  });

  test("history is asked for by instants and is adjusted for every split there is", async () => {
    const series = await yahoo.closes!(apple, "2026-11-18");
    expect([...series.days].map(dayFromNumber)).toEqual(["2026-11-18", "2026-11-19", "2026-11-20"]);
    expect(series).toMatchObject({ adjustment: "split", adjustedThrough: "2026-11-20", currency: "USD" });
    const { query } = fake.requests[0]!;
    expect([query.get("range"), query.get("interval")]).toEqual([null, "1d"]);
    expect(Number(query.get("period2"))).toBeGreaterThan(clock() / 1_000);
  });

  test("a split that is listed before its first close is in the prices already", async () => {
    fake.listings.get("AAPL")!.splits["2026-11-23"] = [2, 1];
    expect(await yahoo.closes!(apple, "2026-11-01")).toMatchObject({ adjustedThrough: "2026-11-23" });
    delete fake.listings.get("AAPL")!.splits["2026-11-23"];
  });

  test("the bar of a session that is still on is no close, and a repeated day is its last bar", async () => {
    const open = connect(fake, { clock: () => Date.parse("2026-11-20T17:00:00Z") });
    expect([...(await open.closes!(apple, "2026-11-19")).closes]).toEqual([269.4, 271.12]);
    fake.scenario = "duplicate-last-day";
    expect([...(await yahoo.closes!(apple, "2026-11-19")).closes]).toEqual([269.4, 271.12, 273.61]);
    fake.scenario = "with-null-cells";
    expect([...(await yahoo.closes!(apple, "2026-11-19")).closes]).toEqual([269.4, 271.12, 273.61]);
  });

  test("a bar is of the day it is where the exchange is, on both sides of a change of clocks", async () => {
    fake.list("BHP.AX", {
      ...{ currency: "AUD", timeZone: "Australia/Sydney", hours: ["10:00", "16:00"] },
      bars: [
        ["2026-04-02", 40],
        ["2026-04-07", 41],
        ["2026-10-02", 42],
        ["2026-10-05", 43],
      ],
    });
    const series = await yahoo.closes!(listing("BHP.AX", { mic: "XASX", currency: "AUD" }), "2026-03-01");
    expect([...series.days].map(dayFromNumber)).toEqual(["2026-04-02", "2026-04-07", "2026-10-02", "2026-10-05"]);
  });

  test("a split is a ratio, a dividend is of today's units and in pounds, and one no share could pay is left out", async () => {
    expect(await yahoo.actions!(apple, "2020-01-01")).toEqual([
      { kind: "split", day: "2020-08-31", from: 1, to: 4 },
      { kind: "dividend", day: "2026-08-10", amount: 0.26, currency: "USD", basis: "split" },
    ]);
    expect(await yahoo.actions!(vodafone, "2020-01-01")).toEqual([
      { kind: "dividend", day: "2026-06-04", amount: 0.045, currency: "GBP", basis: "split" },
    ]);
  });

  const expected: Partial<Record<YahooScenario, ProviderFailure>> = {
    "too-many": "rate-limited",
    consent: "blocked",
    unauthorized: "blocked",
    page: "blocked",
    "error-with-200": "not-found",
    unprocessable: "no-data",
    "without-timestamps": "no-data",
    "by-months": "malformed",
    "without-currency": "malformed",
    "another-symbol": "malformed",
    "unknown-zone": "malformed",
  };
  test.each(Object.entries(expected))("%s is a state of its own", async (scenario, reason) => {
    fake.scenario = scenario as YahooScenario;
    await expect(yahoo.closes!(apple, "2026-11-01")).rejects.toMatchObject({ name: "ProviderError", reason });
  });

  test("without bars the last price is still there", async () => {
    fake.scenario = "without-timestamps";
    expect(await yahoo.quote!([apple])).toMatchObject([{ price: 273.61 }]);
  });

  test("it is left alone after two refusals in a row, each time for twice as long", async () => {
    let nowMs = clock();
    const patient = connect(fake, { clock: () => nowMs, quota: undefined, timers: atOnce });
    const refused = () => patient.quote!([apple]).catch((error: { retryAt: string }) => Date.parse(error.retryAt));
    fake.scenario = "too-many";
    const pauses: number[] = [];
    for (let times = 0; times < 8; times++) {
      const untilMs = (await refused()) as number;
      pauses.push((untilMs - nowMs) / 60_000);
      // In between nothing is sent at all.
      const sent = fake.requests.length;
      nowMs = untilMs - 40_000;
      await expect(patient.quote!([apple])).rejects.toMatchObject({ reason: "rate-limited" });
      expect(fake.requests.length).toBe(sent);
      nowMs = untilMs;
    }
    expect(pauses).toEqual([1, 15, 30, 60, 120, 240, 360, 360]);
    fake.scenario = undefined;
    expect(await patient.quote!([apple])).toHaveLength(1);
    nowMs += 3_600_000;
    fake.scenario = "too-many";
    expect(((await refused()) as number) - nowMs).toBe(60_000);
  });

  test("it finds what can be held, with the market of American listings", async () => {
    expect(await yahoo.search!("apple")).toEqual([
      { symbol: "AAPL", name: "Apple Inc.", kind: "stock", mic: "XNAS", currency: null, source: "yahoo" },
    ]);
    expect(await yahoo.search!("vodafone")).toMatchObject([{ symbol: "VOD.L", name: "Vodafone Group", mic: null }]);
  });

  test("a spelling somebody gives is the one it is asked for", async () => {
    const respelled = connect(fake, { spelling: ({ symbol }) => (symbol === "ODD" ? "AAPL" : undefined) });
    const odd = listing("ODD", { mic: null });
    expect([respelled.covers(odd, "closes"), yahoo.covers(odd, "closes")]).toEqual([true, false]);
    expect(await respelled.quote!([odd])).toMatchObject([{ instrument: "ins_ODD", price: 273.61 }]);
    expect(await respelled.quote!([odd, vodafone])).toHaveLength(2);
  });

  test("it is asked only by those who switched it on, and says why", () => {
    expect(yahoo.defaultOn).toBe(false);
    expect(yahoo.terms).toMatch(/unofficial.*personal/i);
  });
});
