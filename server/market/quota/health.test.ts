import { expect, test } from "vitest";
import { ProviderError, type ProviderFailure } from "../provider.ts";
import { scripted } from "../testing.ts";
import { createHealth } from "./health.ts";
import { createMemoryProviderState, type ProviderState } from "./provider-state.ts";

const MINUTE_MS = 60_000;

function setUp(state: ProviderState = createMemoryProviderState(() => 0)) {
  const time = { nowMs: Date.parse("2026-11-20T15:00:00Z") };
  const logged: string[] = [];
  const clock = () => time.nowMs;
  /** Each is a process of its own. */
  const open = (keyHash = "a") =>
    createHealth(scripted({ name: "example", clock, rest: { keyHash } }), clock, {
      state,
      log: (text) => logged.push(text),
    });
  return { time, open, logged };
}

const fail = (reason: ProviderFailure, retryAt?: string) =>
  new ProviderError("example", reason, `It is ${reason}.`, retryAt);

test("five failures in a row close it for a minute, and each failure after a pause for twice as long, up to half an hour", async () => {
  const { time, open } = setUp();
  const health = open();
  for (let i = 0; i < 4; i++) health.failed("quote", fail("transient"));
  expect(health.refusal("quote")).toBeUndefined();
  health.failed("quote", fail("transient"));
  const pauses: number[] = [];
  for (let i = 0; i < 7; i++) {
    const untilMs = Date.parse(health.refusal("quote")!.retryAt!);
    pauses.push((untilMs - time.nowMs) / MINUTE_MS);
    time.nowMs = untilMs;
    expect(await health.begin("quote")).toBeUndefined();
    health.failed("quote", fail("transient"));
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
});

test("failures of requests that were under way together are one pause", () => {
  const { time, open } = setUp();
  const health = open();
  for (let i = 0; i < 60; i++) health.failed("quote", fail("transient"));
  expect(Date.parse(health.refusal("quote")!.retryAt!) - time.nowMs).toBe(MINUTE_MS);
});

test("after a pause one request goes first, and the others wait for what becomes of it", async () => {
  const { time, open } = setUp();
  const health = open();
  health.failed("quote", fail("blocked"));
  expect(await health.begin("quote")).toMatchObject({ reason: "blocked" });
  time.nowMs += 6 * 60 * MINUTE_MS;
  expect(await health.begin("quote")).toBeUndefined();
  const waiting = Array.from({ length: 3 }, () => health.begin("quote"));
  health.failed("quote", fail("blocked"));
  for (const refusal of await Promise.all(waiting)) expect(refusal).toMatchObject({ reason: "blocked" });

  time.nowMs += 6 * 60 * MINUTE_MS;
  expect(await health.begin("quote")).toBeUndefined();
  const others = Array.from({ length: 3 }, () => health.begin("quote"));
  health.succeeded("quote");
  expect(await Promise.all(others)).toEqual([undefined, undefined, undefined]);
  expect(health.state()).toMatchObject({ state: "ok" });
});

test("when the first is given up, another goes first", async () => {
  const { time, open } = setUp();
  const health = open();
  health.failed("quote", fail("blocked"));
  time.nowMs += 6 * 60 * MINUTE_MS;
  await health.begin("quote");
  const next = health.begin("quote");
  health.gaveUp();
  expect(await next).toBeUndefined();
});

test("an answer that was under way when a pause began does not end it", () => {
  const { open } = setUp();
  const health = open();
  health.failed("quote", fail("rate-limited", "2026-11-20T15:10:00.000Z"));
  health.succeeded("quote");
  expect(health.refusal("quote")).toMatchObject({ reason: "rate-limited", retryAt: "2026-11-20T15:10:00.000Z" });
});

test("a malformed answer closes one kind of request for five minutes", async () => {
  const { time, open } = setUp();
  const health = open();
  health.failed("closes", fail("malformed"));
  expect(health.refusal("closes")).toMatchObject({ reason: "malformed" });
  expect(health.refusal("quote")).toBeUndefined();
  time.nowMs += 5 * MINUTE_MS;
  expect(health.refusal("closes")).toBeUndefined();
});

test("what somebody searched for closes the search for moments, and nothing else", async () => {
  const { time, open } = setUp();
  const health = open();
  for (let search = 0; search < 10; search++) {
    expect(await health.begin("search")).toBeUndefined();
    health.failed("search", fail("malformed"));
    expect(health.refusal("search")).toMatchObject({ reason: "malformed" });
    expect(health.refusal("quote")).toBeUndefined();
    time.nowMs += 20_000;
  }
  expect(health.refusal("search")).toBeUndefined();
});

test("what could not be made sense of is kept for the operator, and shown to nobody", async () => {
  const state = createMemoryProviderState(() => 0);
  const { open } = setUp(state);
  const health = open();
  health.failed("closes", Object.assign(fail("malformed"), { sample: '{"c":' }));
  await health.saved();
  const kept = await state.read({ scope: "deployment", provider: "example", keyHash: "a" }, "health");
  expect(kept!.value).toMatchObject({ malformed: { closes: { sample: '{"c":' } } });
  expect(JSON.stringify(health.state())).not.toContain("sample");
});

test("another process knows of a pause, and of the one request after it", async () => {
  const { time, open } = setUp();
  const first = open();
  first.failed("quote", fail("blocked"));
  await first.saved();
  const [second, third] = [open(), open()];
  expect(await second.begin("quote")).toMatchObject({ reason: "blocked" });
  await third.ready();
  expect(third.state()).toMatchObject({ state: "blocked" });
  time.nowMs += 6 * 60 * MINUTE_MS;
  const answers = await Promise.all([first.begin("quote"), second.begin("quote"), third.begin("quote")]);
  expect(answers.filter((refusal) => refusal === undefined).length).toBe(1);
});

test("a key that was rejected stays so for every process, and says nothing about the next key", async () => {
  const { open } = setUp();
  const first = open("old");
  first.failed("quote", fail("unauthorized"));
  await first.saved();
  expect(await open("old").begin("quote")).toMatchObject({ reason: "unauthorized" });
  expect(await open("new").begin("quote")).toBeUndefined();
});

test("what is well is not written each time it answers", async () => {
  const memory = createMemoryProviderState(() => 0);
  let writes = 0;
  const { time, open } = setUp({
    ...memory,
    write: (...parts) => {
      writes += 1;
      return memory.write(...parts);
    },
  });
  const health = open();
  for (let i = 0; i < 100; i++) {
    await health.begin("quote");
    health.succeeded("quote");
    await health.saved();
    time.nowMs += 10_000;
  }
  expect(writes).toBe(1);
});

test("a store that is lost keeps nobody from asking, and is said to be once", async () => {
  const lost = async () => {
    throw new Error("no store");
  };
  const { time, open, logged } = setUp({ read: lost, write: lost });
  const health = open();
  for (let i = 0; i < 3; i++) {
    expect(await health.begin("quote")).toBeUndefined();
    health.succeeded("quote");
    time.nowMs += 2 * 60 * MINUTE_MS;
  }
  health.failed("quote", fail("blocked"));
  await health.saved();
  expect(await health.begin("quote")).toMatchObject({ reason: "blocked" });
  time.nowMs += 6 * 60 * MINUTE_MS;
  expect(await health.begin("quote")).toBeUndefined();
  expect(logged.length).toBe(1);
});
