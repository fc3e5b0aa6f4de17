import { expect, test } from "vitest";
import { createMemoryTable } from "./memory-table.ts";
import { createStore } from "./store.ts";

const clock = () => 0;

test("books keep their id, and two programs that open them at once agree on it", async () => {
  const table = createMemoryTable({ clock });
  const [one, two] = [createStore(table, { clock }), createStore(table, { clock })];
  const ids = await Promise.all([one.booksId(), two.booksId(), one.booksId()]);
  expect(new Set(ids).size).toBe(1);
  expect(await createStore(table, { clock }).booksId()).toBe(ids[0]);
});

test("other books have another id", async () => {
  const open = () => createStore(createMemoryTable({ clock }), { clock });
  expect(await open().booksId()).not.toBe(await open().booksId());
});
