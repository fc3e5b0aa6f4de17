import {
  type CloseSeries,
  createRates,
  Decimal,
  dailyHistory,
  type Entry,
  type History,
  type Quote,
  type Transaction,
} from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { createCurvesElsewhere } from "./curves-elsewhere.ts";
import { createFigures, unreadable } from "./figures.ts";
import type { HistoryJob } from "./history-job.ts";
import { LONG_JOURNAL } from "./long-history.ts";
import { initialState, type State } from "./state.ts";

const instrument = { symbol: "", kind: "stock", mic: "US", currency: "USD" } as const;

function portfolio(id: string, more: Partial<PortfolioSummary> = {}): PortfolioSummary {
  const common = { name: id, sample: false, createdAt: "2024-01-01T00:00:00Z", version: 1, entries: 1 } as const;
  return { id, ...common, baseCurrency: "USD", costMethod: "fifo", cash: "untracked", ...more };
}

function entry(number: number, transactions: Transaction[]): Entry {
  return {
    id: `ent_${number}`,
    number,
    at: "2024-01-01T00:00:00Z",
    by: "me",
    reason: { kind: "typed" },
    transactions,
    voids: [],
  };
}

const buy = (id: string, of: string, quantity: string, price: string): Transaction => ({
  id,
  kind: "buy",
  day: "2024-01-02",
  instrument: of,
  quantity: Decimal.parse(quantity),
  price: Decimal.parse(price),
  currency: "USD",
});

const quote = (of: string, price: number): Quote => ({
  instrument: of,
  price,
  currency: "USD",
  at: "2024-03-01T15:00:00Z",
  day: "2024-03-01",
  source: "finnhub",
  delay: "realtime",
  session: "regular",
});

/** Ten of A at 100 in one portfolio, five of B at 10 in another, and a sample with a thousand of S. */
function state(more: Partial<State> = {}): State {
  const rates = createRates([]);
  return {
    ...initialState(rates, "2024-03-01"),
    opening: { state: "ready", value: true, trouble: null },
    portfolios: [portfolio("one"), portfolio("two"), portfolio("look", { sample: true })],
    instruments: new Map(["A", "B", "S"].map((id) => [id, { ...instrument, id, symbol: id, name: id }])),
    journals: new Map([
      ["one", { state: "ready", value: [entry(1, [buy("t1", "A", "10", "100")])], trouble: null }],
      ["two", { state: "ready", value: [entry(1, [buy("t2", "B", "5", "10")])], trouble: null }],
      ["look", { state: "ready", value: [entry(1, [buy("t3", "S", "1000", "1")])], trouble: null }],
    ]),
    quotes: new Map([quote("A", 110), quote("B", 8), quote("S", 50)].map((one) => [one.instrument, one])),
    rated: true,
    answered: new Set(["A", "B", "S"]),
    charted: new Set(["A", "B", "S"]),
    ...more,
  };
}

