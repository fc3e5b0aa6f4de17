import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dayFromNumber } from "@tickfolio/engine";
import { type CustomProviderDraft, customProviderSchema } from "@tickfolio/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CustomScenario, type FakeCustom, startFakeCustom } from "../fakes/fake-custom.ts";
import { listing } from "../testing.ts";
import { providerConformance } from "./conformance.ts";
import { type CustomParts, createCustom, tryCustom } from "./custom.ts";
import { atOnce, clock, failureOf, unlimited } from "./keyed-testing.ts";

const SECRET = "a-secret-of-mine";
const sap = listing("SAP.DE", { mic: "XETR", currency: "EUR", isin: "DE0007164600" });
const parts: CustomParts = { clock, timers: atOnce, quota: () => unlimited, onLoopback: true, scope: "user:anna" };

const json = (url: string): CustomProviderDraft => ({
  title: "Fund house",
  kind: "json",
  latest: {
    url: `${url}/json/{symbol}`,
    price: "$.last.price",
    time: '$.last["as of"]',
    currency: "last.unit",
    previousClose: "last.before",
  },
  history: { url: `${url}/json/{symbol}?from={from}&to={to}`, day: "$.rows[*].day", close: "$.rows[*].close" },
  dateFormat: "iso",
  adjustment: "split",
  headers: [{ name: "X-Key", value: SECRET }],
  symbols: [],
  markets: ["XETR"],
});
const csv = (url: string): CustomProviderDraft => ({
  ...json(url),
  kind: "csv",
  latest: { url: `${url}/csv/{symbol}`, price: "price", time: "Day", currency: "Unit", previousClose: "Before" },
  history: { url: `${url}/csv/{symbol}`, day: "Day", close: "Price" },
  dateFormat: "day-month-year",
});

async function start() {
  const fake = await startFakeCustom(SECRET);
  fake.history.set("SAP.DE", [
    ["2026-11-18", 198.5],
    ["2026-11-19", 199.25],
    ["2026-11-20", 201.5],
  ]);
  return fake;
}

for (const [kind, draft] of Object.entries({ json, csv })) {
  providerConformance(`a source of one's own in ${kind}`, async () => {
    const fake = await start();
    return {
      provider: createCustom(parts, "custom-1", draft(fake.url)),
      impatient: createCustom({ ...parts, timeoutMs: 100 }, "custom-1", draft(fake.url)),
      clock,
      priced: sap,
      unknown: listing("XXXX.DE", { mic: "XETR", currency: "EUR" }),
      foreign: listing("NOVA.SIM", { mic: "SIM" }),
      server: fake,
      secret: SECRET,
      close: () => fake.close(),
    };
  });
}

