import type { Instrument, Quote } from "@tickfolio/engine";
import type { ServerMessage } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import type { Log } from "../log.ts";
import { createMemoryTable } from "../store/memory-table.ts";
import { createStore } from "../store/store.ts";
import { createGatewayNotices } from "./gateway-notices.ts";
import { createSocketEvents, FEED, SEEN_SHARD, type SocketAnswer } from "./socket-events.ts";
import { createStoredTickets } from "./stored-tickets.ts";

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
const apple: Instrument = { id: "ins_1", symbol: "AAPL", name: "Apple", kind: "stock", mic: "XNAS", currency: "USD" };

function setUp() {
  let nowMs = Date.parse("2026-03-02T15:00:00Z");
  const clock = () => nowMs;
  const store = createStore(createMemoryTable({ clock }), { clock });
  const tickets = createStoredTickets({ tickets: store.tickets, socketUrl: "wss://money.example.org/push" });
  const state = { starts: 0, open: true, failing: false };
  const events = createSocketEvents({
    store,
    tickets,
    source: {
      snapshot: async (_user, ids) => ({
        quotes: ids.filter((id) => id === "ins_1").map(priced),
        unpriced: ids.filter((id) => id !== "ins_1"),
      }),
    },
    startTicker: async () => {
      state.starts++;
      if (state.failing) throw new Error("no");
    },
    isOpen: () => state.open,
    clock,
    log: quiet,
  });
  const event = (routeKey: string, connectionId: string, rest: object = {}) =>
    events({ requestContext: { routeKey, connectionId }, ...rest });
  const answered = ({ body }: SocketAnswer): ServerMessage => JSON.parse(body ?? "null");
  return {
    ...{ store, tickets, state, event },
    wait: (ms: number) => {
      nowMs += ms;
    },
    async connect(id: string, user = "ada") {
      const { ticket } = await tickets.issue({ id: user, name: user }, "");
      return event("$connect", id, { queryStringParameters: { ticket } });
    },
    say: async (id: string, message: object) =>
      answered(await event("$default", id, { body: JSON.stringify(message) })),
  };
}

function priced(instrument: string): Quote {
  const at = "2026-03-02T14:59:00.000Z";
  return {
    instrument,
    price: 101.5,
    currency: "USD",
    at,
    day: "2026-03-02",
    source: "test",
    delay: "realtime",
    session: "regular",
  };
}

describe("a socket", () => {
  test("opens with a ticket, once, and with nothing else", async () => {
    const { event, tickets } = setUp();
    const { ticket, url } = await tickets.issue({ id: "ada", name: "Ada" }, "https://execute-api.example");
    expect(url).toBe(`wss://money.example.org/push?ticket=${ticket}`);
    expect(await event("$connect", "a", { queryStringParameters: { ticket } })).toEqual({ statusCode: 200 });
    expect(await event("$connect", "b", { queryStringParameters: { ticket } })).toEqual({ statusCode: 401 });
    expect(await event("$connect", "c")).toEqual({ statusCode: 401 });
    expect(await event("$connect", "d", { queryStringParameters: { ticket: "a#b" } })).toEqual({ statusCode: 401 });
  });

  test("a ticket is good for a minute", async () => {
    const { event, tickets, wait } = setUp();
    const { ticket } = await tickets.issue({ id: "ada", name: "Ada" }, "");
    wait(61_000);
    expect(await event("$connect", "a", { queryStringParameters: { ticket } })).toEqual({ statusCode: 401 });
  });

  test("is answered with a snapshot when it says what it watches, and the table knows the whole set", async () => {
    const { connect, say, store } = setUp();
    await connect("L0SM9cOFvHcCIhw=");
    expect(await say("L0SM9cOFvHcCIhw=", { type: "watch", instruments: ["ins_1", "ins_2"] })).toMatchObject({
      type: "snapshot",
      epoch: 0,
      quotes: [{ instrument: "ins_1", price: "101.5" }],
      unpriced: ["ins_2"],
    });
    expect(await store.connections(FEED.scope, FEED.shard).all()).toMatchObject([
      { id: "L0SM9cOFvHcCIhw=", user: "ada", watched: ["ins_1", "ins_2"] },
    ]);
    expect(await store.connections(FEED.scope, SEEN_SHARD).all()).toMatchObject([{ id: "ada", user: "ada" }]);
  });

  test("is forgotten when it closes; one that was never opened gets no answer", async () => {
    const { connect, event, store } = setUp();
    await connect("a");
    await event("$disconnect", "a");
    expect(await store.connections(FEED.scope, FEED.shard).all()).toEqual([]);
    expect(await event("$default", "a", { body: '{"type":"ping"}' })).toEqual({ statusCode: 410 });
  });

  test("is told what is wrong with a message, and stays open", async () => {
    const { connect, say, event } = setUp();
    await connect("a");
    expect(await say("a", { type: "sell" })).toMatchObject({ type: "problem", code: "invalid" });
    expect(await say("a", { type: "watch", instruments: Array(401).fill("ins_1") })).toMatchObject({
      code: "too_many",
    });
    expect(JSON.parse((await event("$default", "a", { body: "x".repeat(40_000) })).body!)).toMatchObject({
      code: "too_large",
    });
    expect(JSON.parse((await event("$default", "a", {})).body!)).toMatchObject({ code: "invalid" });
    expect(await say("a", { type: "ping" })).toEqual({ type: "pong" });
  });
});

