import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createLimiter, type Limits, QuotaError } from "./limiter.ts";
import { type Purpose, withPurpose } from "./purpose.ts";

const START = Date.parse("2026-11-20T15:00:00Z");

function setUp(limits: Partial<Limits> = {}) {
  const time = createManualTime(START);
  const windows = [{ requests: 10, perMs: 60_000 }];
  const limiter = createLimiter("example", "Example", { windows, spacingMs: 100, ...limits }, time.clock, time.timers);
  const taken: number[] = [];
  const order: string[] = [];
  const take = (times: number, purpose?: Purpose) => {
    for (let i = 0; i < times; i++) {
      limiter.take(undefined, { purpose }).then(() => {
        taken.push(time.clock() - START);
        order.push(purpose ?? "");
      });
    }
  };
  return { time, limiter, taken, order, take };
}

test("requests keep their distance, and a window its number", async () => {
  const { time, taken, take } = setUp();
  take(12);
  await time.advance(10_000);
  expect(taken).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  await time.advance(60_000);
  const [eleventh = 0, twelfth = 0] = taken.slice(10);
  expect(eleventh).toBeGreaterThanOrEqual(60_000);
  expect(twelfth).toBeGreaterThanOrEqual(60_100);
  expect(twelfth).toBeLessThanOrEqual(65_000);
});

