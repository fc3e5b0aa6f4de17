import { describe, expect, test } from "vitest";
import type { Instrument } from "./instrument.ts";
import { sessionsOfMarkets } from "./market-sessions.ts";
import type { Quote } from "./quote.ts";
import { valuationOf } from "./testing.ts";

/** One of each: New York, Tokyo, London, Tel Aviv, and a coin that never sleeps. */
const markets: Record<string, string | null> = { AAPL: "XNAS", TOYO: "XTKS", VOD: "XLON", TEVA: "XTAE", BTC: null };

const instruments = new Map(
  Object.entries(markets).map(([id, mic]): [string, Instrument] => [
    id,
    { id, symbol: id, name: id, kind: mic === null ? "crypto" : "stock", mic, currency: "EUR" },
  ]),
);

/** Ten units of each, bought long ago; rows are `AAPL 2026-11-25 100`. */
function valued(rows: string, instant: string, day: string, quotes: Quote[] = []) {
  const prices = rows
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/));
  const held = Object.keys(markets).filter(
    (id) => prices.some(([symbol]) => symbol === id) || quotes.some((one) => one.instrument === id),
  );
  const story = [
    ...held.map((id) => `2025-12-01 buy 10 ${id} @ 50.00`),
    ...prices.map(([id, on, price]) => `${on} price ${id} ${price}`),
  ].join("\n");
  const sessionsBetween = sessionsOfMarkets((id) => instruments.get(id), Date.parse(instant));
  const valuation = valuationOf(story, day, { quotes, kinds: { BTC: "crypto" }, sessionsBetween });
  const of = (id: string) => {
    const { price, dayChange, dayChangeOf } = valuation.positions.find(({ instrument }) => instrument === id)!;
    return [price?.stale ? "stale" : "fresh", dayChange, dayChangeOf?.day ?? null, dayChangeOf?.previous ?? null];
  };
  return { of, totals: valuation.totals, stale: valuation.stale };
}

const quote = (instrument: string, price: number, at: string, day: string, rest: Partial<Quote> = {}): Quote => ({
  ...{ instrument, price, currency: "EUR", at, day, source: "test", delay: "realtime", session: "regular" },
  ...rest,
});

const thanksgiving = `
  AAPL 2026-11-24 100
  AAPL 2026-11-25 103
  TOYO 2026-11-20 200
  TOYO 2026-11-24 202
  TOYO 2026-11-25 201
  TOYO 2026-11-26 205
  VOD  2026-11-25 80
  VOD  2026-11-26 81
  TEVA 2026-11-25 40
  TEVA 2026-11-26 39
  BTC  2026-11-25 900
  BTC  2026-11-26 910
`;