describe("figures", () => {
  test("all real portfolios are added up, samples never", () => {
    expect(createFigures().total(state())!.totals.marketValue).toBe(10 * 110 + 5 * 8);
  });

  test("a price that changes makes a new valuation of its portfolio and leaves the others as they are", () => {
    const figures = createFigures();
    const before = state();
    const after = { ...before, quotes: new Map(before.quotes).set("A", quote("A", 120)) };
    const [one, two] = ["one", "two"].map((id) => figures.valuation(before, id));
    expect(figures.valuation(after, "one")!.totals.marketValue).toBe(1_200);
    expect(figures.valuation(after, "one")).not.toBe(one);
    expect(figures.valuation(after, "two")).toBe(two);
  });

  test("nothing is booked before the rates are known that it would be booked with", () => {
    const figures = createFigures();
    const early = state({ rated: false });
    expect([figures.book(early, "one"), figures.valuation(early, "one"), figures.total(early)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(figures.transactions(early, "one")).toHaveLength(1);
    expect(figures.book({ ...early, rated: true }, "one")!.positions.size).toBe(1);
  });

  test("what was not asked for yet is unknown; what was asked for and has no price is unpriced", () => {
    const none = { quotes: new Map(), closes: new Map<string, CloseSeries>() };
    expect(createFigures().valuation(state({ ...none, answered: new Set() }), "one")).toBeNull();
    const valuation = createFigures().valuation(state(none), "one")!;
    expect([valuation.unpriced, valuation.partial, valuation.positions[0]!.marketValue]).toEqual([["A"], true, null]);
  });

  test("while the price of something new is on its way, the valuation from before stands", () => {
    const figures = createFigures();
    const before = state();
    const known = figures.valuation(before, "one");
    const journals = new Map(before.journals).set("one", {
      state: "ready",
      value: [entry(1, [buy("t1", "A", "10", "100")]), entry(2, [buy("t4", "B", "1", "10")])],
      trouble: null,
    });
    expect(figures.valuation({ ...before, journals, answered: new Set(["A"]) }, "one")).toBe(known);
  });

  test("a session that is on tomorrow's date already counts", () => {
    const tokyo = { ...quote("A", 120), day: "2024-03-02" };
    const valuation = createFigures().valuation(state({ quotes: new Map([["A", tokyo]]) }), "one")!;
    expect([valuation.day, valuation.totals.marketValue]).toEqual(["2024-03-02", 1_200]);
  });

  test("what is dated later counts from its day on, in the worth and in the curve", () => {
    const later = (of: string): Transaction => ({ ...buy("t4", of, "1", "100"), day: "2024-03-04" });
    const journals = new Map(state().journals);
    journals.set("one", {
      state: "ready",
      value: [entry(1, [buy("t1", "A", "10", "100"), later("A")])],
      trouble: null,
    });
    journals.set("two", { state: "ready", value: [entry(1, [later("B")])], trouble: null });
    const figures = createFigures();
    const before = state({ journals });
    expect(figures.valuation(before, "one")!.totals.marketValue).toBe(1_100);
    expect(figures.valuation(before, "two")!.positions).toEqual([]);
    expect([...figures.history(before, "two")!.value]).toEqual([0]);
    expect(figures.valuation({ ...before, today: "2024-03-04" }, "one")!.totals.marketValue).toBe(1_210);
  });

  describe("the curve of a long journal", () => {
    const many = Array.from({ length: LONG_JOURNAL }, (_, index) => buy(`t${index}`, "A", "1", "100"));
    const journals = new Map(state().journals).set("one", { state: "ready", value: [entry(1, many)], trouble: null });
    const given = state({ journals });
    /** Makes curves when it is told to. */
    function elsewhere() {
      const asked: { job: HistoryJob; signal: AbortSignal | undefined; make: () => void; fail: () => void }[] = [];
      let changes = 0;
      const ask = createCurvesElsewhere((transactions, job, { signal } = {}) => {
        const { promise, resolve, reject } = Promise.withResolvers<History>();
        const { settings, from, to, closes } = job;
        const rates = createRates(job.rates);
        const market = { rates, quote: () => undefined, closes: () => closes[0] };
        const make = () =>
          resolve(dailyHistory({ ...{ transactions, settings, rates, market, from, to }, currencyOf: () => "USD" }));
        asked.push({ job, signal, make, fail: () => reject(new Error("The worker failed.")) });
        return promise;
      });
      return { asked, changes: () => changes, parts: { ask, changed: () => void changes++ } };
    }
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

    test("is made elsewhere, is there when it has come, and the worth waits for none of it", async () => {
      const { asked, changes, parts } = elsewhere();
      const figures = createFigures(parts);
      expect([figures.history(given, "one"), figures.history(given, "one"), asked.length]).toEqual([null, null, 1]);
      expect(figures.valuation(given, "one")!.totals.cost).toBe(100 * LONG_JOURNAL);
      asked[0]!.make();
      await turn();
      expect([figures.history(given, "one")!.invested.at(-1), changes()]).toEqual([100 * LONG_JOURNAL, 1]);
      expect(figures.history(given, "two")).not.toBeNull();
    });

    test("of which another is wanted is stopped, and the one before it stands until then", async () => {
      const { asked, parts } = elsewhere();
      const figures = createFigures(parts);
      figures.history(given, "one");
      asked[0]!.make();
      await turn();
      const known = figures.history(given, "one");
      const tomorrow = { ...given, today: "2024-03-02" };
      const later = { ...given, today: "2024-03-03" };
      expect([figures.history(tomorrow, "one"), figures.history(later, "one")]).toEqual([known, known]);
      expect(asked.slice(1).map(({ signal }) => signal?.aborted)).toEqual([true, false]);
      for (const { make } of asked.toReversed()) make();
      await turn();
      expect(figures.history(later, "one")!.to).toBe("2024-03-03");
    });

    test("is made on the page where the worker fails", async () => {
      const { asked, parts } = elsewhere();
      const figures = createFigures(parts);
      figures.history(given, "one");
      asked[0]!.fail();
      await turn();
      expect(figures.history(given, "one")!.invested.at(-1)).toBe(100 * LONG_JOURNAL);
    });
  });

  test("the curve waits for the closes of the past, the worth does not", () => {
    const early = state({ charted: new Set() });
    const figures = createFigures();
    expect([figures.valuation(early, "one") !== null, figures.history(early, "one")]).toEqual([true, null]);
  });

  test("closes drawn over a split are in the units of today: no crash where units only became more", () => {
    const split: Transaction = {
      id: "t9",
      kind: "split",
      day: "2024-02-28",
      instrument: "A",
      numerator: 10,
      denominator: 1,
    };
    const days = Int32Array.of(19_779, 19_780, 19_781);
    const closes = Float64Array.of(1_000, 1_010, 102);
    const series: CloseSeries = { instrument: "A", source: "upload", currency: "USD", adjustment: "raw", days, closes };
    const journals = new Map(state().journals);
    const entries = [entry(1, [buy("t1", "A", "10", "100"), split])];
    journals.set("one", { state: "ready", value: entries, trouble: null });
    const given = state({ journals, closes: new Map([["A", series]]) });
    const figures = createFigures();
    expect([...figures.closes(given, "one", "A")!.closes]).toEqual([100, 101, 102]);
    expect(figures.closes(given, "one", "A")).toBe(figures.closes(given, "one", "A"));
    expect(figures.closes(given, "two", "A")).toBe(series);
  });

  test("a journal that could not be read is left out of the total and named", () => {
    const trouble = { message: "busy", code: "busy", status: 503 };
    const broken = state({ journals: new Map(state().journals).set("two", { state: "failed", trouble }) });
    expect(createFigures().total(broken)!.totals.marketValue).toBe(1_100);
    expect(unreadable(broken)).toBe("two");
  });
});
