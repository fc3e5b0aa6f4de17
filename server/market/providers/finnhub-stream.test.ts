import type { Instrument, Quote } from "@tickfolio/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeFinnhub, startFakeFinnhub } from "../fakes/fake-finnhub.ts";
import { createManualTime, type ManualTime } from "../manual-time.ts";
import type { QuoteStream } from "../provider.ts";
import { listing } from "../testing.ts";
import { createFinnhubStream } from "./finnhub-stream.ts";

const KEY = "fake-key-0123456789";
const NOW_MS = Date.parse("2026-11-20T15:30:00Z");
const apple = listing("AAPL");
const tesla = listing("TSLA");

let fake: FakeFinnhub;
let stream: QuoteStream | undefined;
let quotes: Quote[];
let states: string[];
let logged: string[];
let nowMs: number;
let time: ManualTime;

beforeEach(async () => {
  fake = await startFakeFinnhub({ key: KEY });
  quotes = [];
  states = [];
  logged = [];
  nowMs = NOW_MS;
  time = createManualTime(0);
});
afterEach(async () => {
  await stream?.close();
  await fake.close();
});

/** Its pauses pass as `until` and the tests move the time, and not by themselves. */
function open(instruments: readonly Instrument[], { key = KEY, limit = 48 } = {}) {
  stream = createFinnhubStream({
    key,
    socketUrl: fake.socketUrl,
    clock: () => nowMs,
    timers: time.timers,
    random: () => 0.5,
    log: (message) => logged.push(message),
    limit,
    listener: {
      quote: (quote) => quotes.push(quote),
      state: (state, reason) => states.push(reason ? `${state}: ${reason}` : state),
    },
  });
  stream.watch(instruments);
  return stream;
}

/** Waits for the sockets, and lets a moment of the stream's time pass at each look: far less in all than a line may be silent. */
async function until(condition: () => boolean): Promise<void> {
  for (let looks = 0; looks < 3_000 && !condition(); looks++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await time.advance(20);
  }
  expect(condition()).toBe(true);
}

describe("subscriptions", () => {
  test("the set is subscribed, and changes as a difference", async () => {
    const open_ = open([apple, listing("BRK-B")]);
    await until(() => fake.subscribed.length === 2);
    expect(fake.subscribed).toEqual(["AAPL", "BRK.B"]);
    open_.watch([apple, tesla]);
    await until(() => fake.subscribed.includes("TSLA") && !fake.subscribed.includes("BRK.B"));
    expect(fake.subscribed).toEqual(["AAPL", "TSLA"]);
    expect(states).toEqual(["connecting", "live"]);
  });

  test("no more symbols than the limit, the first ones first", async () => {
    open(Array.from({ length: 60 }, (_, i) => listing(`S${i}`)));
    await until(() => fake.subscribed.length === 48);
    expect(fake.subscribed).not.toContain("S48");
  });

  test("two instruments of one symbol are one subscription and two quotes", async () => {
    open([apple, { ...apple, id: "ins_other" }]);
    await until(() => fake.subscribed.length === 1);
    fake.trade({ s: "AAPL", p: 273.61, t: NOW_MS });
    await until(() => quotes.length === 2);
    expect(quotes.map((quote) => quote.instrument)).toEqual(["ins_AAPL", "ins_other"]);
  });

  test("an invalid symbol is not asked for again, and the others go on", async () => {
    open([listing("INVALID1"), apple]);
    await until(() => logged.length === 1 && fake.subscribed.includes("AAPL"));
    expect(logged[0]).toContain("Invalid symbol INVALID1");
    fake.drop();
    await until(() => states.filter((state) => state === "live").length === 2 && fake.subscribed.length === 1);
    expect(logged.length).toBe(1);
  });
});

