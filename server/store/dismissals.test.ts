import { expect, test } from "vitest";
import { createMemoryTable } from "./memory-table.ts";
import { createStore } from "./store.ts";

const DAY_MS = 86_400_000;
let now = Date.parse("2026-11-20T12:00:00Z");
const clock = () => now;
const draft = { name: "Growth", baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false } as const;

test("what was dismissed of a portfolio is its own, and goes with it for good", async () => {
  const table = createMemoryTable({ clock });
  const ann = createStore(table, { clock }).forUser("ann");
  for (const id of ["pf_1", "pf_2"]) await ann.savePortfolio({ ...draft, id }, 0);
  const first = await ann.dismissals("pf_1");
  await first.add("split_2020-08-31_ins_a", "2026-11-20T12:00:00.000Z");
  expect(await first.all()).toEqual([{ id: "split_2020-08-31_ins_a", at: "2026-11-20T12:00:00.000Z" }]);
  expect(await (await ann.dismissals("pf_2")).all()).toEqual([]);
  await expect(createStore(table, { clock }).forUser("bob").dismissals("pf_1")).rejects.toThrow("no portfolio");

  await ann.deletePortfolio("pf_1");
  now += 31 * DAY_MS;
  await ann.sweep();
  expect((await table.query({ partition: "USER#ann#JOURNAL#pf_1" })).items).toEqual([]);
  await ann.savePortfolio({ ...draft, id: "pf_1" }, 0);
  expect(await (await ann.dismissals("pf_1")).all()).toEqual([]);
});
