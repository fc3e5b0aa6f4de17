import { type CloseSeries, type Day, dayFromNumber, dayNumber, type Quote, type RateTable } from "@tickfolio/engine";
import { beforeEach, describe, expect, test } from "vitest";
import { type Death, dyingTable } from "./dying-table.ts";
import { createMemoryTable } from "./memory-table.ts";
import { createStore } from "./store.ts";
import type { Page, Table } from "./table.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
let now: number;
const clock = () => now;
let table: Table;
beforeEach(() => {
  now = Date.parse("2024-03-01T12:00:00Z");
  table = createMemoryTable({ clock });
});

function pricesOn(one: Table) {
  return createStore(one, { clock }).prices("deployment");
}

/** Closes on every day of a span, all at one level, so that a mix of two series shows. */
function series(level: number, from: Day = "2021-06-01", to: Day = "2024-02-29"): CloseSeries {
  const count = dayNumber(to) - dayNumber(from) + 1;
  return {
    ...{ instrument: "ins_1", source: "stooq", currency: "USD", adjustment: "split", adjustedThrough: "2024-02-29" },
    days: Int32Array.from({ length: count }, (_, n) => dayNumber(from) + n),
    closes: new Float64Array(count).fill(level),
  };
}

const quote: Quote = {
  ...{ instrument: "ins_1", price: 187.1, currency: "USD", previousClose: 186, day: "2024-03-01", source: "finnhub" },
  ...{ at: "2024-03-01T15:00:00Z", delay: "realtime", session: "regular" },
};

