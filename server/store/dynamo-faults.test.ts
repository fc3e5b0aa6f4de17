import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tableConformance } from "./conformance.ts";
import { type EmulatedDynamo, startDynalite } from "./dynalite-trial.ts";
import type { DynamoOptions } from "./dynamo-client.ts";
import { createDynamoTable } from "./dynamo-table.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { ConflictError, type Expected, type Item, type Table, TableUnavailableError } from "./table.ts";

const patience = { attempts: 6, timeoutMs: 150, firstWaitMs: 2, longestWaitMs: 20 };
const key = { partition: "a", sort: "one" };
const start = Date.parse("2024-03-01T12:00:00Z");
let dynamo: EmulatedDynamo;
let proxy: FaultProxy;
/** What happens to the requests to come, one after the other; then nothing does. */
let faults: Fault[] = [];
let tableName = "";
let table: Table;
let direct: Table;
let now = start;

beforeAll(async () => {
  dynamo = await startDynalite();
  proxy = await startFaultProxy(dynamo.endpoint, () => faults.shift() ?? "none");
});
afterAll(async () => {
  await proxy.close();
  await dynamo.close();
});
beforeEach(async () => {
  faults = [];
  now = start;
  proxy.requests.length = 0;
  tableName = await dynamo.makeTable();
  table = openTable(proxy.endpoint, fetch);
  direct = openTable(dynamo.endpoint, fetch);
});

function openTable(endpoint: string, through: typeof fetch, more: Partial<DynamoOptions> = {}): Table {
  return createDynamoTable({ ...dynamo, endpoint, tableName, fetch: through, clock: () => now, patience, ...more });
}

const operations = () => proxy.requests.map((request) => request.operation);
const undone: Fault[] = ["throttled", "broken", "page", "cut"];
const done: Fault[] = ["broken-after", "lost", "slow"];

describe.each([...undone, ...done])("a first answer that is %s", (fault) => {
  test("does not keep a read from its answer", async () => {
    const item = await direct.put({ ...key, value: { n: 1 } }, "absent");
    faults = [fault];
    expect(await table.get(key)).toEqual(item);
    faults = [fault];
    expect(await table.query({ partition: "a" })).toEqual({ items: [item] });
    expect(operations()).toEqual(["GetItem", "GetItem", "Query", "Query"]);
  });

  test("does not make a conflict of one's own write", async () => {
    faults = [fault];
    expect(await table.put({ ...key, value: { n: 1 } }, "absent")).toMatchObject({ version: 1 });
    faults = [fault];
    expect(await table.put({ ...key, value: { n: 2 } }, 1)).toMatchObject({ version: 2 });
    faults = [fault];
    expect(await table.put({ ...key, value: { n: 3 } }, "any")).toMatchObject({ version: 3 });
    expect(await direct.get(key)).toEqual({ ...key, version: 3, value: { n: 3 } });
    faults = [fault];
    await table.delete(key, 3);
    expect(await direct.get(key)).toBeUndefined();
  });

  test("does not hide somebody else's write", async () => {
    await direct.put({ ...key, value: { by: "other" } }, "absent");
    faults = [fault];
    await expect(table.put({ ...key, value: {} }, "absent")).rejects.toThrow(ConflictError);
    faults = [fault];
    await expect(table.put({ ...key, value: {} }, 7)).rejects.toThrow(ConflictError);
    faults = [fault];
    await expect(table.delete(key, 7)).rejects.toThrow(ConflictError);
    expect((await direct.get(key))?.value).toEqual({ by: "other" });
  });
});

describe("an answer that is lost", () => {
  test("and behind it somebody else's write: ours was done, and theirs stays", async () => {
    await direct.put({ ...key, value: { n: 1 } }, "absent");
    const ours = await between({ n: 2 }, 1, () => direct.put({ ...key, value: { n: 3 } }, 2));
    expect(ours).toMatchObject({ version: 2, value: { n: 2 } });
    expect(await direct.get(key)).toMatchObject({ version: 3, value: { n: 3 } });
  });

  test("of a put that expects anything does not bring the item back over a later one", async () => {
    await direct.put({ ...key, value: { n: 1 } }, "absent");
    const ours = await between({ n: 2 }, "any", () => direct.put({ ...key, value: { n: 3 } }, "any"));
    expect(ours).toMatchObject({ version: 2 });
    expect(await direct.get(key)).toMatchObject({ version: 3, value: { n: 3 } });
  });

  test("of a write that then expires under its feet counts as somebody's absence", async () => {
    await direct.put({ ...key, value: {}, expiresAt: start / 1000 + 10 }, "absent");
    now += 10_000;
    faults = ["lost"];
    expect(await table.put({ ...key, value: { n: 2 } }, "any")).toEqual({ ...key, version: 1, value: { n: 2 } });
  });

  /** A put whose first answer is lost, with something else happening before it is sent again. */
  async function between(value: { n: number }, expected: Expected, meanwhile: () => Promise<unknown>): Promise<Item> {
    faults = ["lost"];
    let sent = 0;
    const interrupted: typeof fetch = async (...request) => {
      if (sent++ === 1) await meanwhile();
      return fetch(...request);
    };
    return openTable(proxy.endpoint, interrupted).put({ ...key, value }, expected);
  }
});

