import type { Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf, type Scope } from "../price-shelf.ts";
import { createFixedRoster } from "../roster/roster.ts";
import { listing, quoteOf, scripted } from "../testing.ts";
import { createBoard } from "./board.ts";
import type { SplitsOf } from "./known-splits.ts";

const NOW = "2026-11-20T15:30:00Z";
const apple = listing("AAPL");
const day = (days: number) => days * 86_400_000;

function setUp(splitsOf?: SplitsOf) {
  const time = createManualTime(NOW);
  const shelf = createMemoryShelf();
  const logged: string[] = [];
  const openBoard = () => createBoard(shelf, time.clock, (message) => logged.push(message), undefined, splitsOf);
  const board = openBoard();
  const said = (source: string, price: number, rest: Partial<Quote> = {}) =>
    quoteOf(source, apple, time.clock(), { price, ...rest });
  const last = async (scope: Scope) => (await board.last([scope], apple.id))?.price;
  return { time, shelf, board, openBoard, said, last, logged };
}

describe("an odd price", () => {
  test("is kept beside the good one, with why and what was said, once", async () => {
    const { board, said, last, shelf, time, logged } = setUp();
    await board.offer("deployment", apple, said("one", 100));
    await time.advance(1_000);
    expect(await board.offer("deployment", apple, said("one", 10_000))).toBe("held");
    await time.advance(1_000);
    expect(await board.offer("deployment", apple, said("one", 10_010))).toBe("refused");
    expect(await last("deployment")).toBe(100);
    expect(await shelf.oddPrices("deployment", apple.id)).toMatchObject([
      {
        ...{ kind: "price", against: 100, keptAt: "2026-11-20T15:30:01.000Z", quote: { price: 10_000 } },
        reason: "10000 USD, after 100 from one: about 100 times, as when pence are taken for pounds.",
        sample: expect.stringContaining('"price":10000'),
      },
    ]);
    expect(logged).toHaveLength(1);
  });

  test("is believed when the same is said again later, and leaves the shelf; also by another process", async () => {
    const { board, openBoard, said, last, shelf, time } = setUp();
    await board.offer("deployment", apple, said("one", 100));
    await board.flush();
    await time.advance(1_000);
    expect(await board.offer("deployment", apple, said("one", 200))).toBe("held");
    await time.advance(60_000);
    expect(await openBoard().offer("deployment", apple, said("one", 201))).toBe("taken");
    expect(await shelf.oddPrices("deployment", apple.id)).toEqual([]);
    expect(await last("deployment")).toBe(100);
  });

  test("is believed when a second source says so, in whichever shared scope", async () => {
    for (const second of ["deployment", "public"] as const) {
      const { board, said, last, time, shelf } = setUp();
      await board.offer("deployment", apple, said("one", 100));
      await time.advance(1_000);
      await board.offer("deployment", apple, said("one", 200));
      await time.advance(1_000);
      expect(await board.offer(second, apple, said("two", 202))).toBe("taken");
      expect(await last("deployment")).toBe(second === "deployment" ? 202 : 200);
      expect(await shelf.oddPrices("deployment", apple.id)).toEqual([]);
    }
  });

  test("of everybody is not believed because of one user's own source; of a user's own it is because of everybody's", async () => {
    const { board, said, last, time } = setUp();
    await board.offer("deployment", apple, said("one", 100));
    await board.offer("user:me", apple, said("mine", 100));
    await time.advance(1_000);
    await board.offer("deployment", apple, said("one", 200));
    await time.advance(1_000);
    await board.offer("user:me", apple, said("mine", 201));
    expect(await last("deployment")).toBe(100);
    // What the user's own source said is said by everybody's too.
    expect(await last("user:me")).toBe(201);
  });

  test("says nothing against the first one of another scope", async () => {
    const { board, said, last, time } = setUp();
    await board.offer("deployment", apple, said("one", 100));
    await time.advance(1_000);
    await board.offer("deployment", apple, said("one", 10_000));
    await time.advance(1_000);
    expect(await board.offer("public", apple, said("two", 101))).toBe("taken");
    expect(await board.offer("user:me", apple, said("mine", 1.01))).toBe("held");
    expect(await last("user:me")).toBeUndefined();
  });

  test("is explained by a split that is known", async () => {
    const { board, said, last, time } = setUp(async () => [{ day: "2026-11-23", from: 1, to: 4 }]);
    await board.offer("deployment", apple, said("one", 100));
    await time.advance(day(3));
    expect(await board.offer("deployment", apple, said("one", 25.1))).toBe("taken");
    expect(await last("deployment")).toBe(25.1);
  });

  test("no more than five of an instrument are kept, and none for longer than thirty days", async () => {
    const { board, said, shelf, time } = setUp();
    await board.offer("deployment", apple, said("one", 100));
    for (const price of [200, 230, 270, 320, 380, 450, 520]) {
      await time.advance(1_000);
      await board.offer("deployment", apple, said("one", price));
    }
    expect((await shelf.oddPrices("deployment", apple.id)).map(({ quote }) => quote.price)).toEqual([
      270, 320, 380, 450, 520,
    ]);
    await time.advance(day(30) + 60_001);
    expect(await board.odd.of("deployment", apple.id)).toEqual([]);
  });

  test("what a source says again and again is not written again and again", async () => {
    const { board, said, shelf, time } = setUp();
    let writes = 0;
    const save = shelf.saveOddPrice;
    shelf.saveOddPrice = (...args) => {
      writes += 1;
      return save(...args);
    };
    await board.offer("deployment", apple, said("one", 100));
    for (let times = 0; times < 50; times++) {
      await time.advance(1_000);
      await board.offer("deployment", apple, said("one", 10_000));
    }
    expect(writes).toBe(1);
  });
});

