import type { Quote } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, scripted } from "../testing.ts";

const NOW = "2026-11-20T15:30:00.000Z";
const many = Array.from({ length: 30 }, (_, index) => listing(`S${index}`));

function setUp() {
  const time = createManualTime(NOW);
  const { clock, timers } = time;
  const [single, batch] = [
    scripted({ name: "single", clock, rest: { quoteBatch: 1 } }),
    scripted({ name: "batch", clock }),
  ];
  for (const provider of [single, batch]) for (const { symbol } of many) provider.prices.set(symbol, { price: 100 });
  const market = createMarket({
    ...{ providers: [single, batch], shelf: createMemoryShelf(), clock, timers, random: () => 0 },
    isEnabled: () => true,
  });
  const page = async (how?: { isFollowed: boolean }) => {
    let found: Quote[] | undefined;
    market.quotes("me", many, how).then(({ quotes }) => {
      found = quotes;
    });
    const sinceMs = time.clock();
    while (!found) await time.advance(100);
    return { quotes: found, tookMs: time.clock() - sinceMs };
  };
  return { time, single, batch, page };
}

test("many without any price get a first one where a request brings many, while the best source is asked one by one", async () => {
  const { single, batch, page } = setUp();
  single.gate = new Promise(() => {});
  const { quotes } = await page();
  expect(quotes.length).toBe(30);
  expect(new Set(quotes.map(({ source }) => source))).toEqual(new Set(["batch"]));
  expect(batch.requests.map((symbols) => symbols.length)).toEqual([10, 10, 10]);
});

test("what has a price is asked for where it is best", async () => {
  const { time, single, batch, page } = setUp();
  await page();
  batch.requests.length = 0;
  single.requests.length = 0;
  await time.advance(10 * 60_000);
  await page();
  expect(single.requests.length).toBe(30);
  expect(batch.requests).toEqual([]);
});

test("whoever follows the prices begins with those that are known, at once", async () => {
  const { time, single, page } = setUp();
  await page();
  await time.advance(10 * 60_000);
  single.gate = new Promise(() => {});
  expect((await page({ isFollowed: true })).tookMs).toBeLessThanOrEqual(100);
  expect((await page()).tookMs).toBeGreaterThanOrEqual(2_000);
});
