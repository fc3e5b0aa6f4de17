import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal, type Entry, type EntryDraft, type Trade, type Transaction } from "@tickfolio/engine";
import { type JournalColumns, type PortfolioDraft, readJournalColumns } from "@tickfolio/protocol";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Death, dyingTable } from "./dying-table.ts";
import { AlreadyWrittenError, StoredDataError } from "./errors.ts";
import type { Journal } from "./journal.ts";
import { createMemoryTable } from "./memory-table.ts";
import { textOf } from "./packs.ts";
import { createSqliteTable } from "./sqlite-table.ts";
import { createStore } from "./store.ts";
import type { Item, Table } from "./table.ts";
import { writeValue } from "./value-text.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
let now: number;
const clock = () => now;
const folder = mkdtempSync(join(tmpdir(), "tickfolio-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  now = Date.parse("2024-03-01T12:00:00Z");
});

const growth: PortfolioDraft = {
  id: "pf_1",
  name: "Growth",
  baseCurrency: "EUR",
  costMethod: "fifo",
  cash: "untracked",
  sample: false,
};
const written = { at: "2024-03-01T12:00:00Z", by: "anna" };

function buy(id: string): Transaction {
  const price = Decimal.parse("187.123456789012345678");
  return {
    id,
    kind: "buy",
    day: "2024-03-01",
    instrument: "ins_1",
    quantity: Decimal.parse("10"),
    price,
    currency: "USD",
  };
}

function typed(id: string, transactions: Transaction[] = [buy(`txn_${id}`)], voids: string[] = []): EntryDraft {
  return { id: `ent_${id}`, reason: { kind: "typed" }, transactions, voids };
}

const ROWS = 1000;

/** Enough to need several segments: notes that do not compress. */
function imported(id: string, count = ROWS): EntryDraft {
  let state = 7;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state.toString(36);
  };
  const transactions = Array.from({ length: count }, (_, row) => ({
    ...buy(`txn_${id}_${row}`),
    note: Array.from({ length: 30 }, noise).join(""),
  }));
  return { ...typed(id, transactions), reason: { kind: "import", file: "trades.csv" } };
}

/** The journal of a store opened anew on the table, as another process would see it. */
async function openJournal(table: Table): Promise<Journal> {
  const anna = createStore(table, { clock }).forUser("anna");
  await anna.savePortfolio(growth, 0);
  return anna.journal("pf_1");
}

async function everythingIn(table: Table): Promise<Item[]> {
  const journal = await table.query({ partition: "USER#anna#JOURNAL#pf_1" });
  const user = await table.query({ partition: "USER#anna" });
  return [...journal.items, ...user.items];
}

let files = 0;
const tables: [string, () => Table][] = [
  ["in memory", () => createMemoryTable({ clock })],
  ["in a SQLite file", () => createSqliteTable({ file: join(folder, `${++files}.sqlite`), clock })],
];

