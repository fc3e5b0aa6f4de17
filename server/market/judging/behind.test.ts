import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, scripted } from "../testing.ts";

const apple = listing("AAPL");
const MINUTES = 60_000;
const YESTERDAY = { at: "2026-11-19T21:00:00.000Z", day: "2026-11-19", session: "closed" as const };

function setUp(now: string) {
  const time = createManualTime(now);
  const first = scripted({ name: "first", clock: time.clock });
  const second = scripted({ name: "second", clock: time.clock });
  const market = createMarket({
    ...{ providers: [first, second], shelf: createMemoryShelf(), isEnabled: () => true, random: () => 0.5 },
    ...time,
  });
  first.prices.set("AAPL", { price: 100, ...YESTERDAY });
  const shown = async () => {
    const { quotes } = await market.quotes("me", [apple]);
    return quotes[0] && `${quotes[0].price} ${quotes[0].source}`;
  };
  return { time, first, second, shown };
}

test("a source that has stopped at yesterday's close does not keep the next one from today's price", async () => {
  const { time, first, second, shown } = setUp("2026-11-20T15:30:00Z");
  second.prices.set("AAPL", { price: 104 });
  expect(await shown()).toBe("104 second");
  await time.advance(5 * MINUTES);
  second.prices.set("AAPL", { price: 105 });
  expect(await shown()).toBe("105 second");
  // It goes on: the other one is not needed any more.
  first.prices.set("AAPL", { price: 106 });
  await time.advance(5 * MINUTES);
  expect(await shown()).toBe("106 first");
  const asked = second.requests.length;
  await time.advance(5 * MINUTES);
  await shown();
  expect(second.requests.length).toBe(asked);
});

test("of what was not traded today the others are asked once an hour", async () => {
  const { time, second, shown } = setUp("2026-11-20T15:30:00Z");
  second.prices.set("AAPL", { price: 100, ...YESTERDAY });
  for (let minute = 0; minute < 60; minute += 5) {
    expect(await shown()).toMatch(/^100 /);
    await time.advance(5 * MINUTES);
  }
  expect(second.requests).toHaveLength(1);
  await shown();
  expect(second.requests).toHaveLength(2);
});

test("before the market has opened, and shortly after, yesterday's close is what there is", async () => {
  for (const now of ["2026-11-20T13:00:00Z", "2026-11-20T14:50:00Z", "2026-11-20T08:00:00Z"]) {
    const { second, shown } = setUp(now);
    expect(await shown()).toBe("100 first");
    expect(second.requests).toEqual([]);
  }
});

test("after the close the day's last price is asked of the next one too", async () => {
  const { second, shown } = setUp("2026-11-21T09:00:00Z");
  second.prices.set("AAPL", { price: 104, at: "2026-11-20T21:00:00.000Z", day: "2026-11-20", session: "closed" });
  expect(await shown()).toBe("104 second");
});
