import { expect, test } from "vitest";
import { createLimiter } from "./limiter.ts";
import { createManualTime } from "./manual-time.ts";

const START = Date.parse("2026-11-20T15:00:00Z");

function setUp(limits: Partial<Parameters<typeof createLimiter>[2]> = {}) {
  const time = createManualTime(START);
  const windows = [{ requests: 10, perMs: 60_000 }];
  const limiter = createLimiter("example", "Example", { windows, spacingMs: 100, ...limits }, time.clock, time.timers);
  const taken: number[] = [];
  const take = (times: number) => {
    for (let i = 0; i < times; i++) limiter.take().then(() => taken.push(time.clock() - START));
  };
  return { time, limiter, taken, take };
}

test("requests keep their distance, and a window its number", async () => {
  const { time, taken, take } = setUp();
  take(12);
  await time.advance(10_000);
  expect(taken).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  await time.advance(60_000);
  expect(taken.slice(10)).toEqual([60_000, 60_100]);
});

test("after the provider said it was too much, nothing before the time it named", async () => {
  const { time, limiter, taken, take } = setUp();
  limiter.tooMuch(START + 30_000);
  take(1);
  await time.advance(60_000);
  expect(taken).toEqual([30_000]);
});

test("after the second time within ten minutes, half as much for an hour", async () => {
  const { time, limiter, taken, take } = setUp();
  limiter.tooMuch(START);
  await time.advance(5 * 60_000);
  limiter.tooMuch(START);
  take(10);
  await time.advance(30_000);
  expect(taken.length).toBe(5);
  await time.advance(61 * 60_000);
  taken.length = 0;
  take(10);
  await time.advance(30_000);
  expect(taken.length).toBe(10);
});

test("a wait that is too long is refused, with when there is room again", async () => {
  const { limiter, take } = setUp({ longestWaitMs: 5_000 });
  take(10);
  await expect(limiter.take()).rejects.toMatchObject({ reason: "rate-limited", retryAt: "2026-11-20T15:01:00.000Z" });
});

test("somebody who has given up does not wait", async () => {
  const { limiter, take } = setUp();
  take(10);
  const gone = new AbortController();
  const waiting = limiter.take(gone.signal);
  gone.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
});