test("a write that is carried out late, after another of ours, changes nothing", async () => {
  faults = ["late"];
  await table.put({ ...key, value: { n: 1 } }, "absent");
  await table.put({ ...key, value: { n: 2 } }, 1);
  await wait(100);
  expect(await direct.get(key)).toMatchObject({ version: 2, value: { n: 2 } });
});

test("a delete that is carried out twice is one delete", async () => {
  await direct.put({ ...key, value: {} }, "absent");
  faults = ["twice", "twice"];
  await table.delete(key, 1);
  expect(operations()).toEqual(["UpdateItem", "DeleteItem"]);
  faults = ["lost"];
  await expect(table.delete(key, 1)).rejects.toThrow(ConflictError);
  expect(await table.put({ ...key, value: {} }, "absent")).toMatchObject({ version: 1 });
});

test("a write that is carried out twice is one write", async () => {
  faults = ["twice"];
  expect(await table.put({ ...key, value: { n: 1 } }, "absent")).toMatchObject({ version: 1 });
  faults = ["twice"];
  expect(await table.put({ ...key, value: { n: 2 } }, 1)).toMatchObject({ version: 2 });
  faults = ["twice"];
  expect(await table.put({ ...key, value: { n: 3 } }, "any")).toMatchObject({ version: 3 });
  expect(operations()).toEqual(["UpdateItem", "UpdateItem", "UpdateItem"]);
});

describe("patience", () => {
  test("ends, and says whether the write may have happened", async () => {
    faults = Array(6).fill("throttled");
    const throttled = table.put({ ...key, value: {} }, "absent");
    await expect(throttled).rejects.toThrow(TableUnavailableError);
    await expect(throttled).rejects.toThrow(/6 attempts .* It was not done\./);
    faults = ["lost", ...Array(5).fill("throttled")];
    await expect(table.put({ ...key, value: {} }, "absent")).rejects.toThrow(/Whether it was done is not known\./);
    expect(await direct.get(key)).toBeDefined();
    expect(faults).toEqual([]);
  });

  test("outlasts five faults in a row of any kind", async () => {
    faults = ["throttled", "cut", "broken", "lost", "page"];
    expect(await table.put({ ...key, value: { n: 1 } }, "absent")).toMatchObject({ version: 1 });
    expect(operations()).toHaveLength(6);
  });

  test("is not spent on what asking again cannot change", async () => {
    tableName = "none";
    await expect(openTable(proxy.endpoint, fetch).get(key)).rejects.toThrow(/ResourceNotFoundException/);
    expect(operations()).toEqual(["GetItem"]);
  });

  test("waits by chance, up to twice as long each time", async () => {
    const waits: number[] = [];
    faults = ["throttled", "throttled", "throttled", "throttled"];
    const began = performance.now();
    const slow = { ...patience, firstWaitMs: 20, longestWaitMs: 60 };
    const random = () => {
      waits.push(performance.now() - began);
      return 1;
    };
    await openTable(proxy.endpoint, fetch, { patience: slow, random }).get(key);
    // 20, 40, 60 and, at the longest, 60 again.
    expect(performance.now() - began).toBeGreaterThan(20 + 40 + 60 + 60 - 10);
    expect(waits).toHaveLength(4);
  });
});

test("every read is strongly consistent", async () => {
  await table.put({ ...key, value: {} }, "absent");
  await table.get(key);
  await table.query({ partition: "a", limit: 1 });
  await table.delete(key, "absent").catch(() => {});
  const reads = proxy.requests.filter(({ operation }) => operation === "GetItem" || operation === "Query");
  expect(reads).toHaveLength(3);
  for (const { body } of reads) expect(body.ConsistentRead).toBe(true);
});

// The same suite as for every table, while each fifth request goes wrong. The seed repeats a run.
const seed = Date.now() % 1_000_000;
tableConformance(`the table in DynamoDB when much goes wrong (seed ${seed})`, async () => {
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const all: Fault[] = ["throttled", "broken", "broken-after", "page", "cut", "lost", "twice"];
  const unreliable = await startFaultProxy(dynamo.endpoint, () =>
    chance() < 0.2 ? (all[Math.floor(chance() * all.length)] as Fault) : "none",
  );
  const name = await dynamo.makeTable();
  let clock = start;
  const open = () =>
    createDynamoTable({
      ...{ ...dynamo, endpoint: unreliable.endpoint, tableName: name, fetch, clock: () => clock },
      patience: { ...patience, attempts: 15, timeoutMs: 5000 },
    });
  const opened = open();
  return {
    table: { ...opened, close: unreliable.close },
    advance: (seconds) => {
      clock += seconds * 1000;
    },
    now: () => Math.floor(clock / 1000),
    another: async () => open(),
    losesAnswers: true,
  };
});
