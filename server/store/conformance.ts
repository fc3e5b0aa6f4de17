import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { queryConformance } from "./conformance-query.ts";
import {
  ConflictError,
  type Expected,
  type Item,
  type ItemKey,
  ItemTooLargeError,
  MAX_ITEM_BYTES,
  type Table,
} from "./table.ts";

/** An empty table to try, and its clock. */
export interface TableOnTrial {
  table: Table;
  /** Moves the table's clock. */
  advance(seconds: number): void;
  /** The second that the table's clock shows. */
  now(): number;
  /** A second door to the same items, where there can be one. */
  another?(): Promise<Table>;
  /** Answers get lost on the way, so that a write which expects anything may count twice when others come between. */
  losesAnswers?: boolean;
  /** Closes the table and opens it again. */
  reopen?(): Promise<Table>;
}

/** What every table does. The suite runs against each implementation. */
export function tableConformance(name: string, make: () => Promise<TableOnTrial>): void {
  describe(name, () => {
    let trial: TableOnTrial;
    let table: Table;
    beforeEach(async () => {
      trial = await make();
      table = trial.table;
    });
    afterEach(() => table.close());

    describe("one item", () => {
      test("is absent, then what was put, with version 1", async () => {
        expect(await table.get(key)).toBeUndefined();
        const item = await table.put({ ...key, value }, "absent");
        expect(item).toEqual({ ...key, version: 1, value });
        expect(await table.get(key)).toEqual(item);
      });

      test("is a copy: changing what was put or got changes nothing", async () => {
        const mine = { list: [1], bytes: new Uint8Array([1]) };
        await table.put({ ...key, value: mine }, "absent");
        mine.list.push(2);
        mine.bytes[0] = 9;
        const got = (await table.get(key)) as Item;
        expect(got.value).toEqual({ list: [1], bytes: new Uint8Array([1]) });
        (got.value.list as number[]).push(3);
        expect((await table.get(key))?.value.list).toEqual([1]);
      });

      test("is not the one with another key or in another partition", async () => {
        await table.put({ ...key, value }, "absent");
        expect(await table.get({ partition: "A", sort: "one" })).toBeUndefined();
        expect(await table.get({ partition: "a", sort: "ones" })).toBeUndefined();
        expect(await table.get({ partition: "b", sort: "one" })).toBeUndefined();
      });

      test("survives being closed and opened, where there is something to open", async () => {
        await table.put({ ...key, value }, "absent");
        if (trial.reopen) table = await trial.reopen();
        expect(await table.get(key)).toEqual({ ...key, version: 1, value });
      });
    });

    describe("compare and set", () => {
      test.each<[Expected, number | "absent", boolean]>([
        ["absent", "absent", true],
        ["absent", 1, false],
        ["absent", 3, false],
        [1, "absent", false],
        [1, 1, true],
        [1, 2, false],
        [2, 1, false],
        [3, 3, true],
        ["any", "absent", true],
        ["any", 1, true],
        ["any", 2, true],
      ])("a put that expects %s of an item at %s: %s", async (expected, stored, happens) => {
        const versions = stored === "absent" ? 0 : stored;
        for (let version = 0; version < versions; version++) {
          await table.put({ ...key, value: { n: version } }, version || "absent");
        }
        const before = await table.get(key);
        const put = table.put({ ...key, value: { n: "new" } }, expected);
        if (happens) {
          expect(await put).toEqual({ ...key, version: versions + 1, value: { n: "new" } });
          expect(await table.get(key)).toEqual({ ...key, version: versions + 1, value: { n: "new" } });
        } else {
          await expect(put).rejects.toThrow(ConflictError);
          expect(await table.get(key)).toEqual(before);
        }
      });

      test("a delete happens only when what it expects holds", async () => {
        await table.delete(key, "any");
        await table.delete(key, "absent");
        await expect(table.delete(key, 1)).rejects.toThrow(ConflictError);
        await table.put({ ...key, value }, "absent");
        await expect(table.delete(key, "absent")).rejects.toThrow(ConflictError);
        await expect(table.delete(key, 2)).rejects.toThrow(ConflictError);
        expect(await table.get(key)).toBeDefined();
        await table.delete(key, 1);
        expect(await table.get(key)).toBeUndefined();
        expect(await table.put({ ...key, value }, "absent")).toMatchObject({ version: 1 });
        await table.delete(key, "any");
        expect(await table.get(key)).toBeUndefined();
      });

      test("of many writers at once exactly one wins, round after round", async () => {
        const doors = [table, (await trial.another?.()) ?? table];
        for (let round = 0; round < 25; round++) {
          const writers = Array.from({ length: 8 }, (_, writer) =>
            (doors[writer % 2] as Table).put({ ...key, value: { writer, round } }, round || "absent"),
          );
          const results = await Promise.allSettled(writers);
          const won = results.filter((result) => result.status === "fulfilled");
          const lost = results.filter((result) => result.status === "rejected");
          expect(won).toHaveLength(1);
          for (const { reason } of lost) expect(reason).toBeInstanceOf(ConflictError);
          expect(await table.get(key)).toEqual(won[0]?.value);
        }
        if (doors[1] !== table) await doors[1]?.close();
      });

      test("writers that expect anything all count", async () => {
        await Promise.all(Array.from({ length: 20 }, (_, n) => table.put({ ...key, value: { n } }, "any")));
        const version = (await table.get(key))?.version;
        if (trial.losesAnswers) expect(version).toBeGreaterThanOrEqual(20);
        else expect(version).toBe(20);
      });
    });

    describe("an item that expires", () => {
      test("is there until its second, and absent from then on", async () => {
        const expiresAt = trial.now() + 60;
        const item = await table.put({ ...key, value, expiresAt }, "absent");
        expect(item.expiresAt).toBe(expiresAt);
        trial.advance(59);
        expect(await table.get(key)).toEqual(item);
        expect((await table.query({ partition: "a" })).items).toEqual([item]);
        trial.advance(1);
        expect(await table.get(key)).toBeUndefined();
        expect(await table.query({ partition: "a" })).toEqual({ items: [] });
      });

      test("counts as absent when compared, and what replaces it begins anew", async () => {
        const expiresAt = trial.now() + 10;
        await table.put({ ...key, value, expiresAt }, "absent");
        await table.put({ ...key, value, expiresAt }, 1);
        trial.advance(10);
        await expect(table.put({ ...key, value }, 2)).rejects.toThrow(ConflictError);
        await expect(table.delete(key, 2)).rejects.toThrow(ConflictError);
        await table.delete(key, "absent");
        expect(await table.put({ ...key, value: { again: true } }, "absent")).toEqual({
          ...key,
          version: 1,
          value: { again: true },
        });
        trial.advance(1000);
        expect(await table.get(key)).toBeDefined();
      });

      test("is replaced by a put that expects anything, as version 1", async () => {
        await table.put({ ...key, value, expiresAt: trial.now() + 10 }, "absent");
        await table.put({ ...key, value, expiresAt: trial.now() + 10 }, "any");
        trial.advance(11);
        expect(await table.put({ ...key, value }, "any")).toEqual({ ...key, version: 1, value });
      });

      test("does not fill a page: the limit counts what is there", async () => {
        for (let n = 0; n < 20; n++) {
          const expiring = n % 5 === 0 ? {} : { expiresAt: trial.now() + 10 };
          await table.put({ partition: "a", sort: `n${n + 10}`, value: { n }, ...expiring }, "absent");
        }
        trial.advance(10);
        const first = await table.query({ partition: "a", limit: 3 });
        expect(first.items.map((item) => item.value.n)).toEqual([0, 5, 10]);
        expect(first.next).toBe("n20");
        const rest = await table.query({ partition: "a", limit: 3, after: "n20" });
        expect(rest.items.map((item) => item.value.n)).toEqual([15]);
        expect(rest.next).toBeUndefined();
      });
    });

    describe("a value", () => {
      test("comes back as it was, whatever JSON and bytes can say", async () => {
        const all = {
          text: 'quotes " and \\ and \u2028 and \u{1f4c8} and \u0000 and \ud800',
          numbers: [0, 1, -1, 0.1, 1e21, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER],
          nested: { empty: {}, list: [[], [{}]], none: null, yes: true, no: false, "": "" },
          bytes: [new Uint8Array(), Uint8Array.from({ length: 256 }, (_, n) => n)],
          $bytes: "not bytes",
          $bytes$: { $bytes: 0 },
        };
        await table.put({ ...key, value: all }, "absent");
        expect((await table.get(key))?.value).toEqual(all);
        expect((await table.query({ partition: "a" })).items[0]?.value).toEqual(all);
      });

      test("keeps bytes that are a part of a larger buffer", async () => {
        const part = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
        await table.put({ ...key, value: { part } }, "absent");
        expect((await table.get(key))?.value).toEqual({ part: new Uint8Array([1, 2]) });
      });

      test("refuses numbers that JSON cannot say", async () => {
        await expect(table.put({ ...key, value: { price: Number.NaN } }, "any")).rejects.toThrow(TypeError);
        expect(await table.get(key)).toBeUndefined();
      });

      test("of 100 kB is no trouble, as text and as bytes", async () => {
        const big = { text: "é".repeat(50_000), bytes: new Uint8Array(100_000).fill(255) };
        await table.put({ ...key, value: big }, "absent");
        expect((await table.get(key))?.value).toEqual(big);
      });

      test("as large as allowed fits, and one byte more is refused by name and changes nothing", async () => {
        const frame = JSON.stringify({ text: "" }).length;
        const largest = { text: "x".repeat(MAX_ITEM_BYTES - frame) };
        await table.put({ ...key, value: largest }, "absent");
        const larger = table.put({ ...key, value: { text: `${largest.text}x` } }, "any");
        await expect(larger).rejects.toThrow(ItemTooLargeError);
        await expect(larger).rejects.toThrow("a / one");
        const bytes = table.put({ ...key, value: { bytes: new Uint8Array(MAX_ITEM_BYTES * 0.76) } }, "any");
        await expect(bytes).rejects.toThrow(ItemTooLargeError);
        expect((await table.get(key))?.value).toEqual(largest);
      });
    });

    test("keys that no table could hold are refused", async () => {
      for (const bad of [
        { partition: "", sort: "one" },
        { partition: "a", sort: "" },
        { partition: "a", sort: "x".repeat(1025) },
        { partition: "é".repeat(1025), sort: "one" },
        { partition: "a", sort: "\ud800" },
      ]) {
        await expect(table.get(bad)).rejects.toThrow(TypeError);
        await expect(table.put({ ...bad, value }, "any")).rejects.toThrow(TypeError);
        await expect(table.delete(bad, "any")).rejects.toThrow(TypeError);
        await expect(table.query({ partition: "" })).rejects.toThrow(TypeError);
      }
      await table.put({ partition: "x".repeat(2048), sort: "x".repeat(1024), value }, "absent");
    });

    queryConformance(() => table);
  });
}

const key: ItemKey = { partition: "a", sort: "one" };
const value = { name: "Growth", n: 1 };
