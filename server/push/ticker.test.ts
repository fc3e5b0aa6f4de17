import type { Quote } from "@tickfolio/engine";
import type { ServerMessage } from "@tickfolio/protocol";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Log } from "../log.ts";
import { createManualTime } from "../market/manual-time.ts";
import { createMemoryTable } from "../store/memory-table.ts";
import { createStore } from "../store/store.ts";
import type { Table } from "../store/table.ts";
import type { Gateway, Posted } from "./gateway.ts";
import type { SourceListener } from "./hub.ts";
import { runTicker, type TickerOptions, type TickerResult } from "./ticker.ts";

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

function quote(instrument: string, price: number): Quote {
  const at = "2026-03-02T15:00:00.000Z";
  return {
    instrument,
    price,
    currency: "USD",
    at,
    day: "2026-03-02",
    source: "test",
    delay: "realtime",
    session: "regular",
  };
}

/** A feed with a table, a gateway that notes what it is given, and a market that says what the test says. */
function setUp(overrides: Partial<Pick<TickerOptions, "runMs" | "intervalMs">> = {}) {
  const time = createManualTime("2026-03-02T15:00:00Z");
  const startMs = time.clock();
  const memory = createMemoryTable({ clock: time.clock });
  let failing = false;
  const guarded = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (failing) throw new Error("no answer");
      return work(...args);
    };
  };
  const table: Table = {
    get: guarded(memory.get),
    put: guarded(memory.put),
    query: guarded(memory.query),
    delete: guarded(memory.delete),
    close: memory.close,
  };
  const store = createStore(table, { clock: time.clock });
  const connections = store.connections("deployment", "0");
  const lease = store.lease("deployment", "leader");
  let runs = 0;

  const posted: { to: string; message: ServerMessage }[] = [];
  const answers = new Map<string, Posted>();
  const gateway: Gateway = {
    async post(to, text) {
      const answer = answers.get(to) ?? "sent";
      if (answer === "sent") posted.push({ to, message: JSON.parse(text) });
      return answer;
    },
  };

  const known = new Map<string, Quote>();
  const listeners = new Set<SourceListener>();
  let watched: readonly string[] = [];
  let open = true;
  const events: string[] = [];
  const options: TickerOptions = {
    connections,
    lease,
    holder: "run",
    gateway,
    intervalMs: 1_000,
    runMs: 840_000,
    idleMs: 90_000,
    clock: time.clock,
    monotonic: () => time.clock() - startMs,
    timers: time.timers,
    log: quiet,
    async openUpstream() {
      events.push("upstream opened");
      return {
        source: {
          snapshot: async (_user, ids) => ({ quotes: ids.map((id) => known.get(id) ?? quote(id, 100)), unpriced: [] }),
          open(_user, listener) {
            listeners.add(listener);
            return {
              watch: (ids) => {
                watched = ids;
              },
              close: async () => void listeners.delete(listener),
            };
          },
        },
        isAnyOpen: async () => open,
        close: async () => void events.push(`upstream closed at ${(time.clock() - startMs) / 1000} s`),
      };
    },
    ...overrides,
  };

  return {
    ...{ time, connections, lease, posted, answers, events, options, listeners },
    say: (said: Quote) => {
      known.set(said.instrument, said);
      for (const listener of listeners) listener.quote(said);
    },
    watchedUpstream: () => watched,
    closeMarkets: () => {
      open = false;
    },
    breakTable: () => {
      failing = true;
    },
    mendTable: () => {
      failing = false;
    },
    to: (id: string) => posted.filter((post) => post.to === id).map((post) => post.message),
    /** Runs the ticker; `ended` is undefined until it has. */
    start() {
      const run: { ended?: TickerResult; error?: unknown; done: Promise<void> } = { done: Promise.resolve() };
      run.done = runTicker({ ...options, holder: `run ${++runs}` }).then(
        (result) => {
          run.ended = result;
        },
        (error) => {
          run.error = error;
        },
      );
      onTestFinished(async () => {
        failing = false;
        for (let turn = 0; !run.ended && !run.error && turn < 100; turn++) await time.advance(60_000);
      });
      return run;
    },
  };
}

async function watching(feed: ReturnType<typeof setUp>, id: string, ...instruments: string[]) {
  await feed.connections.save({ id, user: `user-of-${id}`, watched: instruments }, 7_500);
}

