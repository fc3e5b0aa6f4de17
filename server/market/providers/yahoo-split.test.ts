import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeYahoo, startFakeYahoo } from "../fakes/fake-yahoo.ts";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, unlimited } from "../testing.ts";
import { createYahoo } from "./yahoo.ts";

let fake: FakeYahoo;
beforeAll(async () => {
  fake = await startFakeYahoo("2026-11-20T22:30:00Z");
});
afterAll(() => fake.close());

test("once a split shows, the whole series takes the place of the one that was kept, and no day is of two bases", async () => {
  const time = createManualTime("2026-11-20T22:30:00Z");
  const yahoo = createYahoo({ clock: time.clock, quota: unlimited, url: fake.url, timeoutMs: 60_000 });
  const timers = { after: (ms: number, run: () => void) => time.timers.after(ms, run) };
  const market = createMarket({
    ...{ shelf: createMemoryShelf(), clock: time.clock, timers, random: () => 0 },
    ...{ providers: [yahoo], isEnabled: () => true },
  });
  const apple = listing("AAPL");
  const days = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"];
  const known = fake.list("AAPL", { bars: days.map((day, at) => [day, 400 + at]) });
  const before = await market.closes("me", apple, "2026-11-16");
  expect([...before!.closes]).toEqual([400, 401, 402, 403, 404]);

  // Four for one: from the day it takes effect on, Yahoo tells all days in new units.
  await time.advance(3 * 24 * 3_600_000);
  fake.now = "2026-11-23T22:30:00Z";
  known.bars = [...known.bars.map(([day, close]): [string, number] => [day, close / 4]), ["2026-11-23", 102]];
  known.splits["2026-11-23"] = [4, 1];
  const after = await market.closes("me", apple, "2026-11-16");
  expect([...after!.days].map((day, at) => [dayFromNumber(day), after!.closes[at]])).toEqual([
    ["2026-11-16", 100],
    ["2026-11-17", 100.25],
    ["2026-11-18", 100.5],
    ["2026-11-19", 100.75],
    ["2026-11-20", 101],
    ["2026-11-23", 102],
  ]);
  expect(after).toMatchObject({ adjustment: "split", adjustedThrough: "2026-11-23" });
});