test("every window holds by itself", async () => {
  const windows = [
    { requests: 4, perMs: 1_000 },
    { requests: 10, perMs: 60_000 },
  ];
  const { time, taken, take } = setUp({ windows, spacingMs: 10 });
  take(15);
  await time.advance(59_000);
  expect(taken.length).toBe(10);
  for (const at of taken)
    expect(taken.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(4);
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

test("refusals of requests that were under way together are one refusal", async () => {
  const { time, limiter, taken, take } = setUp();
  for (let i = 0; i < 5; i++) limiter.tooMuch(START + 30_000);
  take(10);
  await time.advance(60_000);
  expect(taken.length).toBe(10);
});

test("a wait that is too long is refused at once, with when there is room again, and says nothing about the provider", async () => {
  const { limiter, take } = setUp({ longestWaitMs: 5_000 });
  take(10);
  const refusal = (await limiter.take().catch((error: unknown) => error)) as QuotaError;
  expect(refusal).toBeInstanceOf(QuotaError);
  expect(refusal.reason).toBe("rate-limited");
  expect(Date.parse(refusal.retryAt!)).toBeGreaterThanOrEqual(START + 60_000);
  expect(Date.parse(refusal.retryAt!)).toBeLessThanOrEqual(START + 65_000);
});

test("in a line that moves every two seconds, who would wait for half a minute is refused at once", async () => {
  const { limiter, time, taken } = setUp({
    windows: [{ requests: 100, perMs: 86_400_000 }],
    spacingMs: 2_000,
    longestWaitMs: 30_000,
  });
  const outcomes = Array.from({ length: 30 }, () =>
    limiter.take().then(
      () => taken.push(time.clock()),
      () => "refused",
    ),
  );
  await time.advance(1);
  expect(taken.length).toBe(1);
  const early = await Promise.all(outcomes.slice(16));
  expect(new Set(early)).toEqual(new Set(["refused"]));
  await time.advance(60_000);
  expect(taken.length).toBe(16);
});

test("somebody who has given up does not wait, and leaves their turn to others", async () => {
  const { time, limiter, taken, take } = setUp({ spacingMs: 5_000 });
  take(1);
  const gone = new AbortController();
  const waiting = limiter.take(gone.signal);
  take(1);
  gone.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  await time.advance(6_000);
  expect(taken).toEqual([0, 5_000]);
  await expect(limiter.take(gone.signal)).rejects.toThrow("gone");
});

test("what a person waits for goes first, the background last", async () => {
  const { time, order, take } = setUp({ windows: [{ requests: 90, perMs: 60_000 }] });
  take(1);
  take(2, "background");
  take(2, "watch");
  take(2, "interactive");
  await time.advance(5_000);
  expect(order).toEqual(["", "interactive", "interactive", "watch", "watch", "background", "background"]);
});

test("watching leaves a person their share, the background takes what is not watched, and neither takes from the person", async () => {
  const { time, order, take } = setUp({ windows: [{ requests: 54, perMs: 60_000 }], spacingMs: 60 });
  const count = (purpose: Purpose) => order.filter((each) => each === purpose).length;
  take(60, "background");
  await time.advance(30_000);
  expect(count("background")).toBe(42);
  take(60, "watch");
  await time.advance(10_000);
  expect(count("watch")).toBe(0);
  take(12, "interactive");
  await time.advance(5_000);
  expect(count("interactive")).toBe(12);
});

test("while things are watched, the background has its own share and no more", async () => {
  const { time, order, take } = setUp({ windows: [{ requests: 54, perMs: 60_000 }], spacingMs: 60 });
  take(60, "watch");
  take(60, "background");
  await time.advance(30_000);
  expect(order.filter((each) => each === "watch").length).toBe(36);
  expect(order.filter((each) => each === "background").length).toBe(6);
});

test("of a day's requests the background leaves half of what watching may still need", async () => {
  const { time, order, take } = setUp({ windows: [{ requests: 90, perMs: 86_400_000 }] });
  take(90, "background");
  await time.advance(60_000);
  expect(order.length).toBe(10 + 30);
  take(90, "watch");
  await time.advance(60_000);
  expect(order.filter((each) => each === "watch").length).toBe(30);
});

test("the signal says what a request is for, where the adapter does not", async () => {
  const { time, limiter, order } = setUp({ windows: [{ requests: 90, perMs: 60_000 }] });
  const signal = new AbortController().signal;
  const take = (name: string, given: AbortSignal) => limiter.take(given).then(() => order.push(name));
  take("background", withPurpose(signal, "background"));
  take("unnamed", signal);
  take("watch", withPurpose(signal, "watch"));
  await time.advance(5_000);
  expect(order).toEqual(["unnamed", "watch", "background"]);
});

test("so many at once, and the next when one is over", async () => {
  const { time, limiter } = setUp({ atOnce: 2, spacingMs: 0 });
  const over: (() => void)[] = [];
  for (let i = 0; i < 4; i++) limiter.take().then((done) => over.push(done));
  await time.advance(20);
  expect(over.length).toBe(2);
  over[0]!();
  over[0]!();
  await time.advance(20);
  expect(over.length).toBe(3);
});

test("different symbols are counted, the same ones not twice", async () => {
  const { time, limiter } = setUp({ symbols: { count: 2, perMs: 30 * 86_400_000 }, spacingMs: 0 });
  const ask = (...symbols: string[]) => limiter.take(undefined, { symbols });
  await ask("A");
  await ask("B", "A");
  const refusal = (await ask("C").catch((error: unknown) => error)) as QuotaError;
  expect(refusal).toBeInstanceOf(QuotaError);
  expect(Date.parse(refusal.retryAt!)).toBeGreaterThanOrEqual(START + 30 * 86_400_000);
  await ask("A", "B");
  await time.advance(32 * 86_400_000);
  await ask("C");
});

test("a provider's own day begins anew at its midnight, whatever was used before", async () => {
  const calendar = { unit: "day", zone: "Europe/Warsaw" } as const;
  const { time, limiter, taken, take } = setUp({
    windows: [{ requests: 5, perMs: 86_400_000, calendar }],
    longestWaitMs: 1_000,
  });
  await time.advance(7.5 * 3_600_000);
  take(5);
  await time.advance(1_000);
  // It is 23:30 in Warsaw.
  await expect(limiter.take()).rejects.toMatchObject({ retryAt: "2026-11-20T23:00:00.000Z" });
  await time.advance(3_600_000);
  take(5);
  await time.advance(1_000);
  expect(taken.length).toBe(10);
});

test("a provider's own month has as many days as it has", async () => {
  const calendar = { unit: "month", zone: "UTC" } as const;
  const { limiter } = setUp({ windows: [{ requests: 1, perMs: 30 * 86_400_000, calendar }], longestWaitMs: 1_000 });
  await limiter.take();
  await expect(limiter.take()).rejects.toMatchObject({ retryAt: "2026-12-01T00:00:00.000Z" });
});

test("it tells what is used of each window, and when that is free again", async () => {
  const { time, limiter, take } = setUp();
  take(3);
  await time.advance(1_000);
  const [use] = await limiter.use();
  expect(use).toMatchObject({ perMs: 60_000, used: 3, limit: 10 });
  expect(Date.parse(use!.resetsAt!)).toBeGreaterThanOrEqual(START + 60_000);
});
