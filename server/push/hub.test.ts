import type { InstrumentId, Quote } from "@tickfolio/engine";
import type { ServerMessage } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { createManualTime } from "../market/manual-time.ts";
import type { Connection } from "./connection.ts";
import { createHub, type HubOptions, type QuoteSource, type SourceListener } from "./hub.ts";

const INTERVAL_MS = 250;

const quote = (instrument: string, price: number): Quote => ({
  instrument,
  price,
  currency: "EUR",
  at: "2026-03-02T10:00:00.000Z",
  day: "2026-03-02",
  source: "simulator",
  delay: "simulated",
  session: "regular",
});

/** A source that says what the test tells it to, and what was asked of it. */
function sourceByHand() {
  const listeners = new Map<string, SourceListener>();
  const source = {
    known: new Map<InstrumentId, Quote>(),
    watched: new Map<string, readonly InstrumentId[]>(),
    beforeSnapshot: async () => {},
    async snapshot(_user: string, instruments: readonly InstrumentId[]) {
      const quotes = instruments.flatMap((instrument) => source.known.get(instrument) ?? []);
      await source.beforeSnapshot();
      return { quotes, unpriced: instruments.filter((instrument) => !source.known.has(instrument)) };
    },
    open(user: string, listener: SourceListener) {
      listeners.set(user, listener);
      return {
        watch: (instruments: readonly InstrumentId[]) => void source.watched.set(user, instruments),
        close: async () => {
          listeners.delete(user);
          source.watched.delete(user);
        },
      };
    },
    ticks: (user: string, changed: Quote) => listeners.get(user)?.quote(changed),
    says: (user: string, ...state: Parameters<SourceListener["state"]>) => listeners.get(user)?.state(...state),
  };
  return source satisfies QuoteSource & Record<string, unknown>;
}

async function start(options: Partial<HubOptions> = {}) {
  const time = createManualTime("2026-03-02T10:00:00Z");
  const source = sourceByHand();
  const errors: unknown[] = [];
  const cancels = new Map<object, () => void>();
  const hub = createHub({
    source,
    intervalMs: INTERVAL_MS,
    epoch: 3,
    clock: time.clock,
    timers: {
      set: (callback, ms) => {
        const timer = {};
        cancels.set(timer, time.timers.after(ms, callback));
        return timer;
      },
      clear: (timer) => cancels.get(timer as object)?.(),
    },
    onError: (error) => errors.push(error),
    ...options,
  });

  function connect(user = "ann") {
    const heard: ServerMessage[] = [];
    const end = { code: 0 };
    const socket = { buffered: 0 };
    const connection: Connection = {
      id: crypto.randomUUID(),
      user,
      send: (text) => heard.push(JSON.parse(text)),
      bufferedBytes: () => socket.buffered,
      close: (code) => {
        end.code = code;
      },
    };
    const member = hub.join(connection);
    const say = async (message: unknown) => {
      member.receive(typeof message === "string" ? message : JSON.stringify(message));
      await time.advance(0);
    };
    const watch = (...instruments: string[]) => say({ type: "watch", instruments });
    const prices = () =>
      heard.flatMap((message) =>
        message.type === "quotes" ? [message.quotes.map((q) => `${q.instrument} ${q.price}`).join(", ")] : [],
      );
    return { heard, say, watch, prices, leave: member.leave, end, socket };
  }
  return { hub, source, time, connect, errors };
}

test("watching answers with a snapshot of what is known and names what has no price", async () => {
  const { connect, source } = await start();
  source.known.set("a", quote("a", 10));
  const tab = connect();
  await tab.watch("a", "b");
  expect(tab.heard).toEqual([
    {
      type: "snapshot",
      epoch: 3,
      quotes: [{ ...quote("a", 10), price: "10" }],
      unpriced: ["b"],
    },
  ]);
});

