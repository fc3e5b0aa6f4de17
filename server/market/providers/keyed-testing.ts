import { expect } from "vitest";
import type { FakeKeyed } from "../fakes/fake-keyed.ts";
import type { ManualTime } from "../manual-time.ts";
import type { Identifier, Provider, ProviderParts } from "../provider.ts";
import type { Limiter } from "../quota/limiter.ts";
import { listing } from "../testing.ts";
import { systemTimers } from "../timers.ts";
import { providerConformance } from "./conformance.ts";

export const KEY = "Fake-Key-0123456789";
/** Friday evening in New York, after the close. */
export const NOW_MS = Date.parse("2026-11-20T22:30:00Z");
export const clock = () => NOW_MS;
export const apple = listing("AAPL");
export const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });
export const atOnce = { after: (_: number, run: () => void) => systemTimers.after(0, run) };

/** A quota without end, for tests that are about something else. */
export const unlimited: Limiter = {
  async take(signal) {
    signal?.throwIfAborted();
    return () => {};
  },
  tooMuch() {},
  use: async () => [],
  close: async () => {},
};

type Create = (parts: ProviderParts) => Provider;

/** Asks again and again, on a clock that moves on, with the quota it has by itself. */
export async function askOften(
  create: Create,
  fake: { url: string; key: string },
  time: ManualTime,
  { rounds, everyMs }: { rounds: number; everyMs: number },
  request: (provider: Provider) => Promise<unknown>,
): Promise<void> {
  const provider = connect(create, fake, { quota: undefined, clock: time.clock, timers: time.timers });
  for (let round = 0; round < rounds; round++) {
    let isOver = false;
    const asked = request(provider)
      .catch((error) => expect(error).toMatchObject({ name: "QuotaError" }))
      .finally(() => {
        isOver = true;
      });
    await time.advance(everyMs);
    while (!isOver) await time.advance(100);
    await asked;
  }
}

export const connect = (create: Create, fake: { url: string; key: string }, rest: Partial<ProviderParts> = {}) =>
  create({ clock, key: fake.key, url: fake.url, timers: atOnce, timeoutMs: 60_000, quota: () => unlimited, ...rest });

/** Four days of Apple, with a split and a dividend before them. */
export function listApple(fake: FakeKeyed<string>, symbol: string): void {
  fake.list(symbol, {
    name: "Apple Inc",
    bars: [
      ["2020-08-28", 499.23],
      ["2020-08-31", 129.04],
      ["2026-11-18", 269.4],
      ["2026-11-19", 271.12],
      ["2026-11-20", 273.61],
    ],
    last: { price: 273.61, previousClose: 271.12, at: "2026-11-20T20:59:00Z" },
    splits: { "2020-08-31": [4, 1] },
    dividends: { "2020-08-07": 0.82, "2026-11-09": 0.26 },
  });
}

/** What every provider promises, of one with a key. */
export function keyedConformance(
  name: string,
  create: Create,
  start: () => Promise<FakeKeyed<string>>,
  searches: { found: string; nothing: string },
  identifies?: { known: Identifier; unknown: Identifier },
): void {
  providerConformance(name, async () => {
    const fake = await start();
    fake.limited = false;
    return {
      provider: connect(create, fake),
      impatient: connect(create, fake, { timeoutMs: 100 }),
      clock,
      priced: apple,
      unknown: listing("XXXX"),
      foreign: listing("NOVA.SIM", { mic: "SIM" }),
      searches,
      ...(identifies ? { identifies } : {}),
      server: fake,
      secret: fake.key,
      close: () => fake.close(),
    };
  });
}

/** The failure of a request, that it holds no key and says something. */
export async function failureOf(
  request: Promise<unknown>,
): Promise<{ reason: string; message: string; retryAt?: string }> {
  const error = await request.then(
    () => new Error("It did not fail."),
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ name: expect.stringMatching(/^(Provider|Quota)Error$/) });
  const failure = error as { reason: string; message: string; retryAt?: string };
  expect(failure.message).not.toContain(KEY);
  expect(failure.message).not.toMatch(/https?:\/\/(127|localhost)/);
  expect(failure.message.length).toBeGreaterThan(10);
  return failure;
}
