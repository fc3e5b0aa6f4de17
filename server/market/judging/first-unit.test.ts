import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, scripted } from "../testing.ts";

const apple = listing("AAPL");
const MINUTES = 60_000;

function setUp() {
  const time = createManualTime("2026-11-20T15:30:00Z");
  const source = scripted({
    name: "one",
    ...{ clock: time.clock, capabilities: ["quote", "closes"], closes: { "2026-11-18": 98, "2026-11-19": 99 } },
  });
  const market = createMarket({
    ...{ providers: [source], shelf: createMemoryShelf(), isEnabled: () => true, random: () => 0.5 },
    ...time,
  });
  async function says(price: number) {
    source.prices.set("AAPL", { price });
    await time.advance(2 * MINUTES);
    return (await market.quotes("me", [apple])).quotes[0]?.price;
  }
  const closes = async () => (await market.closes("me", apple, "2026-11-18"))?.closes.at(-1);
  return { time, says, closes };
}

test("a first price a hundred times too high gives way once its own closes speak for another", async () => {
  const { time, says, closes } = setUp();
  expect(await says(9_900)).toBe(9_900);
  // The first of two that contradict each other stays until there is more.
  expect(await closes()).toBeUndefined();
  expect(await says(99.2)).toBe(99.2);
  expect(await says(99.3)).toBe(99.3);
  await time.advance(24 * 60 * MINUTES);
  expect(await closes()).toBe(99);
});

test("a price a hundred times too high stays out where closes speak for the one there is", async () => {
  const { says, closes } = setUp();
  expect(await says(99.2)).toBe(99.2);
  expect(await closes()).toBe(99);
  for (let again = 0; again < 5; again++) expect(await says(9_920)).toBe(99.2);
});

test("without any closes the first stays, whatever its source says then", async () => {
  const { says } = setUp();
  expect(await says(99.2)).toBe(99.2);
  for (let again = 0; again < 5; again++) expect(await says(9_920)).toBe(99.2);
});
