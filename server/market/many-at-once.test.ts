import { expect, test } from "vitest";
import { createManualTime } from "./manual-time.ts";
import { createMarket } from "./market.ts";
import { createMemoryShelf } from "./price-shelf.ts";
import { createFinnhub } from "./providers/finnhub.ts";
import { createYahoo } from "./providers/yahoo.ts";
import { listing } from "./testing.ts";

const letter = (index: number) => String.fromCharCode(65 + (index % 26));
const many = Array.from({ length: 200 }, (_, i) => listing(`Q${letter(Math.floor(i / 26))}${letter(i)}`));
const MINUTES = 60_000;

function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
}

/** A market of one source, of which every request is noted with its time. */
function setUp(source: "finnhub" | "yahoo") {
  const time = createManualTime("2026-11-20T15:00:00Z");
  const requests: { path: string; atMs: number }[] = [];
  const fetch = (async (address: URL) => {
    const { pathname, searchParams } = new URL(address);
    requests.push({ path: pathname, atMs: time.clock() });
    const seconds = Math.floor(time.clock() / 1_000);
    if (pathname.endsWith("/search")) return json({ count: 0, result: [] });
    if (pathname.endsWith("/quote")) return json({ c: 100, pc: 99, t: seconds });
    const meta = { currency: "USD", exchangeTimezoneName: "America/New_York", regularMarketTime: seconds };
    const symbols = searchParams.get("symbols")?.split(",") ?? [];
    const result = symbols.map((symbol) => ({
      symbol,
      response: [{ meta: { ...meta, symbol, regularMarketPrice: 100 } }],
    }));
    return json({ spark: { error: null, result } });
  }) as typeof globalThis.fetch;
  const parts = { clock: time.clock, timers: time.timers, fetch };
  const provider = source === "yahoo" ? createYahoo(parts) : createFinnhub({ ...parts, key: "k" });
  const market = createMarket({
    ...{ providers: [provider], shelf: createMemoryShelf(), isEnabled: () => true, random: () => 0.5 },
    ...time,
  });
  async function settled<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    promise.finally(() => (isOver = true));
    while (!isOver) await time.advance(250);
    return promise;
  }
  return { time, requests, market, settled };
}

test("while two hundred first prices are on their way, a search goes before them", async () => {
  const { time, requests, market, settled } = setUp("finnhub");
  await settled(market.quotes("me", many));
  await time.advance(10_000);
  await settled(market.search("me", "apple"));
  expect(requests.some(({ path }) => path.endsWith("/search"))).toBe(true);
  expect(requests.length).toBeLessThan(60);
  // And they all come, as fast as a free key is polled.
  await time.advance(6 * MINUTES);
  expect(requests.length).toBe(201);
});

test("a source of so many requests a day lasts for the whole session", async () => {
  const { time, requests, market } = setUp("yahoo");
  const heard = new Map<string, number>();
  const feed = market.openFeed("me", { quote: (quote) => void heard.set(quote.instrument, time.clock()), state() {} });
  feed.watch(many);
  for (let hour = 0; hour < 6; hour++) {
    await time.advance(60 * MINUTES);
    const oldest = Math.min(...many.map(({ id }) => heard.get(id) ?? 0));
    expect((time.clock() - oldest) / MINUTES, `hour ${hour}`).toBeLessThan(20);
  }
  feed.close();
  expect(requests.length).toBeLessThan(1_000);
});