test("a first change goes out at once, later ones together when the interval is over, and each only once", async () => {
  const { connect, source, time } = await start();
  const tab = connect();
  await tab.watch("a", "b");
  source.ticks("ann", quote("a", 11));
  expect(tab.prices()).toEqual(["a 11"]);
  source.ticks("ann", quote("a", 12));
  source.ticks("ann", quote("b", 20));
  source.ticks("ann", quote("a", 13));
  expect(tab.prices()).toEqual(["a 11"]);
  await time.advance(INTERVAL_MS);
  expect(tab.prices()).toEqual(["a 11", "a 13, b 20"]);
  await time.advance(10 * INTERVAL_MS);
  expect(tab.prices()).toHaveLength(2);
  expect(time.pending).toBe(0);
  source.ticks("ann", quote("a", 14));
  expect(tab.prices().at(-1)).toBe("a 14");
});

test("with short pauses between batches each instrument has its own interval, so another one's change need not wait", async () => {
  const { connect, source, time } = await start({ batchMs: 20 });
  const tab = connect();
  await tab.watch("a", "b", "c");
  source.ticks("ann", quote("a", 1));
  await time.advance(30);
  source.ticks("ann", quote("a", 2));
  source.ticks("ann", quote("b", 1));
  source.ticks("ann", quote("c", 1));
  expect(tab.prices()).toEqual(["a 1", "b 1"]);
  await time.advance(20);
  expect(tab.prices()).toEqual(["a 1", "b 1", "c 1"]);
  await time.advance(195);
  expect(tab.prices()).toHaveLength(3);
  await time.advance(10);
  expect(tab.prices()).toEqual(["a 1", "b 1", "c 1", "a 2"]);
  expect(time.pending).toBe(0);
});

test("each connection is sent what it watches, and each user only what is theirs to see", async () => {
  const { connect, source, time } = await start();
  const [phone, laptop, bob] = [connect(), connect(), connect("bob")];
  await phone.watch("a");
  await laptop.watch("a", "b");
  await bob.watch("a");
  expect(source.watched.get("ann")).toEqual(["a", "b"]);
  source.ticks("ann", quote("a", 11));
  source.ticks("ann", quote("b", 21));
  await time.advance(INTERVAL_MS);
  expect(phone.prices()).toEqual(["a 11"]);
  expect(laptop.prices()).toEqual(["a 11", "b 21"]);
  expect(bob.prices()).toEqual([]);
});

test("a socket that is slow is sent nothing, and then the latest of everything it missed", async () => {
  const { connect, source, time } = await start();
  const tab = connect();
  await tab.watch("a", "b");
  tab.socket.buffered = 1_000_000;
  for (const price of [1, 2, 3]) {
    source.ticks("ann", quote("a", price));
    await time.advance(INTERVAL_MS);
  }
  source.ticks("ann", quote("b", 9));
  await time.advance(INTERVAL_MS);
  expect(tab.prices()).toEqual([]);
  tab.socket.buffered = 0;
  await time.advance(INTERVAL_MS);
  expect(tab.prices()).toEqual(["a 3, b 9"]);
});

test("a change that comes while the snapshot is read is in the snapshot", async () => {
  const { connect, source } = await start();
  source.known.set("a", quote("a", 10));
  source.beforeSnapshot = async () => void source.ticks("ann", quote("a", 11));
  const tab = connect();
  await tab.watch("a");
  const snapshot = tab.heard.find((message) => message.type === "snapshot");
  expect(snapshot).toMatchObject({ quotes: [{ price: "11" }] });
});

test("of two sets said quickly one after the other only the last is answered", async () => {
  const { connect, source } = await start();
  source.known.set("a", quote("a", 10)).set("b", quote("b", 20));
  let release = () => {};
  source.beforeSnapshot = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const tab = connect();
  await tab.watch("a");
  const releaseFirst = release;
  source.beforeSnapshot = async () => {};
  await tab.watch("b");
  releaseFirst();
  await tab.say({ type: "ping" });
  expect(tab.heard.map((message) => message.type)).toEqual(["snapshot", "pong"]);
  expect(tab.heard[0]).toMatchObject({ quotes: [{ instrument: "b" }] });
});

