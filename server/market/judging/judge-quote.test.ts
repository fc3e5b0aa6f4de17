import type { Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { judgeQuote, type QuoteContext, splitFactor } from "./judge-quote.ts";

/** A live price of the afternoon of 20 November. */
const live: Quote = {
  instrument: "ins_a",
  price: 100,
  currency: "USD",
  at: "2026-11-20T19:00:00.000Z",
  day: "2026-11-20",
  source: "one",
  delay: "realtime",
  session: "regular",
};
const later = "2026-11-20T19:01:00.000Z";
const nothing: QuoteContext = { current: live, others: [], odd: [], splits: [], isOpen: true };
const said = (rest: Partial<Quote>): Quote => ({ ...live, at: later, ...rest });

describe("a worse price never replaces a better one", () => {
  const cases: [what: string, quote: Partial<Quote>, context: Partial<QuoteContext>, verdict: string][] = [
    ["a newer one", { price: 101 }, {}, "take"],
    ["the first one there is", { price: 101 }, { current: undefined }, "take"],
    ["an older one", { at: "2026-11-20T18:59:00.000Z" }, {}, "it is older"],
    [
      "one of yesterday with a time of today",
      { day: "2026-11-19", source: "two", delay: "eod" },
      {},
      "it is of an earlier session",
    ],
    [
      "the day's close while the day has none yet",
      { source: "two", delay: "eod", session: "closed" },
      {},
      "a live price of the same session is there",
    ],
    [
      "the close after the session's last live price",
      { source: "two", delay: "eod", at: "2026-11-20T19:15:00.000Z" },
      { isOpen: false },
      "a live price of the same session is there",
    ],
    [
      "the close where the live price is of the morning",
      { source: "two", delay: "eod", at: "2026-11-20T21:00:00.000Z" },
      { isOpen: false },
      "take",
    ],
    [
      "the close of the next day",
      { source: "two", delay: "eod", day: "2026-11-21", at: "2026-11-21T21:00:00.000Z" },
      {},
      "take",
    ],
    [
      "a delayed one of the same instant",
      { source: "two", delay: "delayed", at: live.at },
      {},
      "a better price of the same instant is there",
    ],
    ["another live one of the same instant", { source: "two", price: 101, at: live.at }, {}, "take"],
    ["a correction of the same source", { price: 101, at: live.at, delay: "delayed" }, {}, "take"],
    ["a live one after a close", { source: "two" }, { current: { ...live, delay: "eod" } }, "take"],
  ];
  test.each(cases)("%s", (_, quote, context, verdict) => {
    const judged = judgeQuote(said(quote), { ...nothing, ...context });
    expect(judged.kind === "worse" ? judged.why : judged.kind).toBe(verdict);
  });
});

describe("an odd price is not believed until something explains it", () => {
  const doubled = said({ price: 200, source: "one" });
  const cases: [what: string, quote: Quote, context: Partial<QuoteContext>, verdict: string][] = [
    ["a move of 39 %", said({ price: 139 }), {}, "take"],
    ["a move of 41 %", said({ price: 141 }), {}, "jump"],
    ["a fall of 41 %", said({ price: 59 }), {}, "jump"],
    ["a move of 41 % over more than a week", said({ price: 141, at: later, day: "2026-11-29" }), {}, "jump"],
    ["after a week anything may have happened", said({ price: 141, at: "2026-11-28T19:00:00.000Z" }), {}, "take"],
    ["pence for pounds", said({ price: 9_800 }), {}, "unit"],
    ["pounds for pence", said({ price: 1.02 }), {}, "unit"],
    ["thousandths", said({ price: 0.099 }), {}, "unit"],
    ["pence for pounds after three weeks", said({ price: 9_800, at: "2026-12-11T19:00:00.000Z" }), {}, "unit"],
    ["after a month it is a price", said({ price: 9_800, at: "2026-12-24T19:00:00.000Z" }), {}, "take"],
    ["another source says so", doubled, { others: [{ ...live, source: "two", price: 203 }] }, "take"],
    [
      "another source says so of the unit",
      said({ price: 9_800 }),
      { others: [{ ...live, source: "two", price: 9_900 }] },
      "take",
    ],
    ["another source says otherwise", doubled, { others: [{ ...live, source: "two", price: 101 }] }, "jump"],
    ["the same source is no second one", doubled, { others: [{ ...live, price: 203 }] }, "jump"],
    [
      "another source said so long ago",
      doubled,
      { others: [{ ...live, source: "two", price: 203, at: "2026-11-01T19:00:00.000Z" }] },
      "jump",
    ],
    ["said again, later", doubled, { odd: [{ quote: { ...live, price: 199 }, dismissed: false }] }, "take"],
    [
      "said again at the same instant",
      doubled,
      { odd: [{ quote: { ...doubled, price: 199 }, dismissed: false }] },
      "jump",
    ],
    [
      "said again by another",
      doubled,
      { odd: [{ quote: { ...live, price: 199, source: "two" }, dismissed: false }] },
      "jump",
    ],
    [
      "said again after somebody dismissed it",
      doubled,
      { odd: [{ quote: { ...live, price: 199 }, dismissed: true }] },
      "jump",
    ],
    [
      "a mixed-up unit is said again and again",
      said({ price: 9_800 }),
      { odd: [{ quote: { ...live, price: 9_790 }, dismissed: false }] },
      "unit",
    ],
    ["its own previous close is of new units", said({ price: 25.2, previousClose: 25 }), {}, "take"],
    ["its own previous close is of old ones", said({ price: 25.2, previousClose: 100 }), {}, "jump"],
    ["a previous close in the same wrong unit", said({ price: 9_800, previousClose: 9_900 }), {}, "unit"],
    [
      "a known split",
      said({ price: 25.2, day: "2026-11-21" }),
      { splits: [{ day: "2026-11-21", from: 1, to: 4 }] },
      "take",
    ],
    [
      "a known split of another day",
      said({ price: 25.2 }),
      { splits: [{ day: "2026-11-20", from: 1, to: 4 }] },
      "jump",
    ],
    [
      "a known split of other size",
      said({ price: 25.2, day: "2026-11-21" }),
      { splits: [{ day: "2026-11-21", from: 1, to: 20 }] },
      "jump",
    ],
    [
      "a hundred old for one new",
      said({ price: 9_800, day: "2026-11-21" }),
      { splits: [{ day: "2026-11-21", from: 100, to: 1 }] },
      "take",
    ],
    [
      "the first of a scope, beside another's",
      said({ price: 9_800 }),
      { current: undefined, beside: { ...live, source: "two" } },
      "unit",
    ],
    [
      "an old one beside a new one of another scope",
      said({ price: 50, at: "2026-09-01T19:00:00.000Z", day: "2026-09-01" }),
      { current: undefined, beside: { ...live, source: "two" } },
      "take",
    ],
  ];
  test.each(cases)("%s", (_, quote, context, verdict) => {
    const judged = judgeQuote(quote, { ...nothing, ...context });
    expect(judged.kind === "odd" ? judged.oddness : judged.kind).toBe(verdict);
  });

  test("it says what was said, after what, and what it may be", () => {
    expect(judgeQuote(doubled, nothing)).toMatchObject({
      against: 100,
      reason: "200 USD, after 100 from one: a move of +100 %, and no split that explains it is known.",
    });
    expect(judgeQuote(said({ price: 1.02 }), nothing)).toMatchObject({
      reason: "1.02 USD, after 100 from one: about 100 times less, as when pence are taken for pounds.",
    });
  });

  test("splits between two days multiply", () => {
    const splits = [
      { day: "2020-08-31", from: 1, to: 4 },
      { day: "2014-06-09", from: 1, to: 7 },
    ];
    expect(splitFactor(splits, "2014-06-08", "2020-08-31")).toBeCloseTo(1 / 28);
    expect(splitFactor(splits, "2014-06-09", "2020-08-30")).toBe(1);
  });
});
