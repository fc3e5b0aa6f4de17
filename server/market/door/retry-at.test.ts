import { expect, test } from "vitest";
import { retryAtOf, whenAgain } from "./retry-at.ts";

const NOW = Date.parse("2026-11-20T15:00:10Z");
const seconds = (headers: Record<string, string>) => {
  const atMs = retryAtOf(new Headers(headers), NOW);
  return atMs === undefined ? undefined : (atMs - NOW) / 1_000;
};

test("Retry-After is seconds or a date, and is believed before a reset", () => {
  expect(seconds({ "Retry-After": "120" })).toBe(120);
  expect(seconds({ "retry-after": " 0.5 " })).toBe(0.5);
  expect(seconds({ "RETRY-AFTER": "Fri, 20 Nov 2026 15:01:10 GMT" })).toBe(60);
  expect(seconds({ "Retry-After": "30", "X-RateLimit-Reset": "90" })).toBe(30);
  expect(seconds({ "Retry-After": "soon", "X-RateLimit-Reset": "90" })).toBe(90);
});

test("a reset may count from now on, from 1970 in seconds or milliseconds, or be a date, in any spelling", () => {
  const at = NOW / 1_000 + 45;
  expect(seconds({ "X-Ratelimit-Reset": String(at) })).toBe(45);
  expect(seconds({ "x-rate-limit-reset": String(at * 1_000) })).toBe(45);
  expect(seconds({ "RateLimit-Reset": "45" })).toBe(45);
  expect(seconds({ "x-ratelimit-reset": "2026-11-20T15:00:55Z" })).toBe(45);
  expect(seconds({ RateLimit: "limit=60, remaining=0, reset=45" })).toBe(45);
  expect(seconds({ RateLimit: '"minute";r=0;t=45' })).toBe(45);
});

test("what makes no sense is not believed: a time long past, one years ahead, or no time at all", () => {
  for (const text of ["1", "-5", "", "NaN", "1e99", "99999999999999999999", "Infinity", "yesterday"]) {
    const said = seconds({ "x-ratelimit-reset": text });
    expect(said === undefined || said === 1, text).toBe(true);
  }
  expect(seconds({ "Retry-After": "Fri, 20 Nov 2020 15:01:10 GMT" })).toBeUndefined();
  expect(seconds({ "Retry-After": "99999999" })).toBeUndefined();
  // Clocks differ a little.
  expect(seconds({ "Retry-After": "Fri, 20 Nov 2026 15:00:00 GMT" })).toBe(0);
  expect(seconds({})).toBeUndefined();
});

test("without a word of when, it is the next full minute and up to five seconds", () => {
  const nextMinute = Date.parse("2026-11-20T15:01:00Z");
  expect(whenAgain(new Headers(), NOW, () => 0)).toBe(nextMinute);
  expect(whenAgain(new Headers(), NOW, () => 1)).toBe(nextMinute + 5_000);
  expect(whenAgain(new Headers(), nextMinute, () => 0)).toBe(nextMinute + 60_000);
  expect(whenAgain(new Headers({ "retry-after": "7" }), NOW, () => 1)).toBe(NOW + 7_000);
});
