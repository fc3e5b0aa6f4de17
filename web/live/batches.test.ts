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
function handmade(drawingMs: number) {
  let now = 0;
  const waiting: { at: number; run: () => void }[] = [];
  const frames = {
    next: (run: () => void) => void waiting.push({ at: now, run }),
    now: () => now,
    later: (run: () => void, ms: number) => void waiting.push({ at: now + ms, run }),
    afterDrawing: (run: () => void) => {
      now += drawingMs;
      run();
    },
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
  function storm(drawingMs: number) {
    const { frames, pass } = handmade(drawingMs);
    const batches: ReadonlyMap<string, Quote>[] = [];
    const add = createBatches((quotes) => batches.push(quotes), frames);
    for (let change = 0; change < 500; change++) {
      add([quote(`i${change % 50}`, 100 + change, String(Math.floor(change / 10)).padStart(2, "0"))]);
      pass(2);
    }
    pass(300);
    return batches;
  }

  test("500 changes a second that are slow to draw become a handful of batches, and the newest prices win", () => {
    const batches = storm(60);
    expect(batches.length).toBeGreaterThan(2);
    expect(batches.length).toBeLessThanOrEqual(7);
    expect(batches.at(-1)!.get("i49")!.price).toBe(599);
  });

  test("drawing takes a fifth of the time, however slow it is", () => {
    expect(storm(10).length * 10).toBeLessThan(1_300 / 5);
  });

  test("a change that is quick to draw waits for nothing but the next frame", () => {
    expect(storm(0).length).toBe(500);
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
