import { expect, test } from "vitest";
import { ProviderError, type ProviderFailure } from "../provider.ts";
import { listing, scripted } from "../testing.ts";
import { createMemoryProviderState } from "./provider-state.ts";
import { createRefusals } from "./refusals.ts";

const HOUR_MS = 3_600_000;
const apple = listing("AAPL");
const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP" });
const barclays = listing("BARC.L", { mic: "XLON", currency: "GBP" });

function setUp() {
  const time = { nowMs: Date.parse("2026-11-20T15:00:00Z") };
  const clock = () => time.nowMs;
  const state = createMemoryProviderState(clock);
  const provider = (keyHash = "a") => scripted({ name: "example", clock, rest: { keyHash } });
  return { time, provider, open: () => createRefusals(clock, { state }) };
}

const fail = (reason: ProviderFailure) => new ProviderError("example", reason, `It is ${reason}.`);

test("what was not found is not asked for again for a day, and after three different days for a week", () => {
  const { time, provider, open } = setUp();
  const [refusals, example] = [open(), provider()];
  for (let day = 1; day <= 3; day++) {
    for (let again = 0; again < 5; again++) refusals.remember(example, "quote", apple, fail("not-found"));
    expect(refusals.isInactive(example, apple), `day ${day}`).toBe(day === 3);
    time.nowMs += 23 * HOUR_MS;
    expect(refusals.of(example, "quote", apple)).toMatchObject({ reason: "not-found" });
    time.nowMs += HOUR_MS;
    expect(refusals.of(example, "quote", apple) === undefined, `day ${day}`).toBe(day < 3);
  }
  time.nowMs += 6 * 24 * HOUR_MS;
  expect(refusals.of(example, "quote", apple)).toBeUndefined();
});

test("what it had a while ago is looked for again in a quarter of an hour, and that counts for no day", () => {
  const { time, provider, open } = setUp();
  const [refusals, example] = [open(), provider()];
  refusals.answered(example, "quote", apple);
  time.nowMs += HOUR_MS / 2;
  refusals.remember(example, "quote", apple, fail("not-found"));
  expect(refusals.of(example, "quote", apple)).toMatchObject({ reason: "not-found" });
  time.nowMs += HOUR_MS / 4;
  expect(refusals.of(example, "quote", apple)).toBeUndefined();
  time.nowMs += HOUR_MS;
  refusals.remember(example, "quote", apple, fail("not-found"));
  time.nowMs += 23 * HOUR_MS;
  expect(refusals.of(example, "quote", apple)).toMatchObject({ reason: "not-found" });
});

test("what is found after all begins anew", () => {
  const { time, provider, open } = setUp();
  const [refusals, example] = [open(), provider()];
  for (let day = 0; day < 3; day++) {
    refusals.remember(example, "quote", apple, fail("not-found"));
    time.nowMs += 24 * HOUR_MS;
  }
  refusals.answered(example, "quote", apple);
  expect(refusals.isInactive(example, apple)).toBe(false);
  expect(refusals.of(example, "quote", apple)).toBeUndefined();
});

test("a plan without a market is not asked for any of it for a week, by this key and for this kind of request", () => {
  const { time, provider, open } = setUp();
  const [refusals, example, other] = [open(), provider(), provider("b")];
  refusals.remember(example, "quote", vodafone, fail("plan-restricted"));
  expect(refusals.of(example, "quote", barclays)).toMatchObject({ reason: "plan-restricted" });
  expect(refusals.of(example, "closes", barclays)).toBeUndefined();
  expect(refusals.of(example, "quote", apple)).toBeUndefined();
  expect(refusals.of(other, "quote", barclays)).toBeUndefined();
  time.nowMs += 7 * 24 * HOUR_MS;
  expect(refusals.of(example, "quote", barclays)).toBeUndefined();
});

test("a failure of the moment is not remembered", () => {
  const { provider, open } = setUp();
  const [refusals, example] = [open(), provider()];
  for (const reason of ["transient", "malformed", "rate-limited", "blocked", "unauthorized"] as const) {
    refusals.remember(example, "quote", apple, fail(reason));
  }
  expect(refusals.of(example, "quote", apple)).toBeUndefined();
});

test("another process with the same key knows, one with another key does not", async () => {
  const { provider, open } = setUp();
  const first = open();
  const instruments = Array.from({ length: 50 }, (_, index) => listing(`X${index}`));
  const one = provider();
  for (const instrument of instruments) first.remember(one, "quote", instrument, fail("not-found"));
  await first.saved();
  const second = open();
  const [same, other] = [provider(), provider("b")];
  await Promise.all([second.ready(same), second.ready(other)]);
  for (const instrument of instruments) {
    expect(second.of(same, "quote", instrument)).toMatchObject({ reason: "not-found" });
    expect(second.of(other, "quote", instrument)).toBeUndefined();
  }
});

const companies = Array.from({ length: 20 }, (_, index) => listing(`Q${String.fromCharCode(65 + index)}`));

test("a provider that has nothing of anybody is asked again soon, then ever later, and that counts for no day", () => {
  const { time, provider, open } = setUp();
  const [refusals, example] = [open(), provider()];
  const refuseAll = () => {
    for (const company of companies) {
      if (!refusals.of(example, "quote", company)) refusals.remember(example, "quote", company, fail("not-found"));
    }
  };
  const isRefused = () => companies.every((company) => refusals.of(example, "quote", company) !== undefined);
  refuseAll();
  for (const hours of [0.5, 1, 2, 4, 8, 16, 24, 24, 24, 24]) {
    time.nowMs += hours * HOUR_MS - 1_000;
    expect(isRefused(), `before ${hours} hours`).toBe(true);
    time.nowMs += 1_000;
    expect(
      companies.some((company) => refusals.of(example, "quote", company)),
      `after ${hours} hours`,
    ).toBe(false);
    refuseAll();
  }
  expect(companies.some((company) => refusals.isInactive(example, company))).toBe(false);
});

test("what is not in an answer that has others, or is not found between others that are, is not there", () => {
  const { time, provider, open } = setUp();
  const [refusals, example] = [open(), provider()];
  for (const company of companies) refusals.remember(example, "quote", company, fail("not-found"), "others");
  for (const company of companies) {
    refusals.remember(example, "closes", company, fail("not-found"));
    refusals.answered(example, "closes", apple);
  }
  time.nowMs += 23 * HOUR_MS;
  for (const capability of ["quote", "closes"] as const) {
    expect(companies.every((company) => refusals.of(example, capability, company))).toBe(true);
  }
});

test("of many that are missing in a row each is told in its own words", () => {
  const { provider, open } = setUp();
  const [refusals, example] = [open(), provider()];
  const many = Array.from({ length: 30 }, (_, index) => listing(`NONE${index}`));
  for (const each of many) {
    refusals.remember(example, "quote", each, new ProviderError("example", "not-found", `No ${each.symbol}.`));
  }
  for (const each of many) expect(refusals.of(example, "quote", each)?.message).toBe(`No ${each.symbol}.`);
});
