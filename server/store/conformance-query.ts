import { describe, expect, test } from "vitest";
import type { Page, Query, Table } from "./table.ts";

/** What every table does when a partition is queried. */
export function queryConformance(opened: () => Table): void {
  async function fill(sorts: readonly string[], partition = "a"): Promise<void> {
    for (const sort of sorts) await opened().put({ partition, sort, value: { sort } }, "absent");
  }

  async function sortsOf(query: Omit<Query, "partition">): Promise<string[]> {
    return (await opened().query({ partition: "a", ...query })).items.map((item) => item.sort);
  }

  /** All pages, one after the other. */
  async function pages(query: Omit<Query, "partition">): Promise<string[][]> {
    const found: string[][] = [];
    let after: string | undefined;
    do {
      const page: Page = await opened().query({ partition: "a", ...query, ...(after !== undefined && { after }) });
      found.push(page.items.map((item) => item.sort));
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  describe("a query", () => {
    test("finds one partition's items in order, and only those", async () => {
      await fill(["c", "a", "b"]);
      await fill(["x"], "ab");
      await fill(["y"], "b");
      expect(await sortsOf({})).toEqual(["a", "b", "c"]);
      expect(await sortsOf({ descending: true })).toEqual(["c", "b", "a"]);
      expect(await opened().query({ partition: "none" })).toEqual({ items: [] });
    });

    test("orders sort keys by their UTF-8 bytes", async () => {
      // By UTF-16 units the chart would come before the private-use and the full-width characters.
      const ordered = [
        "",
        "\u0001",
        " ",
        "#",
        "E#10",
        "E#9",
        "Z",
        "a",
        "z",
        "~",
        "é",
        "ż",
        "€",
        "\ud7ff",
        "\ue000",
        "ﬀ",
        "Ａ",
        "\u{1f4c8}",
      ];
      const keys = ordered.map((suffix) => `k${suffix}`);
      await fill([...keys].reverse());
      expect(await sortsOf({})).toEqual(keys);
      expect(await sortsOf({ descending: true })).toEqual([...keys].reverse());
      expect(await sortsOf({ from: "k\ue000", to: "kＡ" })).toEqual(["k\ue000", "kﬀ", "kＡ"]);
      expect(await sortsOf({ after: "k€" })).toEqual(keys.slice(keys.indexOf("k€") + 1));
      expect(await sortsOf({ prefix: "kE" })).toEqual(["kE#10", "kE#9"]);
    });

    test("takes a prefix literally", async () => {
      const keys = ["E", "E#", "E#1", "E#1%", "E#2", "E$", "e#1", "é", "é1", "é\u{10ffff}", "ê", "E_1", "E*"];
      await fill(keys);
      expect(await sortsOf({ prefix: "E#" })).toEqual(["E#", "E#1", "E#1%", "E#2"]);
      expect(await sortsOf({ prefix: "E#1" })).toEqual(["E#1", "E#1%"]);
      expect(await sortsOf({ prefix: "E#1%" })).toEqual(["E#1%"]);
      expect(await sortsOf({ prefix: "E_" })).toEqual(["E_1"]);
      expect(await sortsOf({ prefix: "é" })).toEqual(["é", "é1", "é\u{10ffff}"]);
      expect(await sortsOf({ prefix: "é\u{10ffff}" })).toEqual(["é\u{10ffff}"]);
      expect(await sortsOf({ prefix: "E#", descending: true })).toEqual(["E#2", "E#1%", "E#1", "E#"]);
      expect(await sortsOf({ prefix: "none" })).toEqual([]);
      expect(await sortsOf({ prefix: "" })).toHaveLength(keys.length);
    });

    test("takes a range with both ends, and together with a prefix", async () => {
      await fill(["D#9", "E#1", "E#2", "E#3", "E#4", "F#1"]);
      expect(await sortsOf({ from: "E#2" })).toEqual(["E#2", "E#3", "E#4", "F#1"]);
      expect(await sortsOf({ to: "E#2" })).toEqual(["D#9", "E#1", "E#2"]);
      expect(await sortsOf({ from: "E#2", to: "E#3" })).toEqual(["E#2", "E#3"]);
      expect(await sortsOf({ from: "E#2", to: "E#2" })).toEqual(["E#2"]);
      expect(await sortsOf({ from: "E#21", to: "E#29" })).toEqual([]);
      expect(await sortsOf({ from: "E#3", to: "E#2" })).toEqual([]);
      expect(await sortsOf({ from: "", to: "E#1" })).toEqual(["D#9", "E#1"]);
      expect(await sortsOf({ to: "" })).toEqual([]);
      expect(await sortsOf({ prefix: "E#", from: "E#3" })).toEqual(["E#3", "E#4"]);
      expect(await sortsOf({ prefix: "E#", from: "A" })).toEqual(["E#1", "E#2", "E#3", "E#4"]);
      expect(await sortsOf({ prefix: "E#", to: "E#2" })).toEqual(["E#1", "E#2"]);
      expect(await sortsOf({ prefix: "E#", to: "Z", descending: true })).toEqual(["E#4", "E#3", "E#2", "E#1"]);
      expect(await sortsOf({ prefix: "E#", from: "F" })).toEqual([]);
      expect(await sortsOf({ prefix: "E#", from: "E#2", to: "F" })).toEqual(["E#2", "E#3", "E#4"]);
    });

    test("continues behind a key, whether it is there or not", async () => {
      await fill(["D#1", "E#1", "E#3", "E#5", "F#1"]);
      expect(await sortsOf({ after: "E#1" })).toEqual(["E#3", "E#5", "F#1"]);
      expect(await sortsOf({ after: "E#2" })).toEqual(["E#3", "E#5", "F#1"]);
      expect(await sortsOf({ prefix: "E#", after: "E#3" })).toEqual(["E#5"]);
      expect(await sortsOf({ after: "" })).toHaveLength(5);
      expect(await sortsOf({ after: "", descending: true })).toEqual([]);
      expect(await sortsOf({ prefix: "E#", after: "A" })).toEqual(["E#1", "E#3", "E#5"]);
      expect(await sortsOf({ prefix: "E#", after: "E#5" })).toEqual([]);
      expect(await sortsOf({ prefix: "E#", after: "F#9" })).toEqual([]);
      expect(await sortsOf({ from: "E#1", to: "E#5", after: "E#1" })).toEqual(["E#3", "E#5"]);
      expect(await sortsOf({ prefix: "E#", descending: true, after: "E#3" })).toEqual(["E#1"]);
      expect(await sortsOf({ prefix: "E#", descending: true, after: "Z" })).toEqual(["E#5", "E#3", "E#1"]);
      expect(await sortsOf({ prefix: "E#", descending: true, after: "A" })).toEqual([]);
    });

    test("pages with a limit, and says there is more only when there is", async () => {
      const keys = Array.from({ length: 10 }, (_, n) => `E#${n}`);
      await fill([...keys, "D", "F"]);
      expect(await pages({ prefix: "E#", limit: 4 })).toEqual([keys.slice(0, 4), keys.slice(4, 8), keys.slice(8)]);
      expect(await pages({ prefix: "E#", limit: 5 })).toEqual([keys.slice(0, 5), keys.slice(5)]);
      expect(await pages({ prefix: "E#", limit: 10 })).toEqual([keys]);
      expect(await pages({ prefix: "E#", limit: 1000 })).toEqual([keys]);
      expect(await pages({ prefix: "E#", limit: 1 })).toEqual(keys.map((key) => [key]));
      const down = [...keys].reverse();
      expect(await pages({ prefix: "E#", limit: 6, descending: true })).toEqual([down.slice(0, 6), down.slice(6)]);
      expect(await pages({ from: "E#3", to: "E#7", limit: 2 })).toEqual([["E#3", "E#4"], ["E#5", "E#6"], ["E#7"]]);
    });

    test("finds everything, though it is more than a megabyte", async () => {
      const table = opened();
      const keys = Array.from({ length: 32 }, (_, n) => `E#${n + 10}`);
      const text = "x".repeat(50_000);
      for (const sort of keys) await table.put({ partition: "a", sort, value: { sort, text } }, "absent");
      const all = await table.query({ partition: "a" });
      expect(all.items.map((item) => item.sort)).toEqual(keys);
      expect(all.items.every((item) => item.value.sort === item.sort && item.value.text === text)).toBe(true);
      expect(all.next).toBeUndefined();
      expect(await pages({ limit: 25 })).toEqual([keys.slice(0, 25), keys.slice(25)]);
      expect(await sortsOf({ descending: true, limit: 2, after: "E#40" })).toEqual(["E#39", "E#38"]);
    });

    test("sees what was written and not what was deleted, at once", async () => {
      await fill(["1", "2", "3"]);
      await opened().delete({ partition: "a", sort: "2" }, 1);
      await opened().put({ partition: "a", sort: "3", value: { changed: true } }, 1);
      expect((await opened().query({ partition: "a" })).items).toMatchObject([
        { sort: "1", version: 1 },
        { sort: "3", version: 2, value: { changed: true } },
      ]);
    });
  });
}