describe("a source that somebody wants before all others", () => {
  test("is there beside a better price of its scope, unless what it says is odd", async () => {
    const { board, said, time } = setUp();
    await board.offer("deployment", apple, said("one", 100));
    expect(await board.offer("deployment", apple, said("two", 101, { delay: "delayed" }))).toBe("older");
    expect(await board.lasts(["deployment"], apple.id)).toMatchObject([
      { quote: { source: "one" } },
      { quote: { source: "two", price: 101 }, isSecond: true },
    ]);
    expect(await board.last(["deployment"], apple.id)).toMatchObject({ source: "one" });
    await time.advance(1_000);
    await board.offer("deployment", apple, said("two", 10_100));
    expect(await board.lasts(["deployment"], apple.id)).toHaveLength(1);
  });
});

test("who wants a source before all others is shown its price, and everybody else the best one", async () => {
  const time = createManualTime(NOW);
  const one = scripted({ name: "one", clock: time.clock });
  const two = scripted({ name: "two", clock: time.clock });
  one.prices.set("AAPL", { price: 100 });
  two.prices.set("AAPL", { price: 101, delay: "delayed" });
  const roster = createFixedRoster([one, two]);
  const pins = new Map([[apple.id, "two"]]);
  const market = createMarket({
    providers: { ...roster, pinsOf: async (user) => (user === "me" ? pins : new Map()) },
    ...{ shelf: createMemoryShelf(), random: () => 0.5, isEnabled: () => true },
    ...time,
  });
  const shown = async (user: string) => {
    const answer = market.quotes(user, [apple]);
    for (let turns = 0; turns < 10; turns++) await time.advance(0);
    return (await answer).quotes[0]?.price;
  };
  expect([await shown("other"), await shown("me"), await shown("other")]).toEqual([100, 101, 100]);
});

describe("the second source", () => {
  function market() {
    const time = createManualTime(NOW);
    const one = scripted({ name: "one", clock: time.clock });
    const two = scripted({ name: "two", clock: time.clock });
    one.prices.set("AAPL", { price: 100 });
    const made = createMarket({
      ...{ providers: [one, two], shelf: createMemoryShelf(), random: () => 0.5, isEnabled: () => true },
      ...time,
    });
    const ask = async () => {
      const answer = made.quotes("me", [apple]);
      for (let turns = 0; turns < 10; turns++) await time.advance(turns === 0 ? 0 : 10);
      await time.advance(20_000);
      return (await answer).quotes[0]?.price;
    };
    return { one, two, ask };
  }

  test("is asked once when a price is odd, and its word is shown", async () => {
    const { one, two, ask } = market();
    expect(await ask()).toBe(100);
    one.prices.set("AAPL", { price: 10_000 });
    two.prices.set("AAPL", { price: 101 });
    expect(await ask()).toBe(101);
    expect(two.requests).toEqual([["AAPL"]]);
    expect(await ask()).toBe(101);
    expect(await ask()).toBe(101);
    expect(two.requests).toEqual([["AAPL"]]);
  });

  test("that says the same lets it in", async () => {
    const { one, two, ask } = market();
    expect(await ask()).toBe(100);
    one.prices.set("AAPL", { price: 10_000 });
    two.prices.set("AAPL", { price: 10_010 });
    expect(await ask()).toBe(10_010);
  });
});
