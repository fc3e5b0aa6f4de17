import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmulatedDynamo, startDynalite } from "./dynalite-trial.ts";
import { createDynamoTable } from "./dynamo-table.ts";
import { type Fault, startFaultProxy } from "./fault-proxy.ts";
import type { Journal } from "./journal.ts";
import { createStore } from "./store.ts";

let dynamo: EmulatedDynamo;
beforeAll(async () => {
  dynamo = await startDynalite();
});
afterAll(() => dynamo.close());

const clock = () => Date.parse("2024-03-01T12:00:00Z");
const written = { at: "2024-03-01T12:00:00Z", by: "anna" };
const seed = Date.now() % 1_000_000;

test(`two servers that append through a bad network keep every entry exactly once (seed ${seed})`, async () => {
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const faults: Fault[] = ["throttled", "broken", "broken-after", "cut", "lost", "late", "twice"];
  const proxy = await startFaultProxy(dynamo.endpoint, () =>
    chance() < 0.2 ? (faults[Math.floor(chance() * faults.length)] as Fault) : "none",
  );
  const tableName = await dynamo.makeTable();
  const open = async (endpoint: string): Promise<Journal> => {
    const patience = { attempts: 15, timeoutMs: 5000, firstWaitMs: 2, longestWaitMs: 20 };
    const table = createDynamoTable({ ...dynamo, endpoint, tableName, fetch, clock, patience });
    const anna = createStore(table, { clock }).forUser("anna");
    const draft = { id: "pf_1", name: "Growth", baseCurrency: "EUR", costMethod: "fifo", cash: "untracked" } as const;
    await anna.savePortfolio({ ...draft, sample: false }, 0);
    return anna.journal("pf_1");
  };

  const servers = [await open(proxy.endpoint), await open(proxy.endpoint)];
  const ids = Array.from({ length: 30 }, (_, n) => `ent_${n}`);
  await Promise.all(
    servers.flatMap((journal) =>
      // Each is sent to both, as by a client that got no answer from the first.
      ids.map((id) => journal.append({ id, reason: { kind: "typed" }, transactions: [], voids: [] }, written)),
    ),
  );
  const entries = await (await open(dynamo.endpoint)).entries();
  expect(entries.map((entry) => entry.id).sort()).toEqual([...ids].sort());
  expect(entries.map((entry) => entry.number)).toEqual(ids.map((_, index) => index + 1));
  for (const journal of servers) expect(await journal.entries()).toEqual(entries);
  await proxy.close();
});