describe("those who watch", () => {
  test("get a snapshot, then what changes, with the leader's epoch", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1", "ins_2");
    feed.start();
    await feed.time.advance(100);
    expect(feed.to("a")).toMatchObject([{ type: "snapshot", epoch: 1, quotes: [{ price: "100" }, { price: "100" }] }]);
    expect(feed.watchedUpstream()).toEqual(["ins_1", "ins_2"]);

    feed.say(quote("ins_1", 101));
    await feed.time.advance(10);
    expect(feed.to("a").at(-1)).toMatchObject({
      type: "quotes",
      epoch: 1,
      quotes: [{ instrument: "ins_1", price: "101" }],
    });
  });

  test("get a first change at once and later ones together, at most once an interval", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1", "ins_2");
    feed.start();
    await feed.time.advance(100);
    for (const price of [101, 102, 103]) feed.say(quote("ins_1", price));
    feed.say(quote("ins_2", 50));
    await feed.time.advance(10);
    expect(feed.to("a").slice(1)).toMatchObject([{ quotes: [{ price: "101" }] }]);
    await feed.time.advance(1_000);
    expect(feed.to("a").slice(2)).toMatchObject([{ quotes: [{ price: "103" }, { instrument: "ins_2", price: "50" }] }]);
  });

  test("may come, change what they watch and go while it runs", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    feed.start();
    await feed.time.advance(100);
    await watching(feed, "b", "ins_2");
    await watching(feed, "a", "ins_3");
    await feed.time.advance(3_000);
    expect(feed.to("b")).toMatchObject([{ type: "snapshot", quotes: [{ instrument: "ins_2" }] }]);
    expect(feed.to("a").at(-1)).toMatchObject({ type: "snapshot", quotes: [{ instrument: "ins_3" }] });

    await feed.connections.remove("b");
    await feed.time.advance(3_000);
    feed.say(quote("ins_2", 7));
    await feed.time.advance(10);
    expect(feed.to("b")).toHaveLength(1);
  });

  test("who have gone without a word are forgotten at the first message", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    feed.answers.set("a", "gone");
    feed.start();
    await feed.time.advance(100);
    expect(await feed.connections.all()).toEqual([]);
  });

  test("who missed a message are sent a snapshot", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    feed.start();
    await feed.time.advance(100);
    feed.answers.set("a", "busy");
    feed.say(quote("ins_1", 101));
    await feed.time.advance(10);
    feed.answers.delete("a");
    await feed.time.advance(3_000);
    expect(feed.to("a").at(-1)).toMatchObject({ type: "snapshot", quotes: [{ instrument: "ins_1", price: "101" }] });
  });
});

describe("a run", () => {
  test("stops when nobody has watched for 90 seconds, and lets go of the provider and the lease", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    const run = feed.start();
    await feed.time.advance(60_000);
    await feed.connections.remove("a");
    await feed.time.advance(85_000);
    expect(run.ended).toBeUndefined();
    await feed.time.advance(10_000);
    expect(run.ended).toMatchObject({ continue: false, reason: "nobody watches" });
    expect(feed.events.at(-1)).toMatch(/^upstream closed/);
    expect(await feed.lease.take("next", 1)).toMatchObject({ epoch: 2 });
  });

  test("stops when every market somebody watches has closed", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    const run = feed.start();
    await feed.time.advance(60_000);
    feed.closeMarkets();
    await feed.time.advance(100_000);
    expect(run.ended).toMatchObject({ continue: false, reason: "markets are closed" });
  });

  test("ends before its time is over and says that another should follow", async () => {
    const feed = setUp({ runMs: 60_000 });
    await watching(feed, "a", "ins_1");
    const run = feed.start();
    await feed.time.advance(60_000);
    expect(run.ended).toMatchObject({ continue: true, reason: "time is up" });

    const next = feed.start();
    await feed.time.advance(100);
    expect(feed.to("a").at(-1)).toMatchObject({ type: "snapshot", epoch: 2 });
    expect(next.ended).toBeUndefined();
  });

  test("beside another that leads gives up, and asks nobody for prices", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    feed.start();
    await feed.time.advance(1_000);
    const second = feed.start();
    await feed.time.advance(40_000);
    expect(second.ended).toMatchObject({ continue: false, reason: "another leads", messages: 0 });
    expect(feed.events).toEqual(["upstream opened"]);
  });

  test("after one that was killed waits until its lease has lapsed", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    await feed.lease.take("killed", 30);
    feed.start();
    await feed.time.advance(25_000);
    expect(feed.posted).toEqual([]);
    await feed.time.advance(10_000);
    expect(feed.to("a")).toMatchObject([{ type: "snapshot", epoch: 2 }]);
  });

  test("that cannot renew its lease closes the provider's stream before another may lead", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    const run = feed.start();
    await feed.time.advance(100);
    feed.breakTable();
    await feed.time.advance(40_000);
    expect(feed.events).toEqual(["upstream opened", "upstream closed at 22 s"]);
    feed.mendTable();
    await run.done;
    expect(String(run.error)).toMatch(/lease|no answer/);
  });

  test("survives a table that is away for a moment", async () => {
    const feed = setUp();
    await watching(feed, "a", "ins_1");
    const run = feed.start();
    await feed.time.advance(11_000);
    feed.breakTable();
    await feed.time.advance(9_000);
    feed.mendTable();
    await feed.time.advance(60_000);
    expect(run).not.toHaveProperty("error");
    expect(feed.events).toEqual(["upstream opened"]);
  });

  test("that cannot open its upstream gives the lease back", async () => {
    const feed = setUp();
    feed.options.openUpstream = () => Promise.reject(new Error("no keys"));
    const run = feed.start();
    await feed.time.advance(100);
    expect(String(run.error)).toContain("no keys");
    expect(await feed.lease.take("next", 1)).toBeDefined();
  });
});