describe("a source of one's own", () => {
  let fake: FakeCustom;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.fault = undefined;
    fake.requests.length = 0;
  });
  const ask = (change: Partial<CustomProviderDraft> = {}, draft = json) =>
    createCustom(parts, "custom-1", { ...draft(fake.url), ...change });

  test("says the last price with its time, in JSON and in CSV with decimal commas", async () => {
    const quote = {
      instrument: "ins_SAP.DE",
      price: 201.5,
      previousClose: 199.25,
      currency: "EUR",
      at: "2026-11-20T16:30:00.000Z",
      day: "2026-11-20",
      source: "custom-1",
      delay: "unknown",
      session: "closed",
    };
    expect(await ask().quote!([sap])).toEqual([quote]);
    expect(await ask({}, csv).quote!([sap])).toEqual([{ ...quote, delay: "eod" }]);
  });

  test("has daily closes, and its last one is a quote where it has no other", async () => {
    const { latest: _, ...only } = json(fake.url);
    const provider = createCustom(parts, "custom-1", only);
    const series = await provider.closes!(sap, "2026-11-01");
    expect([...series.days].map(dayFromNumber)).toEqual(["2026-11-18", "2026-11-19", "2026-11-20"]);
    expect(series).toMatchObject({ adjustment: "split", currency: "EUR", source: "custom-1" });
    expect(await provider.quote!([sap])).toMatchObject([{ price: 201.5, day: "2026-11-20", delay: "eod" }]);
    expect(provider.scope).toBe("user:anna");
  });

  test("is asked with what stands in braces, and from and to as it writes days", async () => {
    const url = `${fake.url}/json/{symbol}?t={ticker}&i={isin}&c={currency}&f={from}&u={to}`;
    await ask({ history: { ...json(fake.url).history!, url }, dateFormat: "compact" }).closes!(sap, "2026-11-01").catch(
      () => {},
    );
    expect(Object.fromEntries(fake.requests[0]!.query)).toEqual({
      t: "SAP",
      i: "DE0007164600",
      c: "EUR",
      f: "20261101",
      u: "20261120",
    });
  });

  test("what a symbol is called stays within its place in the address", async () => {
    fake.history.set("../csv/x?y#z", [["2026-11-20", 1]]);
    const odd = listing("../csv/x?y#z", { mic: null, currency: "EUR" });
    await ask({ latest: { ...json(fake.url).latest!, url: `${fake.url}/json/{symbol}` } }).quote!([odd]).catch(
      () => {},
    );
    expect(fake.requests[0]!.path).toBe("/json/..%2Fcsv%2Fx%3Fy%23z");
    const dots = listing("..", { mic: null, currency: "EUR" });
    expect(await failureOf(ask().quote!([dots]))).toMatchObject({ reason: "not-found" });
  });

  test("covers what it is for", () => {
    const provider = ask();
    expect(provider.covers(sap, "closes")).toBe(true);
    expect(provider.covers(listing("AAPL"), "quote")).toBe(false);
    expect(ask({ markets: [], symbols: ["AAPL"] }).covers(listing("AAPL"), "quote")).toBe(true);
    expect(ask({ markets: [] }).covers(listing("MY-FUND", { mic: null }), "quote")).toBe(true);
    const byIsin = { ...json(fake.url).latest!, url: `${fake.url}/{isin}` };
    expect(ask({ markets: [], latest: byIsin }).covers(listing("AAPL"), "quote")).toBe(false);
  });

  test("the unit its owner names wins over the one it states", async () => {
    const { currency: _, ...latest } = json(fake.url).latest!;
    const pence = listing("SAP.DE", { mic: "XLON", currency: "GBP" });
    expect(await ask({ latest, quotedIn: "GBX" }).quote!([pence])).toMatchObject([{ price: 2.015, currency: "GBP" }]);
    expect(await failureOf(ask().quote!([pence]))).toMatchObject({ reason: "malformed" });
    expect(await failureOf(ask({ quotedIn: "USD" }).closes!(sap, "2026-11-01"))).toMatchObject({
      reason: "unsupported",
    });
  });

  const expected: Record<CustomScenario, string> = {
    unauthorized: "unauthorized",
    "too-often": "rate-limited",
    page: "malformed",
    trouble: "transient",
    "redirect-here": "blocked",
    nothing: "no-data",
    "other-shape": "malformed",
  };
  test.each(Object.entries(expected))("%s is a state of its own", async (scenario, reason) => {
    fake.scenario = scenario as CustomScenario;
    for (const draft of [json, csv]) {
      const failure = await failureOf(ask({}, draft).closes!(sap, "2026-11-01"));
      expect(failure.message).not.toContain(SECRET);
      if (draft === json && scenario === "other-shape") expect(failure.reason).toBe("no-data");
      else expect(failure.reason).toBe(reason);
    }
    if (scenario === "redirect-here") expect(fake.requests).toHaveLength(2);
  });

  test.each([
    "https://localhost/{symbol}",
    "https://127.0.0.1/{symbol}",
    "https://[::ffff:127.0.0.1]/{symbol}",
    "https://169.254.169.254/latest/meta-data/{symbol}",
    "https://192.168.1.1/{symbol}",
    "https://0x7f000001/{symbol}",
  ])("%s is not asked", async (url) => {
    const { history: _, ...draft } = { ...json(fake.url), latest: { url, price: "$.price" } };
    const provider = createCustom({ clock, timers: atOnce, fetch }, "custom-1", draft);
    expect(await failureOf(provider.quote!([sap]))).toMatchObject({ reason: "blocked" });
  });

  test("plain http is not asked, whatever was kept", async () => {
    const plain = { ...json(""), latest: { url: "http://prices.example/{symbol}", price: "$.price" } };
    expect(customProviderSchema().safeParse(plain).success).toBe(false);
    const provider = createCustom({ clock, timers: atOnce }, "custom-1", plain);
    expect(await failureOf(provider.quote!([sap]))).toMatchObject({ reason: "blocked" });
  });

  test("nothing that runs is allowed to ask this machine", () => {
    const main = join(import.meta.dirname, "../../main");
    for (const file of readdirSync(main).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))) {
      expect(readFileSync(join(main, file), "utf8"), file).not.toContain("onLoopback");
    }
  });
});

describe("trying it out", () => {
  let fake: FakeCustom;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());

  test("tells what was read, from whom, and shows the answer without the secrets", async () => {
    const draft = json(fake.url);
    draft.latest!.url += "?id=my-own-long-token";
    const trial = await tryCustom(parts, draft, sap);
    expect(trial.hosts).toEqual([new URL(fake.url).host]);
    expect(trial.parts).toMatchObject([
      {
        part: "latest",
        asked: `${fake.url}/json/SAP.DE?id=…`,
        works: true,
        message: "SAP.DE costs 201.5 EUR.",
        price: 201.5,
        currency: "EUR",
        at: "2026-11-20T16:30:00.000Z",
      },
      {
        part: "history",
        works: true,
        message: "3 closes of SAP.DE, the last of 2026-11-20.",
        closes: { count: 3, last: [{}, { day: "2026-11-19", close: 199.25 }, { day: "2026-11-20", close: 201.5 }] },
      },
    ]);
    expect(trial.parts[0]!.sample).toContain('"price":201.5');
    expect(JSON.stringify(trial)).not.toMatch(/a-secret-of-mine|my-own-long-token/);
  });

  test.each([
    ["a path that leads nowhere", { price: "$.last.prices" }, 'There is nothing at "$.last.prices" in the answer'],
    [
      "a path to something else",
      { price: "$.last" },
      'At "$.last" Fund house has a list or an object, which is no price',
    ],
    ["a path that is none", { price: "$..price" }, 'The path "$..price" is not understood from "..price" on.'],
    ["a time that is none", { time: "$.last.unit" }, 'At "$.last.unit" Fund house has "EUR", which is no iso time.'],
  ])("says why nothing was read: %s", async (_, change, message) => {
    const draft = json(fake.url);
    const trial = await tryCustom(parts, { ...draft, latest: { ...draft.latest!, ...change } }, sap);
    expect(trial.parts[0]).toMatchObject({ works: false });
    expect(trial.parts[0]!.message).toContain(message);
    expect(trial.parts[0]!.sample).toContain("price");
    expect(trial.parts[1]!.works).toBe(true);
  });

  test("says which columns there are", async () => {
    const draft = csv(fake.url);
    const trial = await tryCustom(parts, { ...draft, latest: { ...draft.latest!, price: "Close" } }, sap);
    expect(trial.parts[0]!.message).toBe(
      'The answer of Fund house has no column "Close"; its first line has Day, Price, Before, Unit.',
    );
  });
});
