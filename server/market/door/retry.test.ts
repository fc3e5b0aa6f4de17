import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { ProviderError, type ProviderFailure } from "../provider.ts";
import { type Deadline, withRetries } from "./retry.ts";

const fail = (reason: ProviderFailure) => new ProviderError("example", reason, `It is ${reason}.`);

async function attempts(reason: ProviderFailure, random: number, deadlineMs?: number) {
  const time = createManualTime(0);
  const madeMs: number[] = [];
  const deadline: Deadline | undefined = deadlineMs === undefined ? undefined : { clock: time.clock, atMs: deadlineMs };
  const run = async () => {
    madeMs.push(time.clock());
    throw fail(reason);
  };
  const outcome = withRetries(time.timers, () => random, new AbortController().signal, run, deadline).catch(
    (error) => error,
  );
  await time.advance(60_000);
  expect(await outcome).toMatchObject({ reason });
  return madeMs;
}

test("what failed for a passing reason is tried three times, after any while up to one that grows", async () => {
  expect(await attempts("transient", 1)).toEqual([0, 2_000, 10_000]);
  expect(await attempts("transient", 0.5)).toEqual([0, 1_000, 5_000]);
  expect(await attempts("transient", 0)).toEqual([0, 0, 0]);
});

test("what will not pass by itself is tried once", async () => {
  for (const reason of ["rate-limited", "malformed", "not-found", "blocked", "unauthorized"] as const) {
    expect(await attempts(reason, 1), reason).toEqual([0]);
  }
});

test("nothing is tried again after the deadline", async () => {
  expect(await attempts("transient", 1, 9_000)).toEqual([0, 2_000]);
  expect(await attempts("transient", 1, 1_500)).toEqual([0]);
});