describe("a portfolio of New York, Tokyo, London, Tel Aviv and a coin", () => {
  test("on Thanksgiving New York's change is Wednesday's and nothing is stale; each is against its own session's close before", () => {
    const { of, totals, stale } = valued(thanksgiving, "2026-11-26T20:00:00Z", "2026-11-26");
    expect(stale).toEqual([]);
    expect(of("AAPL")).toEqual(["fresh", 30, "2026-11-25", "2026-11-24"]);
    expect(of("TOYO")).toEqual(["fresh", 40, "2026-11-26", "2026-11-25"]);
    expect(of("VOD")).toEqual(["fresh", 10, "2026-11-26", "2026-11-25"]);
    expect(of("TEVA")).toEqual(["fresh", -10, "2026-11-26", "2026-11-25"]);
    expect(of("BTC")).toEqual(["fresh", 100, "2026-11-26", "2026-11-25"]);
    expect(totals.dayChange).toBeCloseTo(170, 9);
    expect(totals.dayChangeOf).toEqual({ day: "2026-11-26", earliest: "2026-11-25", previous: null });
  });

  test("on the half day after it, Friday's prices are against Wednesday's close; on Sunday they still are", () => {
    const half = quote("AAPL", 104, "2026-11-27T17:59:00Z", "2026-11-27");
    for (const [instant, day] of [
      ["2026-11-27T18:30:00Z", "2026-11-27"],
      ["2026-11-29T12:00:00Z", "2026-11-29"],
    ] as const) {
      expect(valued(thanksgiving, instant, day, [half]).of("AAPL")).toEqual(["fresh", 10, "2026-11-27", "2026-11-25"]);
    }
    // Without it, Wednesday's is the last price while Friday is on, and old once Friday is over.
    expect(valued(thanksgiving, "2026-11-27T20:00:00Z", "2026-11-27").of("AAPL")[0]).toBe("fresh");
    expect(valued(thanksgiving, "2026-11-28T12:00:00Z", "2026-11-28").of("AAPL")).toEqual(["stale", null, null, null]);
  });

  test("a holiday in Tokyo is skipped: Tuesday is against Friday", () => {
    expect(
      valued(thanksgiving.replace(/.*TOYO 2026-11-2[56].*\n/g, ""), "2026-11-24T07:00:00Z", "2026-11-24").of("TOYO"),
    ).toEqual(["fresh", 20, "2026-11-24", "2026-11-20"]);
  });

  test("a close that is missing is not skipped: Friday's change against Wednesday's close is of two days", () => {
    const rows = "VOD 2026-11-25 80\nVOD 2026-11-27 84";
    expect(valued(rows, "2026-11-27T20:00:00Z", "2026-11-27").of("VOD")).toEqual(["fresh", null, null, null]);
    // Said by the source itself, it is right.
    const said = quote("VOD", 84, "2026-11-27T16:29:00Z", "2026-11-27", { previousClose: 83 });
    expect(valued("VOD 2026-11-25 80", "2026-11-27T20:00:00Z", "2026-11-27", [said]).of("VOD")).toEqual([
      "fresh",
      10,
      "2026-11-27",
      null,
    ]);
  });

  test("all of Golden Week a price of before it is the last one; the first session missed makes it old", () => {
    const rows = "TOYO 2026-04-30 200\nTOYO 2026-05-01 201";
    const fresh = ["fresh", 10, "2026-05-01", "2026-04-30"];
    expect(valued(rows, "2026-05-06T12:00:00Z", "2026-05-06").of("TOYO")).toEqual(fresh);
    expect(valued(rows, "2026-05-07T12:00:00Z", "2026-05-07").of("TOYO")).toEqual(fresh);
    expect(valued(rows, "2026-05-07T16:00:00Z", "2026-05-08").of("TOYO")[0]).toBe("stale");
  });

  test("over a long Easter weekend in London nothing is old until Tuesday is over", () => {
    const rows = "VOD 2026-04-01 80\nVOD 2026-04-02 81";
    expect(valued(rows, "2026-04-07T20:00:00Z", "2026-04-07").of("VOD")).toEqual([
      "fresh",
      10,
      "2026-04-02",
      "2026-04-01",
    ]);
    expect(valued(rows, "2026-04-08T08:00:00Z", "2026-04-08").of("VOD")[0]).toBe("stale");
  });

  test("Tel Aviv's Friday counts since 2026, and its Sunday does not", () => {
    const rows = "TEVA 2026-01-07 40\nTEVA 2026-01-08 41\nTEVA 2026-01-09 42";
    expect(valued(rows, "2026-01-11T12:00:00Z", "2026-01-11").of("TEVA")).toEqual([
      "fresh",
      10,
      "2026-01-09",
      "2026-01-08",
    ]);
    expect(valued(rows, "2026-01-12T12:00:00Z", "2026-01-12").of("TEVA")[0]).toBe("fresh");
    expect(valued(rows.replace(/\nTEVA 2026-01-09.*/, ""), "2026-01-11T12:00:00Z", "2026-01-11").of("TEVA")[0]).toBe(
      "stale",
    );
  });
});

