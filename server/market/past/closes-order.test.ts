import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { ProviderError, type ProviderFailure } from "../provider.ts";
import { listing, scripted } from "../testing.ts";

const apple = listing("AAPL");
const HOURS = 3_600_000;
const DAYS = 24 * HOURS;

/** A source with years of closes before one with the last days. */
function setUp(now = "2026-11-20T22:00:00Z") {
  const time = createManualTime(now);
  const closes = { clock: time.clock, capabilities: ["closes" as const] };
  const long = scripted({ name: "long", ...closes, closes: { "2020-01-02": 75, "2026-11-19": 99, "2026-11-20": 100 } });
  const short = scripted({ name: "short", ...closes, closes: { "2026-11-19": 98, "2026-11-20": 99 } });
  const market = createMarket({
    ...{ providers: [long, short], shelf: createMemoryShelf(), isEnabled: () => true, random: () => 0.5 },
    ...time,
  });
  async function shown() {
    const answer = market.closes("me", apple, "2020-01-15");
    let isOver = false;
    answer.finally(() => (isOver = true));
    while (!isOver) await time.advance(500);
    return (await answer)?.source;
  }
  const fail = (reason: ProviderFailure) => {
    long.failure = new ProviderError("long", reason, `It is ${reason}.`);
  };
  return { time, long, short, shown, fail };
}

test.each<ProviderFailure>(["blocked", "rate-limited", "transient", "not-found", "unauthorized"])(
  "while a source is away (%s) its series stays, and nobody else is asked for another",
  async (reason) => {
    const { time, short, shown, fail } = setUp();
    expect(await shown()).toBe("long");
    await time.advance(7 * HOURS);
    fail(reason);
    for (let again = 0; again < 6; again++) expect(await shown()).toBe("long");
    await time.advance(3 * DAYS);
    expect(await shown()).toBe("long");
    expect(short.closeRequests).toBe(0);
  },
);

test("a source that has been away for weeks is given up for another, and taken back when it answers", async () => {
  const { time, long, shown, fail } = setUp();
  expect(await shown()).toBe("long");
  fail("blocked");
  await time.advance(20 * DAYS);
  expect(await shown()).toBe("short");
  long.failure = undefined;
  await time.advance(7 * HOURS);
  expect(await shown()).toBe("long");
});

test("where nobody answers any more, the better source's closes are shown", async () => {
  const { time, short, shown, fail } = setUp();
  expect(await shown()).toBe("long");
  fail("blocked");
  await time.advance(20 * DAYS);
  expect(await shown()).toBe("short");
  short.failure = new ProviderError("short", "blocked", "It is away.");
  await time.advance(20 * DAYS);
  expect(await shown()).toBe("long");
});

test("closes that came before the last one had settled are asked for again after it", async () => {
  const { time, long, shown } = setUp("2026-11-20T21:05:00Z");
  await shown();
  await time.advance(10 * 60_000);
  await shown();
  expect(long.closeRequests).toBe(1);
  await time.advance(10 * 60_000);
  for (let again = 0; again < 3; again++) await shown();
  expect(long.closeRequests).toBe(2);
});
