import type { Quote } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import type { Provider } from "../provider.ts";
import { listing, quoteOf, scripted } from "../testing.ts";
import type { Roster } from "./roster.ts";

const NOW = "2026-11-20T15:30:00Z";
const apple = listing("AAPL");

/** Ann has a provider of her own, of the same name as everybody's. */
function setUp(capabilities: ("quote" | "stream")[], pins: Record<string, string> = {}) {
  const time = createManualTime(NOW);
  const make = (name: string, rest: Partial<Provider> = {}) =>
    scripted({ name, capabilities, clock: time.clock, rest: { freshMs: 1_000, ...rest } });
  const [shared, other] = [make("one"), make("two")];
  const own = make("one", { scope: "user:ann" });
  const roster: Roster = {
    shared: async () => [shared, other],
    of: async (user) => (user === "ann" ? [own, other] : [shared, other]),
    pinsOf: async (user) => new Map(user in pins ? [[apple.id, pins[user]!]] : []),
  };
  const market = createMarket({
    ...{ providers: roster, shelf: createMemoryShelf(), ...time, random: () => 0, isEnabled: () => true },
  });
  const listen = (user: string) => {
    const quotes: Quote[] = [];
    const feed = market.openFeed(user, { quote: (quote) => quotes.push(quote), state: () => {} });
    feed.watch([apple]);
    return () => quotes.map(({ source, price }) => `${source} ${price}`);
  };
  return { time, market, shared, own, other, listen };
}

test("each is polled for with their own key: nobody is sent what another's has brought", async () => {
  const { time, market, shared, own, listen } = setUp(["quote"]);
  shared.prices.set("AAPL", { price: 100 });
  own.prices.set("AAPL", { price: 101 });
  const [ann, bob, cleo] = [listen("ann"), listen("bob"), listen("cleo")];
  await time.advance(1_000);
  expect([ann(), bob(), cleo()]).toEqual([["one 101"], ["one 100"], ["one 100"]]);
  // Bob and Cleo want the same of the same: it is asked for once.
  expect([own.requests.length, shared.requests.length]).toEqual([1, 1]);
  await market.close();
});

test("each is streamed to by their own connection, and hers ends when she goes", async () => {
  const { time, market, shared, own, listen } = setUp(["stream"]);
  const [ann, bob] = [listen("ann"), listen("bob")];
  await time.advance(10);
  for (const provider of [shared, own]) provider.listener!.state("live");
  expect([shared.streamed.length, own.streamed.length]).toEqual([1, 1]);
  own.listener!.quote(quoteOf("one", apple, time.clock(), { price: 101 }));
  shared.listener!.quote(quoteOf("one", apple, time.clock(), { price: 100 }));
  await time.advance(10);
  expect([ann(), bob()]).toEqual([["one 101"], ["one 100"]]);
  await market.close();
  expect(own.listener).toBeUndefined();
});

test("a rejected key of one's own stops nobody else, and another source answers with its name on the price", async () => {
  const { ProviderError } = await import("../provider.ts");
  const { time, market, shared, own, other, listen } = setUp(["quote"]);
  own.failure = new ProviderError("one", "unauthorized", "ONE rejected the key.");
  shared.prices.set("AAPL", { price: 100 });
  other.prices.set("AAPL", { price: 102 });
  const [ann, bob] = [listen("ann"), listen("bob")];
  await time.advance(1_000);
  expect(bob()).toEqual(["one 100"]);
  expect(ann()).toEqual(["two 102"]);
  const stateOf = async (user: string) => (await market.status(user)).map(({ name, state }) => `${name} ${state}`);
  expect(await stateOf("ann")).toEqual(["one needs-key", "two ok"]);
  expect(await stateOf("bob")).toEqual(["one ok", "two ok"]);
  await market.close();
});

test("a source that somebody wants before all others is the one they hear, while others hear theirs", async () => {
  const { time, market, shared, other, listen } = setUp(["quote"], { bob: "two" });
  shared.prices.set("AAPL", { price: 100 });
  other.prices.set("AAPL", { price: 102 });
  const [bob, cleo] = [listen("bob"), listen("cleo")];
  await time.advance(20_000);
  expect(new Set(bob())).toEqual(new Set(["two 102"]));
  expect(cleo()).toContain("one 100");
  expect((await market.quotes("bob", [apple])).quotes).toMatchObject([{ source: "two" }]);
  await market.close();
});
