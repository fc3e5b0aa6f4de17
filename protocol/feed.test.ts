import { afterEach, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { ApiProblem } from "./errors.ts";
import { connectFeed, type FeedOptions, type FeedStatus } from "./feed.ts";
import type { SocketLike } from "./live-socket.ts";
import type { ServerMessage, WireQuote } from "./messages.ts";

const quote = (instrument: string, price: string): WireQuote => ({
  instrument,
  price,
  currency: "EUR",
  at: "2026-03-02T10:00:00.000Z",
  day: "2026-03-02",
  source: "simulator",
  delay: "simulated",
  session: "regular",
});

/** A feed on sockets and timers that a test moves by hand, and what it reported. */
function feedByHand(options: Partial<FeedOptions> = {}) {
  const sockets: ReturnType<typeof socketByHand>[] = [];
  const waiting = new Map<object, { callback: () => void; atMs: number }>();
  const told = {
    states: [] as FeedStatus[],
    prices: [] as string[],
    portfolios: [] as string[],
    pauses: [] as number[],
  };
  let nowMs = 0;
  const feed = connectFeed({
    ticket: async () => ({ url: "ws://127.0.0.1/push?ticket=t" }),
    socket: () => {
      const socket = socketByHand();
      sockets.push(socket);
      return socket;
    },
    poll: async (instruments) => instruments.map((instrument) => quote(instrument, "1")),
    onQuotes: (quotes) => told.prices.push(...quotes.map(({ instrument, price }) => `${instrument} ${price}`)),
    onState: (status) => told.states.push(status),
    onPortfolio: (portfolio, version) => told.portfolios.push(`${portfolio} ${version}`),
    timers: {
      set(callback, ms) {
        const timer = {};
        waiting.set(timer, { callback, atMs: nowMs + ms });
        told.pauses.push(ms);
        return timer;
      },
      clear: (timer) => void waiting.delete(timer as object),
    },
    random: () => 1,
    ...options,
  });
  async function pass(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      await settle();
      const next = [...waiting].sort((a, b) => a[1].atMs - b[1].atMs)[0];
      if (!next || next[1].atMs > untilMs) break;
      waiting.delete(next[0]);
      nowMs = next[1].atMs;
      next[1].callback();
    }
    nowMs = untilMs;
    await settle();
  }
  return { feed, sockets, told, pass, waiting };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function socketByHand() {
  const listeners = new Map<string, (event: object) => void>();
  const socket = {
    said: [] as string[],
    closed: false,
    send: (text: string) => void socket.said.push(text),
    close: () => {
      socket.closed = true;
    },
    addEventListener: ((type, listener) => void listeners.set(type, listener)) as SocketLike["addEventListener"],
    happens: (type: string, event: object = {}) => listeners.get(type)?.(event),
    hears: (message: ServerMessage) => listeners.get("message")?.({ data: JSON.stringify(message) }),
  };
  return socket;
}

describe("a feed", () => {
  test("opens one socket with the first watch, says the whole set, and passes on snapshot and batches", async () => {
    const { feed, sockets, told } = feedByHand();
    await settle();
    expect(sockets).toHaveLength(0);
    feed.watch(["a", "b"]);
    await settle();
    sockets[0]!.happens("open");
    expect(sockets[0]!.said).toEqual(['{"type":"watch","instruments":["a","b"]}']);

    sockets[0]!.hears({ type: "snapshot", epoch: 1, quotes: [quote("a", "10"), quote("b", "20")], unpriced: [] });
    sockets[0]!.hears({ type: "quotes", epoch: 1, quotes: [quote("a", "11")] });
    sockets[0]!.hears({ type: "state", state: "live" });
    sockets[0]!.hears({ type: "portfolio", portfolio: "pf_1", version: 4 });
    expect(told.prices).toEqual(["a 10", "b 20", "a 11"]);
    expect(told.states.map(({ connection, upstream }) => `${connection} ${upstream}`)).toEqual([
      "connecting null",
      "live null",
      "live live",
    ]);
    expect(told.portfolios).toEqual(["pf_1 4"]);
    feed.close();
  });

  test("says a changed set at once, and an unchanged one not again", async () => {
    const { feed, sockets } = feedByHand();
    feed.watch(["a"]);
    await settle();
    sockets[0]!.happens("open");
    feed.watch(["a"]);
    feed.watch(["a", "c"]);
    expect(sockets[0]!.said).toEqual([
      '{"type":"watch","instruments":["a"]}',
      '{"type":"watch","instruments":["a","c"]}',
    ]);
    feed.close();
  });

  test("drops what an older leader still says, and what is no longer watched", async () => {
    const { feed, sockets, told } = feedByHand();
    feed.watch(["a"]);
    await settle();
    sockets[0]!.happens("open");
    sockets[0]!.hears({ type: "quotes", epoch: 7, quotes: [quote("a", "10")] });
    sockets[0]!.hears({ type: "quotes", epoch: 6, quotes: [quote("a", "9")] });
    sockets[0]!.hears({ type: "quotes", epoch: 7, quotes: [quote("z", "1")] });
    expect(told.prices).toEqual(["a 10"]);
    feed.close();
  });

  test("after a restart of the server its new socket counts, whatever its epoch is", async () => {
    const { feed, sockets, told, pass } = feedByHand();
    feed.watch(["a"]);
    await settle();
    sockets[0]!.happens("open");
    sockets[0]!.hears({ type: "snapshot", epoch: 7, quotes: [quote("a", "10")], unpriced: [] });
    sockets[0]!.happens("close");
    await pass(1_000);
    sockets[1]!.happens("open");
    sockets[1]!.hears({ type: "snapshot", epoch: 2, quotes: [quote("a", "12")], unpriced: [] });
    expect(sockets[1]!.said).toEqual(['{"type":"watch","instruments":["a"]}']);
    expect(told.prices).toEqual(["a 10", "a 12"]);
    feed.close();
  });

  test("pauses double up to half a minute, and chance spreads them over the whole of it", async () => {
    const { feed, sockets, told, pass } = feedByHand({ poll: async () => [] });
    feed.watch(["a"]);
    const pauses: number[] = [];
    for (let failure = 0; failure < 8; failure++) {
      await settle();
      const set = told.pauses.length;
      sockets[failure]!.happens("close");
      pauses.push(told.pauses[set]!);
      await pass(pauses.at(-1)!);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    feed.close();

    const lucky = feedByHand({ random: () => 0 });
    lucky.feed.watch(["a"]);
    await settle();
    lucky.sockets[0]!.happens("close");
    expect(lucky.told.pauses.at(-1)).toBe(0);
    lucky.feed.close();
  });

  test("where sockets never open, prices are polled; once one opens, polling ends", async () => {
    const { feed, sockets, told, pass } = feedByHand();
    feed.watch(["a"]);
    await settle();
    sockets[0]!.happens("error");
    await pass(1_000);
    sockets[1]!.happens("error");
    await pass(0);
    expect(told.states.at(-1)?.connection).toBe("polling");
    expect(told.prices).toEqual(["a 1"]);
    feed.watch(["a", "b"]);
    await pass(0);
    expect(told.prices).toEqual(["a 1", "a 1", "b 1"]);

    await pass(2_000);
    sockets[2]!.happens("open");
    expect(told.states.at(-1)).toEqual({ connection: "live", upstream: null });
    const before = told.prices.length;
    await pass(60_000);
    expect(told.prices.length).toBe(before);
    feed.close();
  });

  test("a socket that does not open in time is given up, and what it says later is not heard", async () => {
    const { feed, sockets, told, pass } = feedByHand();
    feed.watch(["a"]);
    await pass(8_000);
    expect(sockets[0]!.closed).toBe(true);
    sockets[0]!.happens("open");
    sockets[0]!.hears({ type: "quotes", epoch: 9, quotes: [quote("a", "99")] });
    expect(told.prices).toEqual([]);
    expect(told.states.at(-1)).toMatchObject({ connection: "connecting", reason: expect.stringContaining("in time") });
    feed.close();
  });

  test("a socket that gives no sign of life is replaced", async () => {
    const { feed, sockets, told, pass } = feedByHand({ pingEveryMs: 60_000 });
    feed.watch(["a"]);
    await settle();
    sockets[0]!.happens("open");
    await pass(60_000);
    expect(sockets[0]!.said.at(-1)).toBe('{"type":"ping"}');
    sockets[0]!.hears({ type: "pong" });
    await pass(69_000);
    expect(sockets[0]!.closed).toBe(false);
    await pass(1_500);
    expect(sockets[0]!.closed).toBe(true);
    expect(sockets).toHaveLength(2);
    expect(told.states.at(-1)).toMatchObject({ reason: "The live connection went silent." });
    feed.close();
  });

  test("says it is offline while the server cannot be reached, and tries at once when told to", async () => {
    let isUp = false;
    const gone = new ApiProblem({ status: 0, code: "unreachable", detail: "The server does not answer." });
    const { feed, sockets, told, pass } = feedByHand({
      ticket: async () => {
        if (!isUp) throw gone;
        return { url: "ws://127.0.0.1/push?ticket=t" };
      },
      poll: async () => {
        throw gone;
      },
    });
    feed.watch(["a"]);
    await pass(20_000);
    expect(told.states.at(-1)).toEqual({ connection: "offline", upstream: null, reason: gone.message });
    isUp = true;
    feed.retry();
    await settle();
    sockets[0]!.happens("open");
    expect(told.states.at(-1)).toEqual({ connection: "live", upstream: null });
    feed.close();
  });

  test("closing leaves no timer behind and hears nothing more", async () => {
    const { feed, sockets, told, pass, waiting } = feedByHand();
    feed.watch(["a"]);
    await settle();
    sockets[0]!.happens("open");
    feed.close();
    sockets[0]!.hears({ type: "quotes", epoch: 1, quotes: [quote("a", "10")] });
    await pass(600_000);
    expect(waiting.size).toBe(0);
    expect(sockets).toHaveLength(1);
    expect(told.prices).toEqual([]);
  });
});

describe("over a real socket", () => {
  const cleanups: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  test("joins, is cut off, comes back and gets a snapshot again", async () => {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    cleanups.push(() => new Promise((resolve) => server.close(() => resolve())));
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    let joined = 0;
    server.on("connection", (socket) => {
      socket.on("message", (data) => {
        const { instruments } = JSON.parse(String(data)) as { instruments: string[] };
        joined++;
        const quotes = instruments.map((instrument) => quote(instrument, String(joined)));
        socket.send(JSON.stringify({ type: "snapshot", epoch: 1, quotes, unpriced: [] } satisfies ServerMessage));
        if (joined === 1) socket.terminate();
      });
    });

    const prices: string[] = [];
    await new Promise<void>((resolve) => {
      const feed = connectFeed({
        ticket: async () => ({ url: `ws://127.0.0.1:${port}/` }),
        socket: (url) => new WebSocket(url),
        poll: async () => [],
        onQuotes: (quotes) => {
          prices.push(...quotes.map(({ price }) => price));
          if (prices.at(-1) === "2") resolve();
        },
        onState: () => {},
        onPortfolio: () => {},
        random: () => 0,
      });
      cleanups.push(() => feed.close());
      feed.watch(["a"]);
    });
    expect(prices.at(-1)).toBe("2");
    expect(joined).toBe(2);
  });
});
