import { ALL_PORTFOLIOS } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { startFigures } from "./figures-testing.ts";

describe("what if", () => {
  test("so much is sold: each cost method says what it would come to, and nothing is recorded", async () => {
    const { ann, euros, sap } = await startFigures();
    const before = await ann.entries(euros);
    const answer = await ann.whatIf(euros, { instrument: sap, quantity: "7", price: "140", fee: "10" });
    expect(answer).toMatchObject({ baseCurrency: "EUR", day: "2026-03-02", currency: "EUR", partial: false });
    const [{ portfolio, outcomes }] = answer.portfolios as [(typeof answer.portfolios)[number]];
    expect(portfolio).toBe(euros);
    // Held: 6 at 100 and 2 at 110 first in first out; 8 at 100 last in first out. 980 less the fee comes in.
    expect(outcomes.map(({ method, cost, gain }) => `${method} ${cost} ${gain}`)).toEqual([
      "fifo 710 260",
      "lifo 700 270",
      "hifo 700 270",
      "average 711.666666666666666666 258.333333333333333334",
      "specific 710 260",
    ]);
    expect(outcomes[0]).toMatchObject({
      ...{ quantity: "7", proceeds: "970", oversold: "0", issues: [] },
      lots: [
        { acquired: "2026-02-23", quantity: "6", cost: "600", daysHeld: 7, term: "short" },
        { acquired: "2026-02-23", quantity: "1", cost: "110", daysHeld: 7, term: "short" },
      ],
      left: { quantity: "1", cost: "110", averageCost: "110", lots: [{ account: "Second", quantity: "1" }] },
    });
    expect(await ann.entries(euros)).toEqual(before);
  });

  test("more is sold than is held: what that makes wrong is said", async () => {
    const { ann, euros, sap } = await startFigures();
    const { portfolios } = await ann.whatIf(euros, { instrument: sap, quantity: "9", price: "140", methods: ["fifo"] });
    expect(portfolios[0]!.outcomes).toMatchObject([
      { method: "fifo", quantity: "8", oversold: "1", issues: [{ code: "oversold" }] },
    ]);
  });

  test("the lots are named, and the price is of another currency at the day's rate", async () => {
    const { ann, euros, sap } = await startFigures();
    const { methods } = await ann.lots(euros);
    const second = methods[0]!.positions[0]!.lots[1]!.transaction;
    const sale = { instrument: sap, quantity: "2", price: "150", currency: "USD", day: "2026-02-27" };
    const answer = await ann.whatIf(euros, { ...sale, lots: `${second}=2`, methods: ["specific"] });
    // 300 USD are 300 EUR by then; the two cost 220.
    expect(answer.portfolios[0]!.outcomes).toMatchObject([{ gain: "80", cost: "220" }]);
  });

  test("of all portfolios it is each that trades the instrument, in the user's currency", async () => {
    const { ann, dollars, acme } = await startFigures();
    const sale = { instrument: acme, quantity: "10", price: "60", day: "2026-02-25", methods: ["fifo"] } as const;
    const answer = await ann.whatIf(ALL_PORTFOLIOS, sale);
    // 10 at 50, sold at 60: 100 USD at 0.80.
    expect(answer).toMatchObject({
      ...{ baseCurrency: "EUR", currency: "USD" },
      portfolios: [
        { portfolio: dollars, outcomes: [{ gain: "80", cost: "400", left: { quantity: "5", cost: "200" } }] },
      ],
    });
  });
});