describe("in the weeks in which the clocks change", () => {
  const friday = "AAPL 2026-03-05 100\nAAPL 2026-03-06 101";

  test("8 to 28 March: New York's Monday is over at four in the morning UTC, an hour earlier than the week before", () => {
    // For a reader in Auckland it is Tuesday all day.
    const tuesday = (instant: string) => valued(friday, instant, "2026-03-10").of("AAPL")[0];
    expect(tuesday("2026-03-10T03:59:00Z")).toBe("fresh");
    expect(tuesday("2026-03-10T04:00:00Z")).toBe("stale");
    const before = "AAPL 2026-02-26 100\nAAPL 2026-02-27 101";
    expect(valued(before, "2026-03-03T04:59:00Z", "2026-03-03").of("AAPL")[0]).toBe("fresh");
    expect(valued(before, "2026-03-03T05:00:00Z", "2026-03-03").of("AAPL")[0]).toBe("stale");
  });

  test("25 to 31 October: London has changed and New York has not, and each is counted by its own clock", () => {
    const rows = `
      AAPL 2026-10-22 100
      AAPL 2026-10-23 101
      VOD  2026-10-22 80
      VOD  2026-10-23 81
      TEVA 2026-10-22 40
      TEVA 2026-10-23 41
      TOYO 2026-10-22 200
      TOYO 2026-10-23 201
      BTC  2026-10-25 900
      BTC  2026-10-26 910
    `;
    // 23:30 UTC on Monday: still Monday in London and New York; Tuesday in Tel Aviv and Tokyo, whose Monday brought no price.
    const { of, stale } = valued(rows, "2026-10-26T23:30:00Z", "2026-10-27");
    expect(stale.toSorted()).toEqual(["TEVA", "TOYO"]);
    expect(of("VOD")).toEqual(["fresh", 10, "2026-10-23", "2026-10-22"]);
    expect(of("AAPL")).toEqual(["fresh", 10, "2026-10-23", "2026-10-22"]);
    expect(of("BTC")).toEqual(["fresh", 100, "2026-10-26", "2026-10-25"]);
    // Half an hour later London's Monday is over too; it would have been, under summer time, an hour before.
    expect(valued(rows, "2026-10-27T00:00:00Z", "2026-10-27").stale.toSorted()).toEqual(["TEVA", "TOYO", "VOD"]);
    expect(valued(rows, "2026-10-27T04:00:00Z", "2026-10-27").stale.toSorted()).toEqual([
      "AAPL",
      "TEVA",
      "TOYO",
      "VOD",
    ]);
  });

  test("a session that is on tomorrow's date already has its change against today's close", () => {
    const rows = "TOYO 2026-03-27 200\nAAPL 2026-03-26 100\nAAPL 2026-03-27 101";
    const monday = quote("TOYO", 203, "2026-03-30T00:30:00Z", "2026-03-30");
    // In New York it is Sunday evening.
    const { of, totals } = valued(rows, "2026-03-30T00:30:00Z", "2026-03-30", [monday]);
    expect(of("TOYO")).toEqual(["fresh", 30, "2026-03-30", "2026-03-27"]);
    expect(of("AAPL")).toEqual(["fresh", 10, "2026-03-27", "2026-03-26"]);
    expect(totals.dayChangeOf).toEqual({ day: "2026-03-30", earliest: "2026-03-27", previous: null });
  });
});

test("beyond the calendar's end, and without one, weekdays are counted as ever", () => {
  const sessionsBetween = sessionsOfMarkets(
    (id) => ({ ...instruments.get(id)!, mic: "XHKG" }),
    Date.parse("2027-02-20"),
  );
  const story = "2027-02-01 buy 10 VOD @ 50.00\n2027-02-04 price VOD 80\n2027-02-05 price VOD 81";
  const on = (day: string) => valuationOf(story, day, { sessionsBetween }).positions[0]!.price!.stale;
  expect([on("2027-02-12"), on("2027-02-15")]).toEqual([false, true]);
});
