import { type CloseSeries, Decimal, dayFromNumber, dayNumber } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { createManualTime, type ManualTime } from "../manual-time.ts";
import { createMarket, type Market } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, scripted } from "../testing.ts";

const apple = listing("AAPL");
const FIRST = dayNumber("2026-10-01");
const HOURS = 3_600_000;

/** A source whose series is what the test says, in books where two users share it. */
function setUp(adjustment: CloseSeries["adjustment"] = "split") {
  const time = createManualTime("2026-11-20T22:00:00Z");
  let closes = Array.from({ length: 40 }, (_, row) => 100 + (row % 7));
  const source = scripted({
    name: "one",
    ...{ capabilities: ["closes", "actions"], clock: time.clock },
    rest: {
      actions: async () => [],
      closes: async (instrument) => ({
        ...{ instrument: instrument.id, source: "one", currency: "USD", adjustment },
        days: Int32Array.from(closes, (_, row) => FIRST + row),
        closes: Float64Array.from(closes),
      }),
    },
  });
  const shelf = createMemoryShelf();
  const market = createMarket({
    ...{ providers: [source], shelf, isEnabled: () => true, random: () => 0.5 },
    ...time,
  });
  return {
    ...{ market, shelf },
    change: (made: (closes: number[]) => number[]) => {
      closes = made(closes);
    },
    /** The series a user is shown seven hours later. */
    async later(user = "me") {
      await time.advance(7 * HOURS);
      return market.closes(user, apple, "2026-10-15");
    },
    quarantined: async (user = "me") =>
      (await market.quarantined(user, apple)).map(({ kind, reason }) => [kind, reason]),
  };
}
const lastOf = (series: CloseSeries | undefined) => series?.closes.at(-1);

test("a series that differs by a factor nobody explains is not taken, and reported until the user believes it", async () => {
  const { market, later, change, quarantined } = setUp();
  expect(lastOf(await later())).toBe(104);
  change((closes) => [...closes.map((close) => close * 1.07), 115]);
  expect(lastOf(await later())).toBe(104);
  expect(await quarantined()).toEqual([
    [
      "series",
      "ONE's closes of AAPL: its closes of 2026-10-01 to 2026-11-09 differ by the factor 1.07 from those it sent before, and no split that explains it is known. What was kept before stays.",
    ],
  ]);
  const { id } = (await market.quarantined("me", apple))[0]!;
  expect(await market.accept("me", apple, id)).toBe(true);
  expect(await quarantined()).toEqual([]);
  expect(lastOf(await later())).toBe(115);
  // It goes on for who believes it, and the other user has what they had.
  change((closes) => [...closes, 116]);
  expect(lastOf(await later())).toBe(116);
  expect(lastOf(await later("other"))).toBe(104);
  expect(await quarantined("other")).toHaveLength(1);
});

test("what is kept although something else came is not asked for again at once", async () => {
  const { later, change, market, shelf } = setUp();
  await later();
  change((closes) => closes.map((close) => close * 1.07));
  await later();
  const [kept] = await shelf.closes("deployment", apple.id);
  await market.closes("me", apple, "2026-10-15");
  expect((await shelf.closes("deployment", apple.id))[0]).toBe(kept);
});

test("a split that a source has reported explains a factor", async () => {
  const { later, change, shelf } = setUp();
  await later();
  const actions = [{ kind: "split" as const, day: "2026-11-10", from: 1_000, to: 1_281 }];
  const report = { source: "one", actions, askedFrom: "2026-01-01", storedAt: "2026-11-20T22:00:00Z" };
  await shelf.saveActions("deployment", apple.id, report);
  change((closes) => [...closes.map((close) => close / 1.281), 81]);
  expect(lastOf(await later())).toBe(81);
});

test("a split that its source has not put into the closes before it is put there, as long as that lasts", async () => {
  const { later, change, shelf } = setUp();
  const actions = [{ kind: "split" as const, day: dayFromNumber(FIRST + 40), from: 1, to: 4 }];
  const report = { source: "one", actions, askedFrom: "2026-01-01", storedAt: "2026-11-20T22:00:00Z" };
  await later();
  await shelf.saveActions("deployment", apple.id, report);
  change((closes) => [...closes, 26, 26.2]);
  const late = (await later())!;
  change((closes) => closes.map((close, row) => (row < 40 ? close / 4 : close)));
  const settled = (await later())!;
  for (const series of [late, settled]) expect(Math.max(...series.closes)).toBeLessThan(27);
  expect([...late.closes]).toEqual([...settled.closes]);
});

test("a close that doubles for a day is left out and told of; the others stand", async () => {
  const { later, change, quarantined } = setUp();
  change((closes) => closes.map((close, row) => (row === 18 ? close * 2 : close)));
  const series = (await later())!;
  expect([...series.days].map(dayFromNumber)).not.toContain("2026-10-19");
  expect(series.days.length).toBeGreaterThan(20);
  expect(await quarantined()).toEqual([
    ["series", "ONE's closes of AAPL: left out 2026-10-19 208 (2 times the closes around it). The others stand."],
  ]);
});

test("a series that changes its unit on the way is not taken at all", async () => {
  const { later, change, quarantined } = setUp();
  change((closes) => closes.map((close, row) => (row > 20 ? close * 100 : close)));
  expect(await later()).toBeUndefined();
  expect((await quarantined())[0]![1]).toContain("as when its unit changes. It was not taken.");
});

test("a series in another unit than the price there is, and a first price in another unit than the series, are not taken", async () => {
  const first = setUp();
  await first.market.setPrice("me", apple, { day: "2026-11-18", price: Decimal.parse("1.04") });
  // What somebody typed is theirs, and says nothing about what all share.
  expect(lastOf(await first.later("other"))).toBe(104);

  const time = createManualTime("2026-11-20T22:00:00Z");
  const source = scripted({
    name: "one",
    capabilities: ["quote", "closes"],
    closes: { "2026-11-18": 9_200, "2026-11-19": 9_274 },
    clock: time.clock,
  });
  source.prices.set("AAPL", { price: 92.74 });
  const open = () =>
    createMarket({
      ...{ providers: [source], shelf: createMemoryShelf(), isEnabled: () => true, random: () => 0.5 },
      ...time,
    });
  const quoteFirst = open();
  await settledQuotes(quoteFirst, time);
  expect(await quoteFirst.closes("me", apple, "2026-11-15")).toBeUndefined();
  expect(await quoteFirst.closes("me", apple, "2026-11-15")).toBeUndefined();
  expect(source.closeRequests).toBe(1);
  expect((await quoteFirst.quarantined("me", apple))[0]!.reason).toContain("it ends at 9274, where one says 92.74");

  const closesFirst = open();
  expect(lastOf(await closesFirst.closes("me", apple, "2026-11-15"))).toBe(9_274);
  expect(await settledQuotes(closesFirst, time)).toEqual([]);
  expect((await closesFirst.quarantined("me", apple))[0]).toMatchObject({
    kind: "price",
    price: 92.74,
    against: 9_274,
  });
});

async function settledQuotes(market: Market, time: ManualTime) {
  const answer = market.quotes("me", [apple]);
  for (let turns = 0; turns < 10; turns++) await time.advance(0);
  return (await answer).quotes;
}
