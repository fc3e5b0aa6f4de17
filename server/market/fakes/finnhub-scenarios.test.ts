import type { Instrument, Quote } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createManualTime, type ManualTime } from "../manual-time.ts";
import type { Provider, QuoteStream } from "../provider.ts";
import { createFinnhub } from "../providers/finnhub.ts";
import { createFinnhubStream } from "../providers/finnhub-stream.ts";
import { listing, unlimited } from "../testing.ts";
import { type FakeFinnhub, startFakeFinnhub } from "./fake-finnhub.ts";
import { everyScenarioIsPlayed } from "./scenarios.ts";

const NOW_MS = Date.parse("2026-11-20T15:30:00Z");
const apple = listing("AAPL");
const tesla = listing("TSLA");

let fake: FakeFinnhub;
let nowMs = NOW_MS;
let time: ManualTime;
const clock = () => nowMs;

beforeAll(async () => {
  fake = await startFakeFinnhub({ clock });
});
afterAll(() => fake.close());
beforeEach(() => {
  nowMs = NOW_MS;
  time = createManualTime(0);
  Object.assign(fake, { scenario: undefined, fault: undefined, refuseSocket: undefined });
  Object.assign(fake, { perMinute: 10_000, perSecond: 10_000, hasHistory: false });
  fake.requests.length = 0;
  fake.prices.clear();
  fake.prices.set("AAPL", { c: 273.61, pc: 271.12, t: NOW_MS / 1_000 - 60 });
});

const connect = (key = fake.key, timeoutMs = 60_000): Provider =>
  createFinnhub({ key, clock, quota: unlimited, url: fake.url, socketUrl: fake.socketUrl, timeoutMs });
const failure = (asked: Promise<unknown>) => asked.catch((error: { reason: string }) => error.reason);
const raw = (path: string, headers: Record<string, string> = {}) => fetch(`${fake.url}${path}`, { headers });
const refused = async (scenario: NonNullable<FakeFinnhub["scenario"]>) => {
  fake.scenario = scenario;
  return failure(connect().quote!([apple]));
};

/** A stream whose pauses pass as it is looked at, and what came of it. */
async function streaming(
  instruments: readonly Instrument[],
  play: (heard: Heard) => Promise<void>,
  key = fake.key,
): Promise<void> {
  const quotes: Quote[] = [];
  const states: string[] = [];
  const logged: string[] = [];
  const stream: QuoteStream = createFinnhubStream({
    ...{ key, socketUrl: fake.socketUrl, clock, timers: time.timers, random: () => 0.5, limit: 60 },
    log: (message) => logged.push(message),
    listener: {
      quote: (quote) => quotes.push(quote),
      state: (state, reason) => states.push(reason ? `${state}: ${reason}` : state),
    },
  });
  stream.watch(instruments);
  async function until(condition: () => boolean): Promise<void> {
    for (let looks = 0; looks < 3_000 && !condition(); looks++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await time.advance(20);
    }
    expect(condition()).toBe(true);
  }
  try {
    await play({ quotes, states, logged, until, prices: () => quotes.map(({ price }) => price) });
  } finally {
    await stream.close();
    fake.drop();
    for (let looks = 0; looks < 1_000 && fake.sockets.size > 0; looks++) await new Promise((go) => setTimeout(go, 5));
  }
}

interface Heard {
  quotes: Quote[];
  states: string[];
  logged: string[];
  until(condition: () => boolean): Promise<void>;
  prices(): number[];
}

/** Sends trades and waits until all of them have been heard, which the last one says. */
async function trades(heard: Heard, ...sent: Parameters<FakeFinnhub["trade"]>): Promise<number[]> {
  await heard.until(() => fake.subscribed.includes("AAPL") && fake.subscribed.includes("TSLA"));
  fake.trade(...sent);
  fake.trade({ s: "TSLA", p: 1, t: nowMs, c: ["1"] });
  await heard.until(() => heard.quotes.at(-1)?.instrument === tesla.id);
  heard.quotes.pop();
  return heard.prices();
}
const withTrades = (play: (send: (...sent: Parameters<FakeFinnhub["trade"]>) => Promise<number[]>) => Promise<void>) =>
  streaming([apple, tesla], (heard) => play((...sent) => trades(heard, ...sent)));

