import { Decimal, type Quote } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { createManualTime } from "./manual-time.ts";
import { createMarket } from "./market.ts";
import { createMemoryShelf } from "./price-shelf.ts";
import { listing, scripted } from "./testing.ts";

const TODAY = "2026-11-20";
const apple = listing("AAPL");

/** A share with a live source that has its past too, and somebody who has typed another price of today. */
async function setUp() {
  const time = createManualTime(`${TODAY}T15:30:00Z`);
  const one = scripted({
    ...{ name: "one", capabilities: ["quote", "closes"], clock: time.clock },
    ...{ rest: { freshMs: 1_000 }, closes: { "2026-11-18": 98, "2026-11-19": 99 } },
  });
  const pins = new Map<string, string>();
  const market = createMarket({
    providers: {
      shared: async () => [one],
      of: async () => [one],
      pinsOf: async () => new Map([...pins.values()].map((pin) => [apple.id, pin])),
    },
    ...{ shelf: createMemoryShelf(), ...time, random: () => 0, isEnabled: () => true },
  });
  one.prices.set("AAPL", { price: 100 });
  const heard: Quote[] = [];
  const feed = market.openFeed("me", { quote: (quote) => heard.push(quote), state: () => {} });
  feed.watch([apple]);
  await time.advance(1_000);
  await market.setPrice("me", apple, { day: TODAY, price: Decimal.parse("120") });
  const shown = async () => (await market.quotes("me", [apple])).quotes[0]?.price;
  return { time, market, one, pins, heard, shown };
}

test("a typed price that is to stay is what is seen and heard, however often its source says another", async () => {
  const { time, market, one, pins, heard, shown } = await setUp();
  pins.set("me", "manual");
  await market.settingsChanged("me");
  await time.advance(10);
  heard.length = 0;
  one.prices.set("AAPL", { price: 101 });
  await time.advance(60_000);
  expect(await shown()).toBe(120);
  expect(heard.map(({ source }) => source)).not.toContain("one");

  pins.clear();
  await market.settingsChanged("me");
  one.prices.set("AAPL", { price: 102 });
  await time.advance(60_000);
  expect(await shown()).toBe(102);
  expect(heard.at(-1)).toMatchObject({ source: "one", price: 102 });
  await market.close();
});

test("the past stays its source's, whichever price of now is typed", async () => {
  const { market, pins } = await setUp();
  pins.set("me", "manual");
  const series = await market.closes("me", apple, "2026-11-18");
  expect(series).toMatchObject({ source: "one", closes: Float64Array.of(98, 99) });
  await market.close();
});