describe("the ticker", () => {
  test("is called for by whoever watches while nobody leads, and by nobody else", async () => {
    const { connect, say, store, state } = setUp();
    await connect("a");
    await say("a", { type: "watch", instruments: [] });
    await say("a", { type: "ping" });
    expect(state.starts).toBe(0);
    await say("a", { type: "watch", instruments: ["ins_1"] });
    expect(state.starts).toBe(1);

    await store.lease(FEED.scope, FEED.leader).take("runner", 30);
    expect(await say("a", { type: "watch", instruments: ["ins_1", "ins_2"] })).toMatchObject({ epoch: 1 });
    expect(state.starts).toBe(1);
  });

  test("that ended is called for again by the next sign of life, if a market is open", async () => {
    const { connect, say, store, state, wait } = setUp();
    await store.forUser("ada").saveInstrument(apple);
    await connect("a");
    await say("a", { type: "watch", instruments: ["ins_1"] });
    await store.lease(FEED.scope, FEED.leader).take("runner", 30);
    wait(31_000);
    state.open = false;
    expect(await say("a", { type: "ping" })).toEqual({ type: "pong" });
    expect(state.starts).toBe(1);
    state.open = true;
    await say("a", { type: "ping" });
    expect(state.starts).toBe(2);
  });

  test("that has ended leaves its epoch to the snapshots, so that clients do not drop them", async () => {
    const { connect, say, store } = setUp();
    const lease = store.lease(FEED.scope, FEED.leader);
    for (const holder of ["first", "second"]) await lease.release((await lease.take(holder, 30))!);
    await connect("a");
    expect(await say("a", { type: "watch", instruments: ["ins_1"] })).toMatchObject({ type: "snapshot", epoch: 2 });
  });

  test("that cannot be started leaves the viewer with the last prices", async () => {
    const { connect, say, state } = setUp();
    state.failing = true;
    await connect("a");
    expect(await say("a", { type: "watch", instruments: ["ins_1"] })).toMatchObject({ quotes: [{ price: "101.5" }] });
  });
});

test("a written portfolio is told to the user's own sockets; one that has gone is forgotten", async () => {
  const { connect, store } = setUp();
  for (const [id, user] of [
    ["a", "ada"],
    ["b", "ada"],
    ["c", "bob"],
  ] as const)
    await connect(id, user);
  const posted: string[] = [];
  const connections = store.connections(FEED.scope, FEED.shard);
  const notices = createGatewayNotices({
    connections,
    gateway: {
      post: async (id, text) => {
        posted.push(`${id} ${text}`);
        return id === "b" ? "gone" : "sent";
      },
    },
  });
  await notices.portfolioChanged("ada", "pf_1", 7);
  const text = '{"type":"portfolio","portfolio":"pf_1","version":7}';
  expect(posted.sort()).toEqual([`a ${text}`, `b ${text}`]);
  expect((await connections.all()).map(({ id }) => id)).toEqual(["a", "c"]);
});
