import type { Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, quoteOf } from "../testing.ts";
import { createBoard } from "./board.ts";
import type { KnownSplit } from "./judge-quote.ts";

const apple = listing("AAPL");

function setUp(splits: readonly KnownSplit[] = []) {
  const time = createManualTime("2026-11-20T15:30:00Z");
  const shelf = createMemoryShelf();
  const board = createBoard(
    shelf,
    time.clock,
    () => {},
    undefined,
    async () => splits,
  );
  const said = (source: string, price: number, rest: Partial<Quote> = {}) =>
    quoteOf(source, apple, time.clock(), { price, ...rest });
  const last = () => board.last(["deployment"], apple.id);
  return { time, shelf, board, said, last };
}

test("of two first prices that come together the newer one stays, whichever is judged first", async () => {
  for (const slow of [0, 1]) {
    const { board, shelf, said, last } = setUp();
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const read = shelf.closes;
    let asked = 0;
    shelf.closes = async (scope, instrument) => {
      // Two scopes are read for each of the two.
      await gates[Math.floor(asked++ / 2)]?.promise;
      return read(scope, instrument);
    };
    const older = board.offer(
      "deployment",
      apple,
      said("eod", 90, { at: "2026-11-19T21:00:00.000Z", day: "2026-11-19" }),
    );
    const newer = board.offer("deployment", apple, said("live", 100));
    await new Promise((resolve) => setImmediate(resolve));
    gates[1 - slow]!.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    gates[slow]!.resolve();
    await Promise.all([older, newer]);
    expect((await last())?.price, `${slow} is slow`).toBe(100);
  }
});

describe("the close before", () => {
  test("that is of another unit than its price is left out", async () => {
    for (const previousClose of [9_950, 0.995]) {
      const { board, said, last } = setUp();
      await board.offer("deployment", apple, said("one", 100, { previousClose }));
      expect(await last()).toMatchObject({ price: 100 });
      expect((await last())!.previousClose).toBeUndefined();
    }
  });

  test("that is of the units before the day's split is put into those of the day", async () => {
    const { board, said, last } = setUp([{ day: "2026-11-20", from: 1, to: 4 }]);
    await board.offer("deployment", apple, said("one", 25.2, { previousClose: 100 }));
    expect(await last()).toMatchObject({ price: 25.2, previousClose: 25 });
  });

  test("that is of the day's units already stays, and so does one before a fall", async () => {
    const { board, said, last } = setUp([{ day: "2026-11-20", from: 1, to: 4 }]);
    await board.offer("deployment", apple, said("one", 25.2, { previousClose: 25 }));
    expect(await last()).toMatchObject({ previousClose: 25 });
    const other = setUp([{ day: "2026-11-12", from: 1, to: 4 }]);
    await other.board.offer("deployment", apple, other.said("one", 25.2, { previousClose: 100 }));
    expect(await other.last()).toMatchObject({ previousClose: 100 });
  });
});

test("a fall that goes on is believed in the next session, of a source that states no close before", async () => {
  const { board, said, last, time } = setUp();
  const close = (price: number, day: string) =>
    board.offer("deployment", apple, said("one", price, { at: `${day}T21:00:00.000Z`, day, delay: "eod" }));
  await time.advance(10 * 86_400_000);
  await close(100, "2026-11-23");
  expect(await close(40, "2026-11-24")).toBe("held");
  expect((await last())?.price).toBe(100);
  expect(await close(37, "2026-11-25")).toBe("taken");
  expect((await last())?.price).toBe(37);
});