test("the market is followed while somebody watches, and left alone when nobody does", async () => {
  const { connect, source, hub } = await start();
  const [one, two] = [connect(), connect()];
  await one.watch("a");
  await two.watch("a", "b");
  expect(hub.size()).toEqual({ connections: 2, watched: 2 });
  two.leave();
  expect(source.watched.get("ann")).toEqual(["a"]);
  await one.watch();
  expect(source.watched.size).toBe(0);
  one.leave();
  one.leave();
  expect(hub.size()).toEqual({ connections: 0, watched: 0 });
});

test("the state of the market's feed reaches those who watch, and those who join later", async () => {
  const { connect, source } = await start();
  const tab = connect();
  await tab.watch("a");
  source.says("ann", "down", "Finnhub does not answer.");
  const late = connect();
  await late.watch("a");
  const state = { type: "state", state: "down", reason: "Finnhub does not answer." };
  expect(tab.heard.at(-1)).toEqual(state);
  expect(late.heard.at(-1)).toEqual(state);
});

test("a changed portfolio is told to all of that user's tabs and to nobody else", async () => {
  const { connect, hub } = await start();
  const [tab, bob] = [connect(), connect("bob")];
  hub.portfolioChanged("ann", "pf_1", 5);
  expect(tab.heard).toEqual([{ type: "portfolio", portfolio: "pf_1", version: 5 }]);
  expect(bob.heard).toEqual([]);
});

test("what is no message is answered with a problem and closes nothing", async () => {
  const { connect } = await start({ maxWatched: 2 });
  const tab = connect();
  for (const text of [
    "{",
    "null",
    "[]",
    '{"type":"sell"}',
    '{"type":"watch"}',
    '{"type":"watch","instruments":[1]}',
    '{"type":"watch","instruments":["a","b","c"]}',
    `{"type":"watch","instruments":["${"x".repeat(100_000)}"]}`,
  ]) {
    await tab.say(text);
  }
  expect(tab.heard.map((message) => message.type === "problem" && message.code)).toEqual([
    "invalid",
    "invalid",
    "invalid",
    "invalid",
    "invalid",
    "invalid",
    "too_many",
    "too_large",
  ]);
  expect(tab.end.code).toBe(0);
  await tab.say({ type: "ping" });
  expect(tab.heard.at(-1)).toEqual({ type: "pong" });
});

test("a flood of messages ends the connection", async () => {
  const { connect, time } = await start();
  const tab = connect();
  for (let sent = 0; sent < 60; sent++) await tab.say({ type: "ping" });
  expect(tab.end.code).toBe(0);
  await time.advance(11_000);
  for (let sent = 0; sent < 61; sent++) await tab.say({ type: "ping" });
  expect(tab.end.code).toBe(1008);
});

test("a snapshot that cannot be read is said, and what changes still arrives", async () => {
  const { connect, source, errors } = await start();
  source.beforeSnapshot = () => Promise.reject(new Error("disk"));
  const tab = connect();
  await tab.watch("a");
  expect(tab.heard).toEqual([expect.objectContaining({ type: "problem", code: "no_snapshot" })]);
  expect(errors).toHaveLength(1);
  source.ticks("ann", quote("a", 1e-7));
  expect(tab.prices()).toEqual(["a 0.0000001"]);
});

test("closing tells every connection, and leaves no timer and no feed", async () => {
  const { connect, source, hub, time } = await start();
  const tab = connect();
  await tab.watch("a");
  source.ticks("ann", quote("a", 1));
  await hub.close();
  expect(tab.end.code).toBe(1001);
  expect(source.watched.size).toBe(0);
  expect(time.pending).toBe(0);
});
