import { type CloseSeries, dayNumber, type Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import type { OddPrice, PriceShelf } from "./price-shelf.ts";

const NOW = "2026-11-20T21:00:00.000Z";

/** What every shelf promises. `make` is told the time at which everything is written. */
export function shelfConformance(name: string, make: (now: string) => PriceShelf): void {
  const quote: Quote = {
    instrument: "ins_a",
    price: 100.25,
    currency: "USD",
    at: "2026-11-20T20:59:00.000Z",
    day: "2026-11-20",
    source: "finnhub",
    delay: "realtime",
    session: "regular",
  };
  const series: CloseSeries = {
    instrument: "ins_a",
    source: "upload",
    currency: "USD",
    adjustment: "raw",
    days: Int32Array.of(dayNumber("2025-12-31"), dayNumber("2026-01-02")),
    closes: Float64Array.of(99.5, 100),
  };

  describe(`${name}: what every shelf promises`, () => {
    test("a last price is kept by scope, with when it was written", async () => {
      const shelf = make(NOW);
      await shelf.saveQuote("deployment", { quote, storedAt: NOW }, false);
      expect(await shelf.lastQuote("deployment", "ins_a")).toEqual({ quote, storedAt: NOW });
      expect(await shelf.lastQuote("public", "ins_a")).toBeUndefined();
      expect(await shelf.lastQuote("user:me", "ins_a")).toBeUndefined();
    });

    test("an older price does not replace a newer one, unless it is a correction", async () => {
      const shelf = make(NOW);
      const older = { ...quote, price: 50, at: "2026-11-19T20:00:00.000Z" };
      await shelf.saveQuote("user:me", { quote, storedAt: NOW }, false);
      await shelf.saveQuote("user:me", { quote: older, storedAt: NOW }, false);
      expect((await shelf.lastQuote("user:me", "ins_a"))!.quote.price).toBe(100.25);
      await shelf.saveQuote("user:me", { quote: older, storedAt: NOW }, true);
      expect((await shelf.lastQuote("user:me", "ins_a"))!.quote.price).toBe(50);
    });

    test("a last price is kept with what others said, and can be taken away", async () => {
      const shelf = make(NOW);
      const others = [{ ...quote, source: "stooq", price: 100, delay: "eod" as const }];
      await shelf.saveQuote("public", { quote, storedAt: NOW, others }, false);
      expect(await shelf.lastQuote("public", "ins_a")).toEqual({ quote, storedAt: NOW, others });
      await shelf.dropQuote("public", "ins_a");
      await shelf.dropQuote("public", "ins_a");
      expect(await shelf.lastQuote("public", "ins_a")).toBeUndefined();
    });

    test("odd prices are kept by scope and instrument, each under its id, until they are taken away", async () => {
      const shelf = make(NOW);
      const odd = (id: string, keptAt: string, rest: Partial<OddPrice> = {}): OddPrice => ({
        ...{ id, kind: "price", quote, against: 50, reason: "It is odd.", sample: "{}", keptAt },
        ...rest,
      });
      const [first, second] = [odd("odd_b", "2026-11-20T20:00:00.000Z"), odd("odd_a", NOW)];
      await shelf.saveOddPrice("deployment", second);
      await shelf.saveOddPrice("deployment", first);
      await shelf.saveOddPrice("user:me", odd("odd_a", NOW, { decision: "dismissed" }));
      expect(await shelf.oddPrices("deployment", "ins_a")).toEqual([first, second]);
      expect(await shelf.oddPrices("user:me", "ins_a")).toMatchObject([{ decision: "dismissed" }]);
      expect(await shelf.oddPrices("deployment", "ins_b")).toEqual([]);
      await shelf.saveOddPrice("deployment", { ...first, reason: "It is odder." });
      await shelf.dropOddPrice("deployment", "ins_a", "odd_a");
      await shelf.dropOddPrice("deployment", "ins_a", "odd_a");
      expect(await shelf.oddPrices("deployment", "ins_a")).toEqual([{ ...first, reason: "It is odder." }]);
    });

    test("a series is taken away by its source", async () => {
      const shelf = make(NOW);
      for (const source of ["upload", "manual"]) {
        await shelf.saveCloses("user:me", { series: { ...series, source }, askedFrom: "2020-01-01", storedAt: NOW });
      }
      await shelf.dropCloses("user:me", "ins_a", "upload");
      await shelf.dropCloses("user:me", "ins_a", "upload");
      expect((await shelf.closes("user:me", "ins_a")).map((entry) => entry.series.source)).toEqual(["manual"]);
    });

    test("a source has one series, replaced as a whole, also when its adjustment changes", async () => {
      const shelf = make(NOW);
      await shelf.saveCloses("user:me", { series, askedFrom: "2020-01-01", storedAt: NOW });
      expect(await shelf.closes("user:me", "ins_a")).toEqual([{ series, askedFrom: "2020-01-01", storedAt: NOW }]);
      const split: CloseSeries = { ...series, adjustment: "split", adjustedThrough: "2026-01-02" };
      const other: CloseSeries = {
        ...series,
        source: "manual",
        days: series.days.slice(0, 1),
        closes: series.closes.slice(0, 1),
      };
      await shelf.saveCloses("user:me", { series: split, askedFrom: "2019-01-01", storedAt: NOW });
      await shelf.saveCloses("user:me", { series: other, askedFrom: "2019-01-01", storedAt: NOW });
      const kept = await shelf.closes("user:me", "ins_a");
      expect(kept.map((entry) => entry.series)).toEqual(expect.arrayContaining([split, other]));
      expect(kept.length).toBe(2);
      expect(await shelf.closes("public", "ins_a")).toEqual([]);
    });

    test("what a source reports that a company did is kept by scope, and replaced as a whole", async () => {
      const shelf = make(NOW);
      const split = { kind: "split" as const, day: "2020-08-31", from: 1, to: 4 };
      const paid = {
        kind: "dividend" as const,
        day: "2024-02-09",
        amount: 0.24,
        currency: "USD",
        basis: "split" as const,
      };
      const stored = { source: "yahoo", actions: [split, paid], askedFrom: "2000-01-01", storedAt: NOW };
      await shelf.saveActions("deployment", "ins_a", stored);
      expect(await shelf.actions("deployment", "ins_a", "yahoo")).toEqual(stored);
      expect(await shelf.actions("user:me", "ins_a", "yahoo")).toBeUndefined();
      expect(await shelf.actions("deployment", "ins_a", "tiingo")).toBeUndefined();
      await shelf.saveActions("deployment", "ins_a", { ...stored, actions: [split] });
      expect((await shelf.actions("deployment", "ins_a", "yahoo"))!.actions).toEqual([split]);
    });

    test("rates are kept with their gaps", async () => {
      const shelf = make(NOW);
      const table = {
        base: "EUR",
        source: "ecb",
        days: Int32Array.of(dayNumber("2026-11-19"), dayNumber("2026-11-20")),
        columns: { USD: Float64Array.of(1.15, 1.16), ISK: Float64Array.of(Number.NaN, 144.2) },
      };
      await shelf.saveRates("public", { table, storedAt: NOW });
      expect(await shelf.rates("public", "ecb")).toEqual({ table, storedAt: NOW });
      expect(await shelf.rates("public", "other")).toBeUndefined();
    });
  });
}
