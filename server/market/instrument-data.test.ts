import { dayNumber, type InstrumentId } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createManualTime } from "./manual-time.ts";
import { createMarket } from "./market.ts";
import { createMemoryShelf, type Scope, type StoredCloses } from "./price-shelf.ts";
import type { Provider } from "./provider.ts";
import type { Roster } from "./roster/roster.ts";
import { listing, quoteOf, scripted } from "./testing.ts";

// A Friday, an hour into New York's session.
const NOW = "2026-11-20T15:30:00Z";
const apple = listing("AAPL");

function setUp(pins: ReadonlyMap<InstrumentId, string> = new Map(), rest: Partial<Provider> = {}) {
  const time = createManualTime(NOW);
  const shelf = createMemoryShelf();
  const [one, two] = ["one", "two"].map((name) =>
    scripted({
      ...{ name, capabilities: ["quote", "closes"], clock: time.clock },
      ...(name === "one" ? { rest, closes: { "2026-11-12": 100, "2026-11-13": 101 } } : {}),
    }),
  ) as [ReturnType<typeof scripted>, ReturnType<typeof scripted>];
  const providers: Roster = {
    shared: async () => [one, two],
    of: async () => [one, two],
    pinsOf: async (user) => (user === "ann" ? pins : new Map()),
  };
  const market = createMarket({ providers, shelf, ...time, random: () => 0.5, isEnabled: () => true });
  return { time, shelf, market, one, two };
}

function closes(source: string, days: string[], storedAt = NOW): StoredCloses {
  return {
    series: {
      ...{ instrument: apple.id, source, currency: "USD", adjustment: "split" },
      days: Int32Array.from(days, dayNumber),
      closes: Float64Array.from(days, () => 100),
    },
    askedFrom: days[0]!,
    storedAt,
  };
}

describe("what an instrument's prices rest on", () => {
  test("is told from what is stored, and nobody is asked", async () => {
    const { market, shelf, time, one, two } = setUp();
    const quote = quoteOf("two", apple, time.clock() - 60_000, { price: 187.5 });
    await shelf.saveQuote("deployment", { quote, storedAt: NOW }, false);
    await shelf.saveCloses("deployment", closes("one", ["2026-11-12", "2026-11-13", "2026-11-18"]));
    const [data] = await market.instrumentData("ann", [apple]);
    expect(data).toEqual({
      ...{ instrument: apple.id, source: "two", pinned: false, price: 187.5, currency: "USD", at: quote.at },
      ...{ session: "regular", sources: ["one", "two"], quarantined: [], disagreements: [] },
      series: [
        {
          ...{ source: "one", adjustment: "split", closes: 3, from: "2026-11-12", to: "2026-11-18" },
          ...{ gaps: [{ from: "2026-11-16", to: "2026-11-17" }], missing: 2 },
        },
      ],
    });
    expect([one.requests, two.requests, one.closeRequests]).toEqual([[], [], 0]);
  });

  test("names the next step where there is no price, and the market's session", async () => {
    const { market } = setUp();
    const [data] = await market.instrumentData("ann", [apple]);
    expect(data).toMatchObject({ source: null, session: "regular", series: [] });
    expect(data!.price).toBeUndefined();
    expect(data!.nextStep).toMatch(/AAPL/);
  });

  test("names both values where sources do not agree, and the one a user has pinned", async () => {
    const { market, shelf, time } = setUp(new Map([[apple.id, "one"]]));
    const say = (source: string, price: number) => quoteOf(source, apple, time.clock(), { price });
    const stored = { quote: say("one", 100), storedAt: NOW, others: [say("two", 110)] };
    await shelf.saveQuote("deployment", stored, false);
    const [ofAnn] = await market.instrumentData("ann", [apple]);
    expect(ofAnn).toMatchObject({ source: "one", price: 100, pinned: true, pin: "one" });
    expect(ofAnn!.disagreements).toMatchObject([{ source: "two", price: 110 }]);
    expect((await market.instrumentData("bob", [apple]))[0]).toMatchObject({ source: "one", pinned: false });
  });

  test("holds the prices that were not believed", async () => {
    const { market, shelf, time, one, two } = setUp();
    await shelf.saveQuote(
      "deployment",
      { quote: quoteOf("one", apple, time.clock(), { price: 100 }), storedAt: NOW },
      false,
    );
    one.prices.set("AAPL", { price: 1_000 });
    two.prices.clear();
    await time.advance(60_000);
    await market.quotes("ann", [apple]);
    const [data] = await market.instrumentData("ann", [apple]);
    expect(data).toMatchObject({ price: 100, quarantined: [{ source: "one", price: 1_000, against: 100 }] });
  });

  test("counts what lies in files on this machine, which is kept nowhere else", async () => {
    const { market } = setUp(new Map(), { hosts: [] });
    const [data] = await market.instrumentData("ann", [apple]);
    expect(data!.series).toMatchObject([{ source: "one", closes: 2, from: "2026-11-12", to: "2026-11-13" }]);
  });

  test("shows nothing of what is another user's own", async () => {
    const { market, shelf, time } = setUp();
    const mine: Scope = "user:ann";
    const quote = quoteOf("manual", apple, time.clock(), { price: 123.45, delay: "manual" });
    await shelf.saveQuote(mine, { quote, storedAt: NOW }, true);
    await shelf.saveCloses(mine, closes("upload", ["2026-11-12", "2026-11-13"]));
    expect((await market.instrumentData("ann", [apple]))[0]).toMatchObject({
      source: "manual",
      series: [{ source: "upload" }],
    });
    expect((await market.instrumentData("bob", [apple]))[0]).toMatchObject({ source: null, series: [] });
  });

  test("of 200 instruments with 30 years each is told within moments, and at once the second time", async () => {
    const { market, shelf } = setUp();
    const many = Array.from({ length: 200 }, (_, index) => listing(`X${index}`));
    const days = Array.from({ length: 10_950 }, (_, index) => 9_500 + index).filter((day) => ((day + 4) % 7) % 6 !== 0);
    for (const { id } of many) {
      const { series, ...rest } = closes("one", ["2026-11-12"]);
      const whole = { ...series, instrument: id, days: Int32Array.from(days), closes: Float64Array.from(days) };
      await shelf.saveCloses("deployment", { ...rest, series: whole });
    }
    const begun = performance.now();
    expect(await market.instrumentData("ann", many)).toHaveLength(200);
    const first = performance.now() - begun;
    await market.instrumentData("ann", many);
    const second = performance.now() - begun - first;
    console.log(`200 instruments: ${Math.round(first)} ms, then ${Math.round(second)} ms`);
    // Slow machines get their time: what must not happen is a look at every day of every series each time.
    expect(first).toBeLessThan(5_000);
    expect(second).toBeLessThan(1_000);
  });
});