everyScenarioIsPlayed("Finnhub", {
  "token by query or header": async () => {
    expect((await raw(`/quote?symbol=AAPL&token=${fake.key}`)).status).toBe(200);
    expect((await raw("/quote?symbol=AAPL", { "x-finnhub-token": fake.key })).status).toBe(200);
    expect((await raw("/quote?symbol=AAPL")).status).toBe(401);
    await connect().quote!([apple]);
    expect(fake.requests.at(-1)!.query.has("token")).toBe(false);
  },
  "401 (two texts)": async () => {
    expect([await refused("no-key"), await refused("wrong-key")]).toEqual(["unauthorized", "unauthorized"]);
  },
  "403": async () => expect(await refused("plan")).toBe("plan-restricted"),
  "429 with headers and real 60/min & 30/s counting": async () => {
    const asked = async (requests: number) => {
      const reasons: unknown[] = [];
      for (let sent = 0; sent < requests; sent++) reasons.push(await failure(connect().quote!([apple])));
      return reasons.filter((reason) => reason === "rate-limited").length;
    };
    Object.assign(fake, { perMinute: 60, perSecond: 30 });
    nowMs += 120_000;
    expect(await asked(32)).toBe(2);
    nowMs += 1_001;
    expect(await asked(30)).toBe(2);
    const refusal = await connect().quote!([apple]).catch((error: { retryAt: string }) => error.retryAt);
    expect(refusal).toBe(new Date(Math.ceil(nowMs / 1_000) * 1_000 + 30_000).toISOString());
    nowMs += 60_001;
    expect(await asked(1)).toBe(0);
  },
  "zero quote": async () => expect(await failure(connect().quote!([listing("XXXX")]))).toBe("not-found"),
  "`{}` profile": async () => expect(await failure(connect().profile!(listing("XXXX")))).toBe("not-found"),
  "`no_data` candle": async () => {
    // History is asked for at other places; a paid plan's answer for no days is there to be played all the same.
    const candle = () => raw(`/stock/candle?symbol=AAPL&token=${fake.key}`);
    expect((await candle()).status).toBe(403);
    fake.hasHistory = true;
    expect(await (await candle()).json()).toEqual({ s: "no_data" });
    expect(connect().capabilities.has("closes")).toBe(false);
  },
  "CFD error": async () => expect(await refused("cfd")).toBe("plan-restricted"),
  "HTML 502": async () => {
    fake.fault = "html-502";
    expect(await failure(connect().quote!([apple]))).toBe("transient");
  },
  "slow body": async () => {
    fake.fault = "slow";
    expect(await failure(connect(fake.key, 100).quote!([apple]))).toBe("transient");
  },
  "truncated JSON": async () => {
    fake.fault = "truncated";
    expect(await failure(connect().quote!([apple]))).toBe("malformed");
  },
  "reject bad token at upgrade": () =>
    streaming(
      [apple],
      async ({ states, until }) => {
        await until(() => states.length === 2);
        expect(states[1]).toBe("down: Finnhub rejected the key.");
      },
      "not-the-key",
    ),
  "ping each 60 s (fast-forward)": () =>
    streaming([apple], async ({ states, until }) => {
      await until(() => fake.subscribed.length === 1);
      for (let minute = 0; minute < 10; minute++) {
        await time.advance(60_000);
        fake.ping();
        const [socket] = fake.sockets;
        const answered = new Promise((resolve) => socket!.once("pong", resolve));
        socket!.ping();
        await answered;
      }
      expect(states).toEqual(["connecting", "live"]);
    }),
  "50-symbol cap error": () =>
    streaming(
      Array.from({ length: 52 }, (_, at) => listing(`S${at}`)),
      async ({ logged, states, until }) => {
        await until(() => logged.length >= 2);
        expect(fake.subscribed.length).toBe(50);
        expect(logged[0]).toContain("Subscribing to too many symbols");
        expect(states.at(-1)).toBe("live");
      },
    ),
  "second connection drops both": () =>
    streaming([apple], async ({ states, until }) => {
      await until(() => fake.subscribed.length === 1);
      const second = new WebSocket(`${fake.socketUrl}?token=${fake.key}`);
      second.on("error", () => {});
      const gone = new Promise((resolve) => second.once("close", resolve));
      await gone;
      await until(() => states.filter((state) => state === "live").length === 2 && fake.subscribed.length === 1);
      expect(states[2]).toBe("down: Finnhub's stream ended.");
    }),
  "invalid-symbol error": () =>
    streaming([listing("INVALID1"), apple], async ({ logged, until }) => {
      await until(() => logged.length === 1 && fake.subscribed.includes("AAPL"));
      expect(logged[0]).toContain("Invalid symbol INVALID1");
    }),
  "multi-trade frame": () =>
    withTrades(async (send) => {
      const frame = [100, 100.5, 101].map((p, at) => ({ s: "AAPL", p, t: nowMs + at, c: ["1"] }));
      expect(await send(...frame)).toEqual([100, 100.5, 101]);
    }),
  "`c` missing / null / empty": () =>
    withTrades(async (send) => {
      const of = (p: number, rest: { c?: string[] | null }) => ({ s: "AAPL", p, t: nowMs, ...rest });
      expect(await send(of(100, {}), of(101, { c: null }), of(102, { c: [] }))).toEqual([100, 101, 102]);
    }),
  "`v:0`": () => withTrades(async (send) => expect(await send({ s: "AAPL", p: 100, t: nowMs, v: 0 })).toEqual([100])),
  "out-of-order `t`": () =>
    withTrades(async (send) => {
      const of = (p: number, ago: number) => ({ s: "AAPL", p, t: nowMs - ago });
      expect(await send(of(100, 0), of(101, 1_500), of(102, 3_000))).toEqual([100, 101]);
    }),
  "extended-hours codes": () =>
    streaming([apple, tesla], async (heard) => {
      for (const instant of ["10:00:00", "22:30:00"]) {
        nowMs = Date.parse(`2026-11-20T${instant}Z`);
        await trades(heard, { s: "AAPL", p: 100, t: nowMs, c: ["1", "24"] });
      }
      expect(heard.quotes.map(({ session }) => session)).toEqual(["pre", "post"]);
    }),
  "mid-frame disconnect": () =>
    streaming([apple, tesla], async (heard) => {
      expect(await trades(heard, { s: "AAPL", p: 100, t: nowMs })).toEqual([100]);
      fake.dropMidFrame();
      await heard.until(() => heard.states.filter((state) => state === "live").length === 2);
      // Of what was never finished nothing is taken, and the next trade is heard again.
      expect(await trades(heard, { s: "AAPL", p: 101, t: nowMs })).toEqual([100, 101]);
    }),
  "silent symbol": () =>
    streaming([apple, tesla], async (heard) => {
      expect(await trades(heard)).toEqual([]);
      await heard.until(() => fake.subscribed.length === 2);
      expect(heard.states).toEqual(["connecting", "live"]);
      // What never trades has the price it was asked for, with its own time.
      expect((await connect().quote!([apple]))[0]).toMatchObject({ price: 273.61, at: "2026-11-20T15:29:00.000Z" });
    }),
  "total silence (watchdog)": () =>
    streaming([apple], async ({ states, logged, until }) => {
      await until(() => fake.subscribed.length === 1);
      await time.advance(150_000);
      await until(() => states.filter((state) => state === "live").length === 2);
      expect(logged).toEqual(["Finnhub's stream was silent for too long and is opened anew."]);
    }),
  "429 upgrade": () => {
    fake.refuseSocket = 429;
    return streaming([apple], async ({ states, until }) => {
      await until(() => states.length === 2);
      fake.refuseSocket = undefined;
      await time.advance(29_000);
      expect(states).toEqual(["connecting", "down: Finnhub refused the stream (HTTP 429)."]);
      await until(() => states.at(-1) === "live");
    });
  },
});

test("after all of it the fake is as it was", () => {
  expect([fake.sockets.size, fake.subscribed]).toEqual([0, []]);
});
