import type { Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createBatches, mergeQuotes } from "./batches.ts";

const quote = (instrument: string, price: number, at: string, source = "finnhub"): Quote => ({
  instrument,
  price,
  currency: "USD",
  at: `2024-03-01T15:00:${at}Z`,
  day: "2024-03-01",
  source,
  delay: "realtime",
  session: "regular",
});

/** Frames that are drawn when told to, and a clock that stands still. */
function handmade() {
  let now = 0;
  const waiting: { at: number; run: () => void }[] = [];
  const frames = {
    next: (run: () => void) => void waiting.push({ at: now, run }),
    now: () => now,
    later: (run: () => void, ms: number) => void waiting.push({ at: now + ms, run }),
  };
  function pass(ms: number): void {
    now += ms;
    for (let due = waiting.findIndex(({ at }) => at <= now); due >= 0; due = waiting.findIndex(({ at }) => at <= now)) {
      waiting.splice(due, 1)[0]!.run();
    }
  }
  return { frames, pass };
}

describe("quotes between frames", () => {
  test("500 changes a second become a handful of batches, and the newest price of each instrument wins", () => {
    const { frames, pass } = handmade();
    const batches: ReadonlyMap<string, Quote>[] = [];
    const add = createBatches((quotes) => batches.push(quotes), frames);
    for (let change = 0; change < 500; change++) {
      add([quote(`i${change % 50}`, 100 + change, String(Math.floor(change / 10)).padStart(2, "0"))]);
      pass(2);
    }
    pass(300);
    expect(batches.length).toBeGreaterThan(2);
    expect(batches.length).toBeLessThanOrEqual(6);
    expect(batches.at(-1)!.get("i49")!.price).toBe(599);
  });

  test("the first change after a quiet moment waits for nothing but the next frame", () => {
    const { frames, pass } = handmade();
    const batches: unknown[] = [];
    const add = createBatches((quotes) => batches.push(quotes), frames);
    pass(5_000);
    add([quote("a", 1, "00")]);
    pass(0);
    expect(batches.length).toBe(1);
  });
});

describe("a quote is state", () => {
  test("what is late or said twice changes nothing, not even the map", () => {
    const known = new Map([["a", quote("a", 10, "30")]]);
    expect(mergeQuotes(known, new Map([["a", quote("a", 9, "20")]]))).toBe(known);
    expect(mergeQuotes(known, new Map([["a", quote("a", 10, "30")]]))).toBe(known);
  });

  test("another source may be older: a typed price replaces a market's when the server says so", () => {
    const known = new Map([["a", quote("a", 10, "30")]]);
    expect(mergeQuotes(known, new Map([["a", quote("a", 9, "20", "manual")]])).get("a")!.price).toBe(9);
  });
});
