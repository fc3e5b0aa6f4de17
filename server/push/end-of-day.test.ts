import { beforeEach, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { createMarket } from "../market/market.ts";
import { createMemoryShelf } from "../market/price-shelf.ts";
import { listing, scripted } from "../market/testing.ts";
import { createMemoryTable } from "../store/memory-table.ts";
import { createStore } from "../store/store.ts";
import type { Table } from "../store/table.ts";
import { fetchDay } from "./end-of-day.ts";
import { FEED, SEEN_SHARD } from "./socket-events.ts";

// A Friday. Tokyo has closed at 06:30, Frankfurt will at 16:30 and New York at 21:00, all in UTC.
let now = 0;
const at = (time: string) => {
  now = Date.parse(`2026-11-20T${time}Z`);
};
const clock = () => now;
const apple = listing("AAPL");
const toyota = listing("7203.T", { mic: "XTKS", currency: "JPY" });
const nova = listing("NOVA.SIM", { mic: "SIM" });

let asked: string[];
let opened: number;
let operations: number;
let home: ReturnType<typeof open>;
beforeEach(() => {
  at("08:30:00");
  [asked, opened, operations] = [[], 0, 0];
  home = open();
});

function open() {
  const table = counted(createMemoryTable({ clock }));
  const store = createStore(table, { clock });
  const closes = { "2026-11-18": 99, "2026-11-19": 100 };
  const source = scripted({ name: "source", capabilities: ["closes"], closes, clock });
  const whole = source.closes!;
  source.closes = async (instrument, from, signal) => {
    asked.push(instrument.symbol);
    const series = await whole(instrument, from, signal);
    // Tokyo has had its twentieth already.
    const days = instrument.symbol === toyota.symbol ? series.days.map((day) => day + 1) : series.days;
    return { ...series, days, currency: instrument.currency };
  };
  const market = createMarket({ providers: [source], shelf: createMemoryShelf(), clock, isEnabled: () => true });
  const log = createLog({ level: "error", write: () => {}, clock });
  const openMarket = async () => {
    opened++;
    return market;
  };
  const run = () => fetchDay({ store, openMarket, clock, untilMs: now + 60_000, log });
  async function seen(user: string, watched: ReturnType<typeof listing>[]) {
    for (const instrument of watched) await store.forUser(user).saveInstrument(instrument);
    const ids = watched.map(({ id }) => id);
    await store.connections(FEED.scope, SEEN_SHARD).save({ id: user, user, watched: ids }, 86_400);
  }
  return { store, run, seen };
}

function counted(table: Table): Table {
  const count =
    <A extends unknown[], R>(operate: (...args: A) => R) =>
    (...args: A) => {
      operations++;
      return operate(...args);
    };
  const { get, put, query, delete: remove, close } = table;
  return { get: count(get), put: count(put), query: count(query), delete: count(remove), close };
}

test("where nobody has looked for a month it is one read: no key, no market, no request", async () => {
  operations = 0;
  expect(await home.run()).toEqual({ users: 0, series: 0, left: 0 });
  expect([operations, opened, asked]).toEqual([1, 0, []]);
});

test("after each market day only the closes that are new are asked for", async () => {
  await home.seen("ann", [apple, toyota, nova]);
  expect(await home.run()).toEqual({ users: 1, series: 2, left: 0 });
  at("17:00:00");
  expect(await home.run()).toMatchObject({ series: 0 });
  at("23:30:00");
  expect(await home.run()).toMatchObject({ series: 1 });
  expect(asked.toSorted()).toEqual(["7203.T", "AAPL", "AAPL"]);
});

test("what was fetched for one is there for all who hold it, and what takes too long is left", async () => {
  await home.seen("ann", [apple]);
  await home.seen("bob", [apple]);
  expect(await home.run()).toEqual({ users: 2, series: 1, left: 0 });
  expect(asked).toEqual(["AAPL"]);
  const log = createLog({ level: "error", write: () => {}, clock });
  const { store } = home;
  const openMarket = async () =>
    createMarket({ providers: [], shelf: createMemoryShelf(), clock, isEnabled: () => true });
  expect(await fetchDay({ store, openMarket, clock, untilMs: now, log })).toEqual({ users: 2, series: 0, left: 2 });
});

test("a past that somebody waits for is fetched too, without reading their journal", async () => {
  await home.seen("ann", [apple]);
  const { backfill } = home.store.forUser("ann");
  await backfill.begin([{ id: apple.id, from: "2020-01-02" }]);
  await home.run();
  expect((await backfill.read())!.plan.state).toBe("done");
});
