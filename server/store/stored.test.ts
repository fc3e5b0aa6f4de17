import { Decimal } from "@tickfolio/engine";
import { beforeEach, describe, expect, test } from "vitest";
import { StoredDataError } from "./errors.ts";
import { createMemoryTable } from "./memory-table.ts";
import format1 from "./samples-1.json" with { type: "json" };
import { createStore, type Store } from "./store.ts";
import { canonicalJson, FORMAT, type Members } from "./stored.ts";
import type { Table } from "./table.ts";
import { readValue } from "./value-text.ts";

const clock = () => Date.parse("2024-03-01T12:00:10Z");

// As they were written when each format was the current one. They are never written anew: they must always open.
describe("samples of format 1", () => {
  let table: Table;
  let store: Store;
  beforeEach(async () => {
    table = createMemoryTable({ clock });
    for (const { text, ...item } of format1.items) await table.put({ ...item, value: readValue(text) }, "absent");
    store = createStore(table, { clock });
  });

  test("settings, portfolios and instruments", async () => {
    const anna = store.forUser("anna");
    expect(await anna.settings()).toEqual({ baseCurrency: "EUR", providers: { yahoo: true }, version: 1 });
    const [growth] = await anna.portfolios();
    expect(growth).toEqual({
      ...{ id: "pf_1", name: "Growth", baseCurrency: "EUR", costMethod: "fifo", cash: "tracked", sample: false },
      ...{ feesInCost: false, createdAt: "2024-03-01T12:00:00.000Z", version: 1 },
    });
    expect(await anna.portfolios({ deleted: true })).toMatchObject([
      { id: "pf_2", sample: true, costMethod: "average", deletedAt: "2024-03-01T12:00:00.000Z" },
    ]);
    expect(await anna.instruments()).toMatchObject([{ id: "ins_1", symbol: "VOD.L", quotedIn: "GBX", mic: "XLON" }]);
  });

  test("a journal: typed, undone and imported in segments", async () => {
    const entries = await (await store.forUser("anna").journal("pf_1")).entries();
    expect(entries.map(({ id, number, reason, at, by }) => [id, number, reason.kind, at, by])).toEqual([
      ["ent_1", 1, "typed", "2024-03-01T12:00:00Z", "anna"],
      ["ent_2", 2, "undo", "2024-03-01T12:00:00Z", "anna"],
      ["ent_3", 3, "import", "2024-03-01T12:00:00Z", "anna"],
    ]);
    expect(entries[0]?.transactions[1]).toEqual({
      ...{ id: "txn_2", kind: "buy", day: "2024-01-03", time: "09:30", account: "Broker", note: "first" },
      ...{ instrument: "ins_1", quantity: Decimal.parse("10.5"), price: Decimal.parse("0.701234567890123456") },
      ...{ currency: "GBP", exchangeRate: Decimal.parse("1.16") },
      fee: { amount: Decimal.parse("1.5"), currency: "EUR" },
      tax: { amount: Decimal.parse("0.04") },
    });
    expect(entries[1]?.voids).toEqual(["txn_2"]);
    expect(entries[2]?.voids).toEqual(["txn_1"]);
    expect(entries[2]?.transactions).toHaveLength(900);
    expect(entries[2]?.transactions[899]).toMatchObject({ id: "txn_3_899", quantity: Decimal.parse("900") });
  });

  test("quotes, closes and rates", async () => {
    const prices = store.prices("user:anna");
    expect(await prices.lastQuote("ins_1")).toMatchObject({ price: 0.7012, previousClose: 0.7, source: "finnhub" });
    expect(await prices.closes("ins_1", "stooq", "split")).toEqual({
      ...{ instrument: "ins_1", source: "stooq", currency: "GBP", adjustment: "split", adjustedThrough: "2024-02-29" },
      days: Int32Array.from([19720, 19724, 19725]),
      closes: Float64Array.from([0.69, 0.7, 0.705]),
    });
    expect(await store.rates("public").rates("ecb")).toEqual({
      ...{ base: "EUR", source: "ecb", days: Int32Array.from([19720, 19724]) },
      columns: { USD: Float64Array.from([1.105, 1.0956]), BGN: Float64Array.from([Number.NaN, 1.9558]) },
    });
  });

  test("what others said, and what was not believed", async () => {
    const prices = store.prices("public");
    expect(await prices.lastKept("ins_1")).toMatchObject({
      ...{ quote: { price: 0.7012, source: "yahoo" }, storedAt: "2024-03-01T10:00:05.000Z" },
      others: [{ price: 0.7, source: "stooq", delay: "eod" }],
    });
    expect(await prices.oddPrices("ins_1")).toMatchObject([
      {
        id: "odd_yahoo_lt6x",
        kind: "price",
        quote: { price: 70.12 },
        against: 0.7012,
        keptAt: "2024-03-01T10:01:00.000Z",
      },
    ]);
  });

  test("tickets, leases and connections", async () => {
    expect(await store.tickets.take(format1.ticket)).toEqual({ user: "anna" });
    expect(await store.lease("deployment", "finnhub").current()).toMatchObject({ holder: "runner", epoch: 1 });
    expect(await store.connections("deployment", "0").all()).toEqual([{ id: "a=", user: "anna", watched: ["ins_1"] }]);
  });

  test("every item says its format", () => {
    for (const { text } of format1.items) expect(readValue(text).format).toBe(1);
  });
});

test.each([
  ["SETTINGS", (store: Store) => store.forUser("anna").settings()],
  ["PORTFOLIO#pf_1", (store: Store) => store.forUser("anna").portfolios()],
  ["INSTRUMENT#ins_1", (store: Store) => store.forUser("anna").instrument("ins_1")],
])("%s that a newer version wrote, or that is broken, is refused by name", async (sort, read) => {
  const broken: Members[] = [{ format: FORMAT + 1 }, { format: FORMAT, id: 7 }, { format: "1" }, {}];
  for (const value of broken) {
    const table = createMemoryTable({ clock });
    await table.put({ partition: "USER#anna", sort, value }, "absent");
    const reading = read(createStore(table, { clock }));
    await expect(reading).rejects.toThrow(StoredDataError);
    await expect(reading).rejects.toThrow(`USER#anna / ${sort}`);
  }
});

test("canonical JSON does not depend on the order of members, and keeps that of lists", () => {
  expect(canonicalJson({ b: [2, 1], a: { d: 1, c: Decimal.parse("1.50") } })).toBe('{"a":{"c":"1.5","d":1},"b":[2,1]}');
});