describe("a last quote", () => {
  test("is kept until a newer one comes, and an older one does not replace it", async () => {
    const prices = pricesOn(table);
    expect(await prices.lastQuote("ins_1")).toBeUndefined();
    expect(await prices.saveQuote(quote)).toBe(true);
    expect(await prices.saveQuote({ ...quote, price: 180, at: "2024-03-01T14:59:59Z" })).toBe(false);
    expect(await prices.lastQuote("ins_1")).toEqual(quote);
    // The same instant told with an offset, and a moment later.
    expect(await prices.saveQuote({ ...quote, price: 188, at: "2024-03-01T10:00:01-05:00" })).toBe(true);
    expect(await prices.lastQuotes(["ins_2", "ins_1"])).toEqual(
      new Map([["ins_1", { ...quote, price: 188, at: "2024-03-01T10:00:01-05:00" }]]),
    );
  });

  test("of many at once, the newest stays", async () => {
    const prices = pricesOn(table);
    const seconds = Array.from({ length: 30 }, (_, n) => String((n * 7) % 30).padStart(2, "0"));
    await Promise.all(seconds.map((second) => prices.saveQuote({ ...quote, at: `2024-03-01T15:00:${second}Z` })));
    expect((await prices.lastQuote("ins_1"))?.at).toBe("2024-03-01T15:00:29Z");
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("of %s is refused", async (price) => {
    await expect(pricesOn(table).saveQuote({ ...quote, price })).rejects.toThrow(TypeError);
    expect(await pricesOn(table).lastQuote("ins_1")).toBeUndefined();
  });

  test("is its scope's alone", async () => {
    const store = createStore(table, { clock });
    await store.prices("user:anna").saveQuote(quote);
    for (const scope of ["public", "deployment", "user:bert"] as const) {
      expect(await store.prices(scope).lastQuote("ins_1")).toBeUndefined();
    }
    await expect(store.prices("user:anna#ins_1").lastQuote("x")).rejects.toThrow(TypeError);
    expect(await store.prices("public").lastQuote("ins_1#LAST")).toBeUndefined();
  });
});

describe("a series of closes", () => {
  test("comes back bit by bit, with its own currency and adjustment", async () => {
    const whole = series(1);
    whole.closes.set([0.1 + 0.2, Number.MIN_VALUE, Number.MAX_VALUE], 300);
    await pricesOn(table).saveCloses(whole);
    expect(await pricesOn(table).closes("ins_1", "stooq", "split")).toEqual(whole);
    expect(await pricesOn(table).closes("ins_1", "stooq", "raw")).toBeUndefined();
    expect(await pricesOn(table).closes("ins_1#", "stooq", "split")).toBeUndefined();
  });

  test("is read from the year before a day on, so that there is a close before that day", async () => {
    await pricesOn(table).saveCloses(series(1));
    for (const from of ["2023-01-01", "2023-01-02", "2023-12-31"]) {
      const part = await pricesOn(table).closes("ins_1", "stooq", "split", from);
      expect(part).toEqual(series(1, "2022-01-01"));
    }
  });

  test("stands beside those of other sources and is never joined with them", async () => {
    const prices = pricesOn(table);
    const all = [
      series(1),
      { ...series(2), source: "yahoo" },
      { ...series(3, "2019-01-01"), adjustment: "raw" as const },
    ];
    for (const one of all) await prices.saveCloses(one);
    const found = await prices.allCloses("ins_1");
    expect(found).toHaveLength(3);
    for (const one of all) expect(found).toContainEqual(one);
    expect(
      (await prices.allCloses("ins_1", "2024-01-01")).every(
        ({ days }) => dayFromNumber(days[0] as number) === "2023-01-01",
      ),
    ).toBe(true);
    await prices.deleteCloses("ins_1", "yahoo", "split");
    expect((await prices.allCloses("ins_1")).map((one) => one.closes[0]).sort()).toEqual([1, 3]);
    expect(await prices.allCloses("ins_2")).toEqual([]);
  });

  test("is replaced whole: what the new one does not have is gone", async () => {
    const prices = pricesOn(table);
    await prices.saveCloses(series(1));
    const shorter = series(2, "2023-05-01", "2023-06-30");
    await prices.saveCloses(shorter);
    expect(await prices.closes("ins_1", "stooq", "split")).toEqual(shorter);
    expect((await table.query({ partition: "PRICE#deployment#ins_1" })).items).toHaveLength(2);
  });

  test("that grows by a day costs the writing of one year", async () => {
    await pricesOn(table).saveCloses(series(1));
    const puts: string[] = [];
    const watched: Table = {
      ...table,
      put: (item, expected) => {
        puts.push(item.sort);
        return table.put(item, expected);
      },
    };
    await pricesOn(watched).saveCloses(series(1, "2021-06-01", "2024-03-01"));
    expect(puts).toEqual([expect.stringMatching(/^CLOSES#stooq#split#2024#/), "CLOSES#stooq#split#META"]);
    puts.length = 0;
    await pricesOn(watched).saveCloses(series(1, "2021-06-01", "2024-03-01"));
    expect(puts).toEqual([]);
  });

  test("with a close that is no price, or days out of order, is refused and leaves the old one", async () => {
    const prices = pricesOn(table);
    await prices.saveCloses(series(1));
    const bad = series(2);
    bad.closes[5] = 0;
    await expect(prices.saveCloses(bad)).rejects.toThrow(/0 is no price/);
    const twice = series(2);
    twice.days[5] = twice.days[4] as number;
    await expect(prices.saveCloses(twice)).rejects.toThrow(TypeError);
    expect(await prices.closes("ins_1", "stooq", "split")).toEqual(series(1));
  });

  test.each<Death>(["before", "after"])(
    "whose writer dies (%s a step) is the old one or the new one, and nothing is left for ever",
    async (death) => {
      for (let survives = 0; ; survives++) {
        table = createMemoryTable({ clock });
        await pricesOn(table).saveCloses(series(1));
        const survived = await pricesOn(dyingTable(table, survives, death))
          .saveCloses(series(2))
          .then(
            () => true,
            () => false,
          );
        const found = await pricesOn(table).closes("ins_1", "stooq", "split");
        expect([series(1), series(2)]).toContainEqual(found);
        expect(await pricesOn(table).allCloses("ins_1")).toEqual([found]);

        now += 2 * DAY_MS;
        await pricesOn(table).saveCloses(series(3));
        expect(await pricesOn(table).closes("ins_1", "stooq", "split")).toEqual(series(3));
        expect((await table.query({ partition: "PRICE#deployment#ins_1" })).items).toHaveLength(5);
        if (survived) break;
      }
    },
  );

  test("that two replace at once is one of theirs, whole", async () => {
    await Promise.all([1, 2, 3, 4].map((level) => pricesOn(table).saveCloses(series(level))));
    const found = await pricesOn(table).closes("ins_1", "stooq", "split");
    expect([1, 2, 3, 4].map((level) => series(level))).toContainEqual(found);
    expect((await table.query({ partition: "PRICE#deployment#ins_1" })).items).toHaveLength(5);
  });

  test("that is replaced while it is read is read as the new one", async () => {
    await pricesOn(table).saveCloses(series(1));
    let replaced = false;
    // The first pages come from before, the last from after: a query is no snapshot.
    const torn: Table = {
      ...table,
      async query(query): Promise<Page> {
        const before = await table.query(query);
        if (replaced) return before;
        replaced = true;
        await pricesOn(table).saveCloses(series(2));
        const after = await table.query(query);
        return { items: [...before.items.slice(0, 2), ...after.items.slice(-1)] };
      },
    };
    expect(await pricesOn(torn).closes("ins_1", "stooq", "split")).toEqual(series(2));
    replaced = false;
    expect(await pricesOn(torn).allCloses("ins_1")).toEqual([series(2)]);
  });
});

describe("rates", () => {
  const days = Int32Array.from([dayNumber("2023-12-29"), dayNumber("2024-01-02"), dayNumber("2024-01-03")]);
  const rates: RateTable = {
    ...{ base: "EUR", source: "ecb", days },
    columns: { USD: Float64Array.from([1.105, 1.0956, 1.0919]), BGN: Float64Array.from([1.9558, Number.NaN, 1.9558]) },
  };

  test("come back as they were, gaps too", async () => {
    const store = createStore(table, { clock }).rates("public");
    expect(await store.rates("ecb")).toBeUndefined();
    await store.saveRates(rates);
    expect(await store.rates("ecb")).toEqual(rates);
    expect(await store.rates("ecb", "2024-01-02")).toEqual(rates);
    expect((await store.rates("ecb", "2025-01-02"))?.days).toEqual(days.slice(1));
  });

  test("of a currency that joins later have no value before", async () => {
    const store = createStore(table, { clock }).rates("public");
    await store.saveRates({ ...rates, columns: { ...rates.columns, ISK: Float64Array.from([Number.NaN, 150, 151]) } });
    expect((await store.rates("ecb"))?.columns.ISK).toEqual(Float64Array.from([Number.NaN, 150, 151]));
  });
});
