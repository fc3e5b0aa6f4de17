import { expect, test } from "vitest";
import { listing, scripted } from "../market/testing.ts";
import { NOW, startApp } from "./testing.ts";

/** Two sources of everybody's prices, two users who have the same share, and a clock that can be moved. */
async function setUp() {
  let nowMs = NOW;
  const clock = () => nowMs;
  const one = scripted({ name: "one", clock, rest: { freshMs: 0 } });
  const two = scripted({ name: "two", clock, rest: { freshMs: 0 } });
  one.prices.set("AAPL", { price: 100 });
  const server = startApp({ providers: [one, two], clock });
  const [ann, bob] = [server.as("ann"), server.as("bob")];
  const { id: _, ...draft } = listing("AAPL");
  const { id } = await ann.saveInstrument(draft);
  await bob.saveInstrument(draft);
  const price = async (client: typeof ann) => {
    // A price of a closed market stays fresh for a while.
    nowMs += 11 * 60_000;
    return (await client.quotes([id])).items[0]?.price;
  };
  return { server, one, two, ann, bob, id, price };
}

test("a price that was not believed is listed with why, for everybody who has the instrument", async () => {
  const { one, ann, bob, id, price } = await setUp();
  await price(ann);
  one.prices.set("AAPL", { price: 10_000 });
  expect(await price(ann)).toBe("100");
  for (const client of [ann, bob]) {
    expect(await client.quarantine(id)).toMatchObject({
      items: [{ kind: "price", source: "one", price: 10_000, against: 100, reason: expect.stringContaining("pence") }],
      next: null,
    });
  }
});

test("accepted, it is the price of who accepted it, also as it goes on, and nobody else's", async () => {
  const { one, ann, bob, id, price } = await setUp();
  await price(ann);
  one.prices.set("AAPL", { price: 10_000 });
  await price(ann);
  const { items } = await ann.quarantine(id);
  expect((await ann.acceptPrice(id, items[0]!.id)).items).toEqual([]);
  expect(await price(ann)).toBe("10000");
  expect(await price(bob)).toBe("100");
  expect((await bob.quarantine(id)).items).toHaveLength(1);
  one.prices.set("AAPL", { price: 10_100 });
  expect(await price(bob)).toBe("100");
  expect(await price(ann)).toBe("10100");
  await expect(ann.acceptPrice(id, items[0]!.id)).rejects.toMatchObject({ status: 404 });
});

test("a second source that says so makes it everybody's", async () => {
  const { one, two, ann, bob, id, price } = await setUp();
  await price(ann);
  one.prices.set("AAPL", { price: 10_000 });
  two.prices.set("AAPL", { price: 10_020 });
  expect(await price(ann)).toBe("10020");
  expect(await price(bob)).toBe("10000");
  expect((await bob.quarantine(id)).items).toEqual([]);
});

test("dismissed, it is not shown again to who dismissed it", async () => {
  const { one, ann, bob, id, price } = await setUp();
  await price(ann);
  one.prices.set("AAPL", { price: 10_000 });
  await price(ann);
  const odd = (await ann.quarantine(id)).items[0]!;
  expect((await ann.dismissPrice(id, odd.id)).items).toEqual([]);
  await price(ann);
  expect((await ann.quarantine(id)).items).toEqual([]);
  expect((await bob.quarantine(id)).items).toMatchObject([{ id: odd.id }]);
  await expect(ann.dismissPrice(id, odd.id)).rejects.toMatchObject({ status: 404 });
  await expect(ann.dismissPrice(id, "odd_other")).rejects.toMatchObject({ status: 404 });
});

test("sources that do not agree are named with their prices", async () => {
  const { one, two, ann, id, price } = await setUp();
  await price(ann);
  one.prices.set("AAPL", { price: 10_000 });
  two.prices.set("AAPL", { price: 101 });
  expect(await price(ann)).toBe("101");
  expect((await ann.quarantine(id)).disagreements).toMatchObject([{ source: "one", price: 10_000 }]);
});

test("a decision can be taken back, with what followed from it; what was typed before counts again", async () => {
  const { one, ann, id, price } = await setUp();
  await price(ann);
  await ann.setPrice(id, { day: "2026-02-27", price: "90" });
  one.prices.set("AAPL", { price: 10_000 });
  await price(ann);
  const odd = (await ann.quarantine(id)).items[0]!;
  await ann.acceptPrice(id, odd.id);
  expect(await price(ann)).toBe("10000");
  expect((await ann.restorePrice(id, odd.id)).items).toMatchObject([{ id: odd.id }]);
  expect(await price(ann)).toBe("100");
  expect((await ann.ownPrices(id)).typed).toEqual([{ day: "2026-02-27", price: 90 }]);

  await ann.dismissPrice(id, odd.id);
  expect((await ann.restorePrice(id, odd.id)).items).toMatchObject([{ id: odd.id }]);
  await expect(ann.restorePrice(id, odd.id)).rejects.toMatchObject({ status: 404, code: "not_found" });
});

test("a decision about what came from a source of one's own can be taken back too", async () => {
  let nowMs = NOW;
  const clock = () => nowMs;
  const own = scripted({ name: "own", clock, rest: { freshMs: 0, scope: "user:ann" } });
  own.prices.set("AAPL", { price: 100 });
  const ann = startApp({ providers: [own], clock }).as("ann");
  const { id: _, ...draft } = listing("AAPL");
  const { id } = await ann.saveInstrument(draft);
  const price = async () => {
    nowMs += 11 * 60_000;
    return (await ann.quotes([id])).items[0]?.price;
  };
  expect(await price()).toBe("100");
  own.prices.set("AAPL", { price: 10_000 });
  await price();
  const odd = (await ann.quarantine(id)).items[0]!;
  expect((await ann.acceptPrice(id, odd.id)).items).toEqual([]);
  expect(await price()).toBe("10000");
  own.prices.set("AAPL", { price: 101 });
  await ann.restorePrice(id, odd.id);
  expect(await price()).toBe("101");
  expect((await ann.quarantine(id)).items).toMatchObject([{ id: odd.id }]);
});