describe("trades", () => {
  beforeEach(async () => {
    open([apple, tesla]);
    await until(() => fake.subscribed.length === 2);
  });
  const prices = () => quotes.map((quote) => quote.price);
  /** Frames arrive in order: once this one is here, all before it have been. */
  async function heardAll() {
    fake.trade({ s: "TSLA", p: 1, t: NOW_MS, c: ["1"] });
    await until(() => quotes.at(-1)?.price === 1);
    quotes.pop();
  }

  test("several of several symbols in one frame, with conditions, none, or null", async () => {
    fake.frame('{"type":"ping"}');
    fake.trade(
      { s: "AAPL", p: 273.61, t: NOW_MS, c: ["1"] },
      { s: "TSLA", p: 1.01, t: NOW_MS, c: null },
      { s: "AAPL", p: 273.62, t: NOW_MS + 1, v: 0 },
    );
    await until(() => quotes.length === 3);
    expect(prices()).toEqual([273.61, 1.01, 273.62]);
    expect(quotes[0]).toEqual({
      instrument: "ins_AAPL",
      price: 273.61,
      currency: "USD",
      at: "2026-11-20T15:30:00.000Z",
      day: "2026-11-20",
      source: "finnhub",
      delay: "realtime",
      session: "regular",
    });
  });

  test("what is no last price is left out: averages, corrections, zero, far out of order", async () => {
    fake.trade({ s: "AAPL", p: 100, t: NOW_MS });
    fake.trade({ s: "AAPL", p: 101, t: NOW_MS, c: ["2"] }, { s: "AAPL", p: 102, t: NOW_MS, c: ["1", "38"] });
    fake.trade(
      { s: "AAPL", p: 0, t: NOW_MS },
      { s: "AAPL", p: -5, t: NOW_MS },
      { s: "AAPL", p: 103, t: NOW_MS - 3_000 },
    );
    await heardAll();
    expect(prices()).toEqual([100]);
  });

  test("a trade that overtook another by a little counts, at the time of the newer one", async () => {
    fake.trade({ s: "AAPL", p: 100, t: NOW_MS });
    fake.trade({ s: "AAPL", p: 101, t: NOW_MS - 1_500 });
    await until(() => quotes.length === 2);
    expect(quotes[1]).toMatchObject({ price: 101, at: "2026-11-20T15:30:00.000Z" });
  });

  test("a jump of more than a fifth waits for a second trade", async () => {
    fake.trade({ s: "AAPL", p: 100, t: NOW_MS });
    fake.trade({ s: "AAPL", p: 130, t: NOW_MS + 1 });
    fake.trade({ s: "AAPL", p: 100.5, t: NOW_MS + 2 });
    fake.trade({ s: "AAPL", p: 130, t: NOW_MS + 3 });
    fake.trade({ s: "AAPL", p: 131, t: NOW_MS + 4 });
    await heardAll();
    expect(prices()).toEqual([100, 100.5, 131]);
  });

  test("trades in extended hours say so", async () => {
    for (const [instant, ...c] of [
      ["10:00:00", "1", "24"],
      ["15:30:00", "1"],
      ["22:30:00", "1", "24", "12"],
    ]) {
      nowMs = Date.parse(`2026-11-20T${instant}Z`);
      fake.trade({ s: "AAPL", p: 100, t: nowMs, c });
      const before = quotes.length;
      await until(() => quotes.length === before + 1);
    }
    expect(quotes.map(({ session }) => session)).toEqual(["pre", "regular", "post"]);
  });

  test("a trade from far in the future is not believed, and does not keep the true ones out", async () => {
    fake.trade({ s: "AAPL", p: 100, t: NOW_MS + 3_600_000 });
    fake.trade({ s: "AAPL", p: 101, t: NOW_MS });
    await heardAll();
    expect(prices()).toEqual([101]);
  });

  test("frames that are not what they should be do no harm", async () => {
    for (const frame of [
      '{"type":"trade","data":[{"s":"AAPL","p":"x","t":1},{"p":1},null,7]}',
      "{",
      "null",
      '{"type":"news"}',
    ]) {
      fake.frame(frame);
    }
    fake.frame(`{"type":"trade","data":[{"s":"AAPL","p":1e999,"t":${NOW_MS}},{"s":"AAPL","p":1,"t":1e300}]}`);
    await heardAll();
    expect(quotes).toEqual([]);
  });
});

