import { expect, test } from "vitest";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { ProviderError } from "../provider.ts";
import { QuotaError } from "../quota/limiter.ts";
import { scripted } from "../testing.ts";
import { createFixedRoster } from "./roster.ts";

let nowMs = Date.parse("2026-11-20T15:00:00Z");
const clock = () => nowMs;

function setUp(answer: () => Promise<void>) {
  let asked = 0;
  const count = () => {
    asked += 1;
    return answer();
  };
  const house = scripted({ name: "house", clock, rest: { test: count } });
  const providers = createFixedRoster([house]);
  const market = createMarket({ providers, shelf: createMemoryShelf(), clock, isEnabled: () => true });
  return { market, asked: () => asked };
}

test("who tests again and again is told the same, and the budget that all share is left", async () => {
  let failure: ProviderError | undefined = new ProviderError("house", "transient", "HOUSE has trouble.");
  const { market, asked } = setUp(async () => {
    if (failure) throw failure;
  });
  for (const user of ["ann", "bob", "ann"]) {
    expect(await market.test(user, "house")).toEqual({ works: false, message: "HOUSE has trouble." });
  }
  expect(asked()).toBe(1);
  failure = undefined;
  nowMs += 15_000;
  expect(await market.test("ann", "house")).toEqual({ works: true, message: "HOUSE answered." });
  expect(asked()).toBe(2);
});

test("a test that our own count does not let through closes the source for nobody", async () => {
  const { market } = setUp(async () => {
    throw new QuotaError("house", "rate-limited", "HOUSE's quota is used up for now.", "2026-11-21T00:00:00.000Z");
  });
  expect(await market.test("ann", "house")).toMatchObject({ works: false });
  expect(await market.status("bob")).toMatchObject([{ state: "idle" }]);
});
