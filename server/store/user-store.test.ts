import type { EntryDraft } from "@tickfolio/engine";
import type { PortfolioDraft } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { AlreadyWrittenError, NotFoundError } from "./errors.ts";
import { createMemoryTable } from "./memory-table.ts";
import { createStore } from "./store.ts";
import { ConflictError } from "./table.ts";

const clock = () => Date.parse("2024-03-01T12:00:00Z");
const growth: PortfolioDraft = {
  id: "pf_1",
  name: "Growth",
  baseCurrency: "EUR",
  costMethod: "fifo",
  cash: "untracked",
  sample: false,
};

function openStore() {
  return createStore(createMemoryTable({ clock }), { clock });
}

describe("settings", () => {
  test("are absent until saved, and a save from an older version is refused", async () => {
    const anna = openStore().forUser("anna");
    expect(await anna.settings()).toBeUndefined();
    const first = await anna.saveSettings({ baseCurrency: "EUR", providers: {} }, 0);
    expect(first).toEqual({ baseCurrency: "EUR", providers: {}, version: 1 });
    await anna.saveSettings({ baseCurrency: "USD", providers: { yahoo: true } }, 1);
    await expect(anna.saveSettings({ baseCurrency: "GBP", providers: {} }, 1)).rejects.toThrow(ConflictError);
    expect(await anna.settings()).toEqual({ baseCurrency: "USD", providers: { yahoo: true }, version: 2 });
  });
});

describe("portfolios", () => {
  test("are made once, however often they are asked for", async () => {
    const anna = openStore().forUser("anna");
    const made = await anna.savePortfolio(growth, 0);
    expect(made).toEqual({ ...growth, createdAt: "2024-03-01T12:00:00.000Z", version: 1 });
    expect(await anna.savePortfolio(growth, 0)).toEqual(made);
    await expect(anna.savePortfolio({ ...growth, name: "Other" }, 0)).rejects.toThrow(ConflictError);
    expect(await anna.portfolios()).toEqual([made]);
    const other = { ...growth, id: "pf_2" };
    const same = await Promise.all(Array.from({ length: 5 }, () => anna.savePortfolio(other, 0)));
    expect(new Set(same.map((portfolio) => JSON.stringify(portfolio))).size).toBe(1);
  });

  test("go into the bin and come back as they were", async () => {
    const anna = openStore().forUser("anna");
    await anna.savePortfolio(growth, 0);
    const deleted = await anna.deletePortfolio("pf_1");
    expect(deleted).toMatchObject({ deletedAt: "2024-03-01T12:00:00.000Z", version: 2 });
    expect(await anna.deletePortfolio("pf_1")).toEqual(deleted);
    expect(await anna.portfolios()).toEqual([]);
    expect(await anna.portfolios({ deleted: true })).toEqual([deleted]);
    expect(await anna.restorePortfolio("pf_1")).toMatchObject({ ...growth, version: 3 });
    expect(await anna.portfolios({ deleted: true })).toEqual([]);
  });

  test("of somebody else do not exist", async () => {
    const store = openStore();
    await store.forUser("anna").savePortfolio(growth, 0);
    const bert = store.forUser("bert");
    expect(await bert.portfolio("pf_1")).toBeUndefined();
    expect(await bert.portfolios()).toEqual([]);
    await expect(bert.journal("pf_1")).rejects.toThrow(NotFoundError);
    await expect(bert.deletePortfolio("pf_1")).rejects.toThrow(NotFoundError);
  });

  test("an id that tries to leave its key finds nothing and makes nothing", async () => {
    const store = openStore();
    await store.forUser("anna").savePortfolio(growth, 0);
    expect(() => store.forUser("anna#JOURNAL#pf_1")).toThrow(TypeError);
    const anna = store.forUser("anna");
    for (const id of ["", "pf_1#X", "\u0000", "\ud800", "x".repeat(2000)]) {
      expect(await anna.portfolio(id)).toBeUndefined();
      await expect(anna.journal(id)).rejects.toThrow(NotFoundError);
      await expect(anna.savePortfolio({ ...growth, id }, 0)).rejects.toThrow(TypeError);
    }
  });
});

describe("instruments", () => {
  test("are saved once for the same content, and changed by other content", async () => {
    const anna = openStore().forUser("anna");
    const apple = { id: "ins_1", symbol: "AAPL", name: "Apple", kind: "stock", mic: "XNAS", currency: "USD" } as const;
    expect(await anna.saveInstrument(apple)).toEqual(apple);
    expect(await anna.saveInstrument({ ...apple })).toEqual(apple);
    expect(await anna.saveInstrument({ ...apple, name: "Apple Inc." })).toMatchObject({ name: "Apple Inc." });
    expect(await anna.instruments()).toHaveLength(1);
    expect(await anna.instrument("ins_2")).toBeUndefined();
  });
});

test("what could not be read back is refused, and nothing is written", async () => {
  const anna = openStore().forUser("anna");
  await expect(anna.savePortfolio({ ...growth, baseCurrency: "euro" }, 0)).rejects.toThrow(/baseCurrency/);
  expect(await anna.portfolios()).toEqual([]);
  const nameless = { id: "ins_1", symbol: "", name: "", kind: "stock", mic: null, currency: "USD" } as const;
  await expect(anna.saveInstrument(nameless)).rejects.toThrow(TypeError);
  expect(await anna.instruments()).toEqual([]);
});

describe("a journal", () => {
  const draft: EntryDraft = { id: "ent_1", reason: { kind: "typed" }, transactions: [], voids: ["txn_0"] };
  const written = { at: "2024-03-01T12:00:00Z", by: "anna" };

  test("numbers its entries from 1 and answers a repeated one with what is written", async () => {
    const anna = openStore().forUser("anna");
    await anna.savePortfolio(growth, 0);
    const journal = await anna.journal("pf_1");
    const first = await journal.append(draft, written);
    expect(first).toEqual({ ...draft, number: 1, ...written });
    expect(await journal.append({ ...draft, id: "ent_2" }, written)).toMatchObject({ number: 2 });
    expect(await journal.append({ ...draft }, { at: "2024-03-02T12:00:00Z", by: "anna" })).toEqual(first);
    await expect(journal.append({ ...draft, voids: [] }, written)).rejects.toThrow(AlreadyWrittenError);
    expect(await journal.length()).toBe(2);
    expect((await journal.entries(1)).map((entry) => entry.id)).toEqual(["ent_2"]);
    expect(await journal.find("ent_1")).toEqual(first);
    expect(await journal.find("ent_9")).toBeUndefined();
  });
});