describe("the connection", () => {
  test("a dropped line is opened again, with the whole set", async () => {
    open([apple, tesla]);
    await until(() => fake.subscribed.length === 2);
    nowMs += 60_000;
    fake.drop();
    await until(() => states.filter((state) => state === "live").length === 2 && fake.subscribed.length === 2);
    expect(states.slice(2, 4)).toEqual(["down: Finnhub's stream ended.", "connecting"]);
  });

  test("total silence for two and a half minutes is a dead line; a ping is a sign of life", async () => {
    open([apple]);
    await until(() => fake.subscribed.length === 1);
    for (let i = 0; i < 10; i++) {
      await time.advance(140_000);
      fake.frame('{"type":"ping"}');
      // The socket answers in the order in which it hears.
      const [socket] = fake.sockets;
      const heard = new Promise((resolve) => socket!.once("pong", resolve));
      socket!.ping();
      await heard;
    }
    expect(states).toEqual(["connecting", "live"]);
    await time.advance(150_000);
    await until(() => states.some((state) => state.startsWith("down")));
    expect(logged).toEqual(["Finnhub's stream was silent for too long and is opened anew."]);
  });

  test("a rejected key ends it, and the reason says so", async () => {
    open([apple], { key: "wrong-key-999" });
    await until(() => states.length === 2);
    expect(states).toEqual(["connecting", "down: Finnhub rejected the key."]);
    stream!.watch([apple, tesla]);
    await time.advance(3_600_000);
    expect(states.length).toBe(2);
  });

  test("told to slow down, it waits half a minute at least", async () => {
    fake.refuseSocket = 429;
    open([apple]);
    await until(() => states.length === 2);
    fake.refuseSocket = undefined;
    await time.advance(29_000);
    expect(states.length).toBe(2);
    await until(() => states.at(-1) === "live");
    expect(states[1]).toBe("down: Finnhub refused the stream (HTTP 429).");
  });

  test("when another connection with the same key keeps dropping both, it says what may be wrong", async () => {
    open([apple]);
    for (let round = 1; round <= 3; round++) {
      await until(() => fake.sockets.size === 1);
      await until(() => states.filter((state) => state === "live").length === round);
      fake.drop();
      await until(() => states.filter((state) => state.startsWith("down")).length === round);
    }
    expect(states.filter((state) => state.startsWith("down")).at(-1)).toBe(
      "down: Finnhub's stream ended. Another program may be using the same key.",
    );
  });

  test("closing ends it for good", async () => {
    const mine = open([apple]);
    await until(() => fake.subscribed.length === 1);
    await mine.close();
    await until(() => fake.sockets.size === 0);
    mine.watch([apple]);
    await time.advance(3_600_000);
    expect(states).toEqual(["connecting", "live"]);
    expect(fake.sockets.size).toBe(0);
  });

  test("the key is in no message, whatever goes wrong", async () => {
    open([apple, listing("INVALID1")]);
    await until(() => logged.length > 0);
    fake.frame(JSON.stringify({ type: "error", msg: `token=${KEY} and ${KEY}` }));
    await until(() => logged.length > 1);
    fake.refuseSocket = 500;
    fake.drop();
    await until(() => states.some((state) => state.includes("500")));
    await fake.close();
    await until(() => states.some((state) => state.includes("ECONNREFUSED")));
    expect([...logged, ...states].join("\n")).not.toContain(KEY);
    expect([...logged, ...states].join("\n")).not.toMatch(/wss?:/);
    fake = await startFakeFinnhub({ key: KEY });
  });
});