describe.each(tables)("a journal %s", (_, makeTable) => {
  let table: Table;
  beforeEach(() => {
    table = makeTable();
    return () => table.close();
  });

  test("gives back every place of every decimal, to this process and to the next", async () => {
    const journal = await openJournal(table);
    const entry = await journal.append(typed("1"), written);
    const again = (await (await openJournal(table)).entries())[0];
    for (const read of [entry, again]) {
      const trade = read?.transactions[0] as Trade;
      expect(trade.quantity).toBeInstanceOf(Decimal);
      expect(trade.price?.toString()).toBe("187.123456789012345678");
    }
    expect(again).toEqual(entry);
  });

  test("refuses what could not be read back, and stays as it was", async () => {
    const journal = await openJournal(table);
    const broken = { ...buy("txn_1"), day: "2024-02-31" };
    await expect(journal.append(typed("1", [broken]), written)).rejects.toThrow(/transactions.0.day/);
    expect(await journal.entries()).toEqual([]);
  });

  test("keeps every entry exactly once when two stores and many writers append at once", async () => {
    const journals = [await openJournal(table), await openJournal(table)];
    const names = Array.from({ length: 40 }, (_, n) => String(n));
    // Each entry is even sent twice, once to each store.
    await Promise.all(journals.flatMap((journal) => names.map((name) => journal.append(typed(name), written))));
    for (const journal of [...journals, await openJournal(table)]) {
      const entries = await journal.entries();
      expect(entries.map((entry) => entry.number)).toEqual(names.map((_, index) => index + 1));
      expect(entries.map((entry) => entry.id).sort()).toEqual(names.map((name) => `ent_${name}`).sort());
      expect(await journal.length()).toBe(40);
    }
  });

  test("shows one store at once what another has written", async () => {
    const [one, other] = [await openJournal(table), await openJournal(table)];
    await one.append(typed("1"), written);
    expect(await other.length()).toBe(1);
    await other.append(typed("2"), written);
    expect((await one.entries(1)).map((entry) => entry.id)).toEqual(["ent_2"]);
    await expect(one.append({ ...typed("2"), voids: ["txn_1"] }, written)).rejects.toThrow(AlreadyWrittenError);
  });

  test("sorts by number past every power of ten", async () => {
    const journal = await openJournal(table);
    for (let n = 1; n <= 12; n++) await journal.append(typed(String(n), []), written);
    const again = await openJournal(table);
    expect((await again.entries()).map((entry) => entry.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect((await again.entries(9)).map((entry) => entry.number)).toEqual([10, 11, 12]);
  });

  test("takes an import that is too big for one item, and gives it back whole", async () => {
    const journal = await openJournal(table);
    await journal.append(typed("1"), written);
    const draft = imported("2");
    const entry = await journal.append(draft, written);
    await journal.append(typed("3"), written);
    expect(await journal.append(draft, written)).toBe(entry);

    const again = await (await openJournal(table)).entries();
    expect(again.map((read) => read.id)).toEqual(["ent_1", "ent_2", "ent_3"]);
    expect(again[1]).toEqual(entry);
    expect(again[1]?.transactions).toHaveLength(ROWS);
    const segments = await table.query({ partition: "USER#anna#JOURNAL#pf_1", prefix: "S#" });
    expect(segments.items.length).toBeGreaterThan(1);
    for (const segment of segments.items)
      expect((segment.value.bytes as Uint8Array).length).toBeLessThanOrEqual(100_000);
  });

  test("takes voids by the thousand, as the undo of an import needs", async () => {
    const journal = await openJournal(table);
    const voids = Array.from({ length: 5000 }, (_, row) => `txn_ent_2_${row}`);
    await journal.append({ ...typed("1", [], voids), reason: { kind: "undo", entry: "ent_0" } }, written);
    expect((await (await openJournal(table)).entries())[0]?.voids).toEqual(voids);
  });
});

describe("an import that dies", () => {
  test.each<Death>(["before", "after"])(
    "%s any of its steps leaves the journal whole, and trying again works",
    async (death) => {
      const draft = imported("2");
      let steps = Number.POSITIVE_INFINITY;
      for (let survives = 0; survives < steps; survives++) {
        const table = createMemoryTable({ clock });
        const first = await (await openJournal(table)).append(typed("1"), written);

        const dying = dyingTable(table, survives, death);
        const attempt = (async () =>
          (await createStore(dying, { clock }).forUser("anna").journal("pf_1")).append(draft, written))();
        const died = await attempt.then(
          () => false,
          () => true,
        );
        if (!died) steps = survives;

        const found = await (await openJournal(table)).entries();
        expect(found[0]).toEqual(first);
        // All of it or nothing.
        expect([0, ROWS]).toContain(found[1]?.transactions.length ?? 0);

        const entry = await (await openJournal(table)).append(draft, written);
        expect(entry.number).toBe(2);
        now += DAY_MS;
        await createStore(table, { clock }).forUser("anna").sweep();
        const kept = (await everythingIn(table)).filter((item) => !item.sort.startsWith("P#"));
        const named = (await (await openJournal(table)).entries())[1];
        expect(named).toEqual(entry);
        // Beside packs the portfolio, two entries, and the segments of one import: nothing is left of the one that died.
        const segments = kept.filter((item) => item.sort.startsWith("S#"));
        expect(kept).toHaveLength(3 + segments.length);
        expect(new Set(segments.map((item) => item.sort.split("#")[1])).size).toBe(1);
      }
      expect(steps).toBeGreaterThan(5);
    },
  );

  test("is not swept before a day has passed, and a sweep that dies is taken up by the next", async () => {
    for (let survives = 0; ; survives++) {
      const table = createMemoryTable({ clock });
      const journal = await openJournal(table);
      await journal.append(imported("1"), written);
      const before = (await everythingIn(table)).length;
      const store = createStore(dyingTable(table, 6, "before"), { clock });
      await expect(
        store
          .forUser("anna")
          .journal("pf_1")
          .then((opened) => opened.append(imported("2"), written)),
      ).rejects.toThrow("died");
      expect((await everythingIn(table)).length).toBeGreaterThan(before);

      now += DAY_MS - 1;
      expect(await createStore(table, { clock }).forUser("anna").sweep()).toBe(0);
      expect((await everythingIn(table)).length).toBeGreaterThan(before);
      now += 1;
      const dying = dyingTable(table, survives, "after");
      const survived = await createStore(dying, { clock })
        .forUser("anna")
        .sweep()
        .then(
          () => true,
          () => false,
        );
      await createStore(table, { clock }).forUser("anna").sweep();
      // The first import's own trace goes too; its segments stay.
      expect(await everythingIn(table)).toHaveLength(before - 1);
      expect((await (await openJournal(table)).entries())[0]?.transactions).toHaveLength(ROWS);
      if (survived) break;
    }
  });

  test("and wakes after its segments may be gone writes them again before it commits", async () => {
    const table = createMemoryTable({ clock });
    const journal = await openJournal(table);
    // The machine sleeps for two days behind the last segment, and somebody else takes the number meanwhile.
    const sleepy: Table = {
      ...table,
      put: async (item, expected) => {
        if (item.sort === "E#000000001") {
          await (await openJournal(table)).append(typed("other"), written);
          now += 2 * DAY_MS;
          await createStore(table, { clock }).forUser("anna").sweep();
        }
        return table.put(item, expected);
      },
    };
    const store = createStore(sleepy, { clock });
    const entry = await (await store.forUser("anna").journal("pf_1")).append(imported("1"), written);
    expect(entry.number).toBe(2);
    expect((await journal.entries())[1]?.transactions).toHaveLength(ROWS);
  });
});

describe("what is stored and does not fit", () => {
  const partition = "USER#anna#JOURNAL#pf_1";

  test.each<[string, object]>([
    ["no format", { entry: {} }],
    ["a newer format", { format: 99, entry: {} }],
    ["an entry without an id", { format: 1, entry: { number: 1, transactions: [], voids: [] } }],
    ["another number", { format: 1, entry: { ...typed("1"), number: 2, ...written } }],
    [
      "segments that are not there",
      { format: 1, entry: { ...typed("1"), number: 1, ...written }, segments: { import: "x", count: 1, sha256: "" } },
    ],
  ])("%s is our fault, and the error says which item", async (_, value) => {
    const table = createMemoryTable({ clock });
    const journal = await openJournal(table);
    await table.put({ partition, sort: "E#000000001", value: JSON.parse(JSON.stringify(value)) }, "absent");
    await expect(journal.entries()).rejects.toThrow(StoredDataError);
    await expect(journal.entries()).rejects.toThrow(`${partition} / E#000000001`);
  });

  test("an entry that is missing between two others stops the reading", async () => {
    const table = createMemoryTable({ clock });
    const journal = await openJournal(table);
    for (const id of ["1", "2", "3"]) await journal.append(typed(id), written);
    await table.delete({ partition, sort: "E#000000002" }, "any");
    await expect((await openJournal(table)).entries()).rejects.toThrow(/entry 2, which comes before it, is missing/);
  });

  test("a segment that has changed is noticed where no pack holds the same", async () => {
    const table = createMemoryTable({ clock });
    await (await openJournal(table)).append(imported("1"), written);
    for (const pack of (await table.query({ partition, prefix: "P#" })).items) await table.delete(pack, "any");
    const segment = (await table.query({ partition, prefix: "S#" })).items[0] as Item;
    const bytes = (segment.value.bytes as Uint8Array).map((byte, index) => (index === 50 ? byte ^ 1 : byte));
    await table.put({ ...segment, value: { ...segment.value, bytes } }, "any");
    await expect((await openJournal(table)).entries()).rejects.toThrow(StoredDataError);
  });
});

describe("packs", () => {
  const partition = "USER#anna#JOURNAL#pf_1";
  const packsIn = async (table: Table) => (await table.query({ partition, prefix: "P#" })).items;

  /** What opening the journal reads, in bytes of items. */
  async function bytesToOpen(table: Table): Promise<{ ids: string[]; bytes: number }> {
    let bytes = 0;
    const counting: Table = {
      ...table,
      async query(query) {
        const page = await table.query(query);
        for (const item of page.items) bytes += writeValue(item.value).length;
        return page;
      },
    };
    const ids = (await (await openJournal(counting)).entries()).map((entry) => entry.id);
    return { ids, bytes };
  }

  /** 600 entries, one of them an import. */
  async function longJournal(): Promise<{ table: Table; all: readonly Entry[] }> {
    const table = createMemoryTable({ clock });
    const journal = await openJournal(table);
    for (let n = 1; n <= 600; n++) await journal.append(n === 300 ? imported("300") : typed(String(n)), written);
    return { table, all: await journal.entries() };
  }

  test("make a long journal cheap to open, and change nothing of what is read", async () => {
    const { table, all } = await longJournal();
    const read = await bytesToOpen(table);
    expect(await (await openJournal(table)).entries()).toEqual(all);

    for (const item of await packsIn(table)) await table.delete(item, "any");
    const unpacked = await bytesToOpen(table);
    expect(unpacked.ids).toEqual(read.ids);
    expect(read.bytes).toBeLessThan(unpacked.bytes * 0.6);
  });

  test("follow on one another from the first entry on, and one that has grown takes the place of smaller ones", async () => {
    const { table } = await longJournal();
    const ranges = (await packsIn(table)).map((item) => item.sort.split("#")[1]);
    expect([...new Set(ranges)]).toEqual(["000000001-000000300", "000000301-000000556"]);

    const grown = createMemoryTable({ clock });
    const journal = await openJournal(grown);
    let most = 0;
    for (let n = 1; n <= 3000; n++) {
      await journal.append(typed(String(n)), written);
      if (n % 128 === 0) most = Math.max(most, (await packsIn(grown)).length);
    }
    expect(most).toBe(3);
  });

  test("that are missing, broken, or of a newer version are as good as none, and the first that is written next is whole", async () => {
    const table = createMemoryTable({ clock });
    const journal = await openJournal(table);
    for (let n = 1; n <= 520; n++) await journal.append(typed(String(n), []), written);
    const all = await journal.entries();
    const [pack] = (await packsIn(table)) as [Item];
    expect(pack.sort).toBe("P#000000001-000000512#001");
    const whole = pack.value.bytes as Uint8Array;
    const broken: Item["value"][] = [
      { format: 1, bytes: new Uint8Array([1, 2, 3]) },
      { ...pack.value, format: 99 },
      { ...pack.value, parts: 2 },
      { ...pack.value, bytes: whole.map((byte, index) => (index === 50 ? byte ^ 1 : byte)) },
    ];
    for (const value of broken) {
      await table.put({ ...pack, value }, "any");
      expect(await (await openJournal(table)).entries()).toEqual(all);
      expect(await (await openJournal(table)).pack(0)).toBeUndefined();
    }
    const again = await openJournal(table);
    await again.append(typed("521", []), written);
    expect((await packsIn(table)).map((item) => item.sort)).toEqual(["P#000000001-000000521#001"]);
    expect((await (await openJournal(table)).entries()).length).toBe(521);
  });

  test("of the first version are passed over, and gone when the next is written", async () => {
    const table = createMemoryTable({ clock });
    const journal = await openJournal(table);
    for (let n = 1; n <= 300; n++) await journal.append(typed(String(n), []), written);
    // As it was written then: the entries' values as texts, without parts and without a size.
    await table.put(
      { partition, sort: "P#000000001-000000256", value: { format: 1, bytes: new Uint8Array([11, 1, 128]) } },
      "any",
    );
    const again = await openJournal(table);
    expect(await again.entries()).toEqual(await journal.entries());
    for (let n = 301; n <= 512; n++) await again.append(typed(String(n), []), written);
    expect((await packsIn(table)).map((item) => item.sort)).toEqual(["P#000000001-000000512#001"]);
  });

  test("that cannot be written do not keep an entry from being written", async () => {
    const table = createMemoryTable({ clock });
    const refusing: Table = {
      ...table,
      put: (item, expected) =>
        item.sort.startsWith("P#") ? Promise.reject(new Error("No.")) : table.put(item, expected),
    };
    const journal = await openJournal(refusing);
    for (let n = 1; n <= 513; n++) await journal.append(typed(String(n), []), written);
    expect(await (await openJournal(table)).length()).toBe(513);
  });

  test("are sent on as they are stored, and what is behind them is read without them", async () => {
    const { table, all } = await longJournal();
    const reads: string[] = [];
    const watched: Table = {
      ...table,
      query: (query) => {
        reads.push(query.prefix ?? "");
        return table.query(query);
      },
    };
    const journal = await openJournal(watched);
    const pack = (await journal.pack(0))!;
    const sent = JSON.parse(await textOf(pack.bytes)) as JournalColumns;
    expect(sent.next).toBe(String(pack.to));
    const next = (await journal.pack(pack.to))!;
    const behind = JSON.parse(await textOf(next.bytes)) as JournalColumns;
    const tail = await journal.entries(next.to);
    expect([...readJournalColumns(sent), ...readJournalColumns(behind), ...tail]).toEqual(all);
    expect(await journal.pack(next.to)).toBeUndefined();
    expect(reads).toEqual(["P#", "E#"]);
    expect(await journal.entries()).toEqual(all);
  });

  test("a journal killed at any step of sealing opens as it was", async () => {
    const draft = (n: number) => typed(String(n), [buy(`txn_${n}`)]);
    const sealed = createMemoryTable({ clock });
    const journal = await openJournal(sealed);
    for (let n = 1; n <= 511; n++) await journal.append(draft(n), written);
    const before = await everythingIn(sealed);
    for (let survives = 0, isDone = false; !isDone; survives++) {
      const table = createMemoryTable({ clock });
      for (const { version: _, ...item } of before) await table.put(item, "absent");
      const dying = dyingTable(table, survives, "after");
      await openJournal(dying)
        .then((one) => one.append(draft(512), written))
        .catch(() => {});
      isDone = dying.operations() <= survives;
      const ids = (await (await openJournal(table)).entries()).map(({ id }) => id);
      expect([511, 512]).toContain(ids.length);
      expect(ids).toEqual(Array.from(ids, (_, index) => `ent_${index + 1}`));
    }
  });
});

test("a process that keeps few journals forgets the ones used longest ago, and reads them again", async () => {
  const table = createMemoryTable({ clock });
  let queries = 0;
  const counting: Table = {
    ...table,
    query: (query) => {
      queries++;
      return table.query(query);
    },
  };
  const anna = createStore(counting, { clock, knownJournals: 2 }).forUser("anna");
  for (const id of ["pf_1", "pf_2", "pf_3"]) {
    await anna.savePortfolio({ ...growth, id }, 0);
    await (await anna.journal(id)).append(typed(id), written);
  }
  for (const id of ["pf_1", "pf_2", "pf_3"]) {
    expect((await (await anna.journal(id)).entries()).map((entry) => entry.id)).toEqual([`ent_${id}`]);
  }
  queries = 0;
  const journal = await anna.journal("pf_3");
  expect(await journal.find("ent_pf_3")).toBeDefined();
  expect(queries).toBe(0);
});
