import type { Quote } from "@tickfolio/engine";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FakeFinnhub, finnhubScenarios, startFakeFinnhub } from "../fakes/fake-finnhub.ts";
import { endlessFaults, faults } from "../fakes/fake-server.ts";
import { type FakeStooq, type StooqBody, startFakeStooq, stooqBodies } from "../fakes/fake-stooq.ts";
import { createMarket, type Market } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, unlimited } from "../testing.ts";
import { systemTimers } from "../timers.ts";
import { createFinnhub } from "./finnhub.ts";
import { createStooq } from "./stooq.ts";

// A market with real sockets to servers that speak the providers' protocols.
const FINNHUB_KEY = "finnhub-secret-0123456789";
const STOOQ_KEY = "5700q5ecre7abcdef0123456789abcde";
const NOW = Date.parse("2026-11-20T15:30:00Z");
const apple = listing("AAPL");
let finnhub: FakeFinnhub;
let stooq: FakeStooq;
let market: Market;
let open: (timeoutMs?: number) => Market;
let logged: string[];
let nowMs: number;

beforeEach(async () => {
  nowMs = NOW;
  finnhub = await startFakeFinnhub({ key: FINNHUB_KEY, clock: () => nowMs });
  stooq = await startFakeStooq({ key: STOOQ_KEY });
  Object.assign(finnhub, { perMinute: 10_000, perSecond: 10_000 });
  finnhub.prices.set("AAPL", { c: 273.61, pc: 271.12, t: NOW / 1_000 - 1 });
  stooq.history.set("aapl.us", [["2026-11-19", 271.12]]);
  logged = [];
  const clock = () => nowMs;
  const timers = { after: (ms: number, run: () => void) => systemTimers.after(ms / 50, run) };
  const log = (message: string) => void logged.push(message);
  /** However slow the machine is, an answer that comes is waited for. */
  open = (timeoutMs = 60_000) =>
    createMarket({
      providers: [
        createFinnhub({
          ...{ key: FINNHUB_KEY, clock, timers, log, timeoutMs, quota: unlimited },
          ...{ url: finnhub.url, socketUrl: finnhub.socketUrl },
        }),
        createStooq({ key: STOOQ_KEY, clock, timers, url: stooq.url, timeoutMs, quota: unlimited }),
      ],
      ...{ shelf: createMemoryShelf(), clock, timers, log },
      random: () => 0.5,
      isEnabled: () => true,
      patienceMs: 3_600_000,
    });
  market = open();
});
afterEach(async () => {
  await market.close();
  await Promise.all([finnhub.close(), stooq.close()]);
});

const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000, interval: 5 });

test("a watched share has its previous close from a request and its trades from the stream", async () => {
  const quotes: Quote[] = [];
  const states: string[] = [];
  const feed = market.openFeed("me", { quote: (quote) => quotes.push(quote), state: (state) => states.push(state) });
  feed.watch([apple]);
  await until(() => finnhub.subscribed.includes("AAPL") && quotes.length === 1);
  nowMs += 1_000;
  finnhub.trade({ s: "AAPL", p: 273.8, t: nowMs, c: ["1"] });
  await until(() => quotes.length === 2);
  expect(quotes[1]).toMatchObject({ price: 273.8, previousClose: 271.12, delay: "realtime", source: "finnhub" });
  expect(states.at(-1)).toBe("live");
  expect((await market.quotes("me", [apple])).quotes[0]!.price).toBe(273.8);
});

test("what Finnhub's plan does not have, Stooq is asked for", async () => {
  stooq.quotes.set("vod.uk", ["2026-11-20", "15:00:00", 92.74]);
  const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });
  const { quotes } = await market.quotes("me", [apple, vodafone]);
  expect(quotes.map(({ source, price }) => [source, price])).toEqual([
    ["finnhub", 273.61],
    ["stooq", 0.9274],
  ]);
});

test("whatever goes wrong, no key is in a log, a state, a next step or an answer", async () => {
  const said: unknown[] = [];
  const feed = market.openFeed("me", { quote: () => {}, state: (state, reason) => said.push([state, reason]) });
  feed.watch([apple]);
  const impatient = open(100);
  const look = async (asked = market) => {
    said.push(await asked.quotes("me", [apple, listing("OTHER")]), await asked.closes("me", apple, "2026-11-01"));
    said.push(await asked.search("me", "apple"), await asked.status("me"));
    // Far enough for pauses to be over and prices to be stale.
    nowMs += 7 * 3_600_000;
  };
  // Those that end a provider for good come last.
  const passing = finnhubScenarios.filter((each) => !["no-key", "wrong-key", "sign-up", "plan", "cfd"].includes(each));
  for (const scenario of [...passing, "plan" as const]) {
    finnhub.scenario = scenario;
    await look();
  }
  for (const body of Object.keys(stooqBodies).filter((each) => each !== "get a key") as StooqBody[]) {
    stooq.body = body;
    await look();
  }
  stooq.body = undefined;
  for (const fault of faults.filter((each) => each !== "too-large")) {
    finnhub.fault = fault;
    stooq.fault = fault;
    await look(endlessFaults.includes(fault) ? impatient : market);
  }
  finnhub.refuseSocket = 401;
  finnhub.drop();
  finnhub.scenario = "wrong-key";
  finnhub.fault = undefined;
  stooq.fault = undefined;
  stooq.body = "get a key";
  await look();
  expect((await market.quotes("me", [listing("THIRD")])).unpriced[0]).toMatchObject({ code: "add-key" });
  await impatient.close();
  const everything = JSON.stringify([said, logged]);
  expect(everything.length > 5_000).toBe(true);
  expect([FINNHUB_KEY, STOOQ_KEY].filter((key) => everything.includes(key))).toEqual([]);
}, 30_000);
