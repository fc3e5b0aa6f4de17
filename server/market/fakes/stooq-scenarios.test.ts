import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import type { Provider } from "../provider.ts";
import { createStooq } from "../providers/stooq.ts";
import { listing, unlimited } from "../testing.ts";
import { type FakeStooq, type StooqBody, startFakeStooq, stooqBodies } from "./fake-stooq.ts";
import { everyScenarioIsPlayed } from "./scenarios.ts";

const apple = listing("AAPL");
const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });
let fake: FakeStooq;
let now: string;

beforeAll(async () => {
  fake = await startFakeStooq();
});
afterAll(() => fake.close());
beforeEach(() => {
  now = "2026-11-20T22:30:00Z";
  Object.assign(fake, { body: undefined, polish: false, descending: false, withoutVolume: false, lightGone: false });
  fake.dailyLimit = Number.POSITIVE_INFINITY;
  fake.history.clear();
  fake.history
    .set("aapl.us", [
      ["2026-11-19", 271.12],
      ["2026-11-20", 273.61],
    ])
    .set("vod.uk", [["2026-11-20", 92.74]]);
  fake.quotes.clear();
  fake.quotes.set("aapl.us", ["2026-11-20", "22:00:19", 273.61]).set("vod.uk", ["2026-11-20", "17:35:00", 92.74]);
});

const connect = (key = fake.key): Provider =>
  createStooq({ key, clock: () => Date.parse(now), quota: unlimited, url: fake.url, timeoutMs: 60_000 });
const closes = (stooq = connect()) => stooq.closes!(apple, "2026-11-01");
const failure = (asked: Promise<unknown>) => asked.catch((error: { reason: string }) => error.reason);
const saying = (body: StooqBody) => {
  fake.body = body;
  return failure(closes());
};
const textOf = async (path: string) => (await fetch(`${fake.url}${path}&apikey=${fake.key}`)).text();
const history = "/q/d/l/?s=aapl.us&i=d";

async function isReadAsUsual(): Promise<void> {
  const series = await closes();
  expect([...series.days].map(dayFromNumber)).toEqual(["2026-11-19", "2026-11-20"]);
  expect([...series.closes]).toEqual([271.12, 273.61]);
}

everyScenarioIsPlayed("Stooq", {
  "every body of 4.7 with status 200": async () => {
    for (const body of Object.keys(stooqBodies) as StooqBody[]) {
      fake.body = body;
      expect((await fetch(`${fake.url}${history}`)).status, body).toBe(200);
      const reason = await failure(closes());
      expect(reason, body).toMatch(/^(no-data|not-found|rate-limited|blocked|unauthorized|malformed)$/);
      // A symbol it does not have is left out of a quote; everything else is said of both.
      expect(await failure(connect().quote!([apple])), body).toEqual(body === "n/d" ? [] : reason);
    }
  },
  "PoW page": async () => {
    expect(await saying("proof of work")).toBe("blocked");
    expect(await textOf(history)).toContain("/__verify");
  },
  "key missing/expired": async () => {
    expect(await failure(closes(connect("an-expired-key")))).toBe("unauthorized");
    expect(connect("").needs).toContain("Stooq wants a key");
  },
  "daily limit after N hits": async () => {
    Object.assign(fake, { hits: 0, dailyLimit: 2 });
    await isReadAsUsual();
    await isReadAsUsual();
    const refusal = await closes().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ reason: "rate-limited", retryAt: "2026-11-20T23:00:00.000Z" });
  },
  CRLF: async () => {
    expect((await textOf(history)).split("\r\n").length).toBe(4);
    await isReadAsUsual();
  },
  "Polish headers": async () => {
    fake.polish = true;
    expect(await textOf(history)).toMatch(/^Data,Otwarcie/);
    await isReadAsUsual();
    expect((await connect().quote!([apple]))[0]!.price).toBe(273.61);
  },
  "no Volume column": async () => {
    fake.withoutVolume = true;
    expect(await textOf(history)).not.toContain("Volume");
    await isReadAsUsual();
  },
  "descending order": async () => {
    fake.descending = true;
    expect(await textOf(history)).toMatch(/\r\n2026-11-20.*\r\n2026-11-19/);
    await isReadAsUsual();
  },
  "`N/D` row": async () => {
    expect(await textOf("/q/l/?s=xxxx.us&f=sd2t2ohlcv&h&e=csv")).toContain("XXXX.US,N/D,N/D");
    const quotes = await connect().quote!([listing("XXXX"), apple]);
    expect(quotes.map(({ instrument }) => instrument)).toEqual([apple.id]);
  },
  "invalid JSON": async () => expect(await saying("invalid json")).toBe("malformed"),
  "404 light endpoint": async () => {
    fake.lightGone = true;
    expect((await connect().quote!([apple]))[0]).toMatchObject({ price: 273.61, previousClose: 271.12, delay: "eod" });
  },
  "DST mismatch weeks": async () => {
    // New York closes at 21:00 in Warsaw in the weeks when only one of them has changed its clocks.
    for (const [day, time, at] of [
      ["2026-03-10", "21:00:00", "2026-03-10T20:00:00.000Z"],
      ["2026-10-27", "21:00:00", "2026-10-27T20:00:00.000Z"],
      ["2026-11-20", "22:00:00", "2026-11-20T21:00:00.000Z"],
    ] as const) {
      fake.quotes.set("aapl.us", [day, time, 273.61]);
      expect((await connect().quote!([apple]))[0]).toMatchObject({ at, day });
    }
  },
  "`.uk` pence": async () => {
    expect((await connect().quote!([vodafone]))[0]).toMatchObject({ price: 0.9274, currency: "GBP" });
    expect([...(await connect().closes!(vodafone, "2026-11-01")).closes]).toEqual([0.9274]);
  },
});
