import { expect, test } from "vitest";
import { newId } from "./id.ts";

test("an id says what it names and is a uuid v7 that carries its millisecond", () => {
  const now = Date.UTC(2190, 0, 1);
  const id = newId("txn", now);
  expect(id).toMatch(/^txn_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.slice(4).replaceAll("-", "").slice(0, 12), 16)).toBe(now);
});

test("ids made in one millisecond keep their order and differ", () => {
  const now = Date.UTC(2191, 0, 1);
  const ids = Array.from({ length: 10_000 }, () => newId("ent", now));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
