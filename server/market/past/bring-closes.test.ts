import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { type Provider, ProviderError } from "../provider.ts";
import { listing, scripted } from "../testing.ts";

const NOW = "2026-11-20T22:00:00Z";
const NOW_MS = Date.parse(NOW);
const apple = listing("AAPL");
const closes = { "2026-11-19": 100, "2026-11-20": 101 };

function market(...names: string[]) {
  const time = createManualTime(NOW);
  const providers = names.map((name) => scripted({ name, capabilities: ["closes"], closes, clock: time.clock }));
  const options = {
    shelf: createMemoryShelf(),
    clock: time.clock,
    timers: time.timers,
    random: () => 0,
    isEnabled: () => true,
  };
  return { providers, time, ...createMarket({ providers: providers as Provider[], ...options }) };
}
const limited = (name: string, until: string) =>
  new ProviderError(name, "rate-limited", `${name} has been asked enough.`, until);

test("a series is brought once, and again when it is older than wanted or begins later", async () => {
  const { bring, providers } = market("one");
  expect(await bring("me", apple, "2026-01-01", 0)).toEqual({
    state: "there",
    source: "one",
    isNew: true,
    through: "2026-11-20",
  });
  expect(await bring("me", apple, "2026-01-01", NOW_MS)).toMatchObject({ isNew: false });
  expect(await bring("me", apple, "2026-01-01", NOW_MS + 1)).toMatchObject({ isNew: true });
  expect(await bring("me", apple, "2025-01-01", 0)).toMatchObject({ isNew: true });
  expect(providers[0]!.closeRequests).toBe(3);
});

test("where one source is used up the next is asked, and only where all are, it waits for the first that comes back", async () => {
  const { bring, providers } = market("one", "two");
  providers[0]!.failure = limited("one", "2026-11-21T00:00:00.000Z");
  expect(await bring("me", apple, "2026-01-01", 0)).toMatchObject({ state: "there", source: "two" });
  providers[1]!.failure = limited("two", "2026-11-20T22:10:00.000Z");
  expect(await bring("me", listing("MSFT"), "2026-01-01", 0)).toEqual({
    ...{ state: "waiting", source: "two", until: "2026-11-20T22:10:00.000Z" },
    message: "two has been asked enough.",
  });
  // What one has kept is still there.
  expect(await bring("me", apple, "2026-01-01", 0)).toMatchObject({ state: "there", source: "two", isNew: false });
});

test("what nobody has is said to be nowhere, and not asked for again", async () => {
  const { bring, providers } = market("one");
  providers[0]!.failure = new ProviderError("one", "not-found", "one has no AAPL.");
  expect(await bring("me", apple, "2026-01-01", 0)).toEqual({ state: "none", message: "one has no AAPL." });
  expect(await bring("me", apple, "2026-01-01", 0)).toMatchObject({ state: "none" });
  expect(providers[0]!.closeRequests).toBe(1);
});
