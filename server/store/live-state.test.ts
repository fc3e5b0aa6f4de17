import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "./memory-table.ts";
import { createStore, type Store } from "./store.ts";

let now: number;
let store: Store;
beforeEach(() => {
  now = Date.parse("2024-03-01T12:00:00Z");
  const clock = () => now;
  store = createStore(createMemoryTable({ clock }), { clock });
});
const pass = (seconds: number) => {
  now += seconds * 1000;
};

describe("a ticket", () => {
  test("is good once", async () => {
    const { ticket, expiresAt } = await store.tickets.issue({ user: "anna" });
    expect(expiresAt).toBe("2024-03-01T12:01:00.000Z");
    expect(await store.tickets.take("another")).toBeUndefined();
    expect(await store.tickets.take(ticket)).toEqual({ user: "anna" });
    expect(await store.tickets.take(ticket)).toBeUndefined();
  });

  test("is good for one of many who show it at once", async () => {
    const { ticket } = await store.tickets.issue({ user: "anna" });
    const taken = await Promise.all(Array.from({ length: 20 }, () => store.tickets.take(ticket)));
    expect(taken.filter(Boolean)).toEqual([{ user: "anna" }]);
  });

  test("is good for a minute", async () => {
    const { ticket } = await store.tickets.issue({ user: "anna" });
    pass(60);
    expect(await store.tickets.take(ticket)).toBeUndefined();
  });
});

describe("a lease", () => {
  test("has one holder at a time, and each taking a higher epoch", async () => {
    const lease = store.lease("deployment", "finnhub");
    const one = await lease.take("one", 30);
    expect(one).toEqual({ holder: "one", epoch: 1, until: now + 30_000 });
    expect(await lease.take("two", 30)).toBeUndefined();
    pass(30);
    expect(await lease.current()).toBeUndefined();
    expect(await lease.take("two", 30)).toMatchObject({ holder: "two", epoch: 2 });
  });

  test("of many who want it at once goes to one", async () => {
    const lease = store.lease("deployment", "finnhub");
    for (let round = 1; round <= 5; round++) {
      const taken = await Promise.all(Array.from({ length: 10 }, (_, n) => lease.take(`runner ${n}`, 30)));
      expect(taken.filter(Boolean)).toEqual([expect.objectContaining({ epoch: round })]);
      pass(31);
    }
  });

  test("is kept by renewing, and once lost cannot be renewed", async () => {
    const lease = store.lease("deployment", "finnhub");
    const one = (await lease.take("one", 30))!;
    pass(20);
    const renewed = (await lease.renew(one, 30))!;
    expect(renewed).toEqual({ ...one, until: now + 30_000 });
    pass(20);
    expect(await lease.take("two", 30)).toBeUndefined();
    pass(10);
    expect(await lease.renew(renewed, 30)).toBeUndefined();
    await lease.take("two", 30);
    expect(await lease.renew(renewed, 30)).toBeUndefined();
    await lease.release(renewed);
    expect(await lease.current()).toMatchObject({ holder: "two", epoch: 2 });
  });

  test("is free at once when it is released, and its epoch goes on for ever", async () => {
    const lease = store.lease("deployment", "finnhub");
    await lease.release((await lease.take("one", 30))!);
    expect(await lease.take("two", 30)).toMatchObject({ epoch: 2 });
    pass(10_000_000);
    expect(await lease.take("three", 30)).toMatchObject({ epoch: 3 });
    expect(await store.lease("deployment", "other").take("one", 30)).toMatchObject({ epoch: 1 });
  });
});

describe("connections", () => {
  test("are there until they are removed or run out", async () => {
    const shard = store.connections("deployment", "0");
    await shard.save({ id: "a=", user: "anna", watched: ["ins_1"] }, 600);
    await shard.save({ id: "b=", user: "bert", watched: [] }, 1200);
    await shard.save({ id: "a=", user: "anna", watched: ["ins_2", "ins_3"] }, 600);
    expect(await shard.all()).toEqual([
      { id: "a=", user: "anna", watched: ["ins_2", "ins_3"] },
      { id: "b=", user: "bert", watched: [] },
    ]);
    expect(await store.connections("deployment", "1").all()).toEqual([]);
    pass(600);
    expect(await shard.get("a=")).toBeUndefined();
    await shard.remove("b=");
    await shard.remove("b=");
    expect(await shard.all()).toEqual([]);
  });

  test("do not mix with the lease that may stand beside them", async () => {
    await store.lease("deployment", "0").take("one", 30);
    expect(await store.connections("deployment", "0").all()).toEqual([]);
  });
});
