import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { Decimal } from "../decimal.ts";
import { fullJournal } from "../fake-journal.ts";
import { readStory } from "../testing.ts";
import { makeCase, verifyCases } from "./index.ts";

const STORY = `
  2024-01-01 rate USD 0.90
  2024-01-02 buy 10 AAPL @ 100.00 USD fee 1.50 account Broker-of-Ann time 09:30
  2024-02-01 buy 5 AAPL @ 120.00 USD account Broker-of-Ann
  2024-02-15 dividend AAPL 12.00 USD tax 1.80 account Broker-of-Ann
  2024-03-01 sell 6 AAPL @ 130.00 USD rate 0.93 lots txn_2=5,txn_1=1 account Broker-of-Ann
  2024-03-02 buy 7 SECRET @ 10.00
  2024-06-28 price AAPL 140.00
  2024-06-28 rate USD 0.95
`;
const story = (text = STORY) => {
  const read = readStory(text, { costMethod: "specific" });
  return { ...read, transactions: read.transactions.map((row) => ({ ...row, note: "for the wedding" })) };
};

describe("a case that is made of a holding", () => {
  test("passes at once, with the figures of the holding", () => {
    const file = makeCase({ ...story(), instrument: "AAPL", asOf: "2024-06-28" });
    expect(verifyCases(JSON.parse(JSON.stringify(file)))).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
    const { expected } = file.cases[0] as { expected: { positions: Record<string, object> } };
    expect(Object.keys(expected.positions)).toEqual(["HOLDING"]);
    // 10 x 100 + 1.50 at 0.90, less a tenth of it: nine are left, worth 9 x 140 x 0.95.
    expect(expected.positions.HOLDING).toMatchObject({ quantity: 9, dividends: 10.8, taxes: 1.62, marketValue: 1197 });
    expect((expected.positions.HOLDING as { costBasis: number }).costBasis).toBeCloseTo(811.215, 9);
  });

  test("has nothing personal in it: no name, account, note, id, time or other holding", () => {
    const text = JSON.stringify(makeCase({ ...story(), instrument: "AAPL", asOf: "2024-06-28" }));
    for (const word of ["AAPL", "SECRET", "Ann", "wedding", "txn_", "09:30"]) expect(text).not.toContain(word);
    expect(text).toContain('"account":"account 1"');
    expect(text).toContain('"transaction":"row-1"');
  });

  test("can be of other days and of another size, and no ratio changes", () => {
    const change = { shiftDays: -1000, scale: Decimal.parse("0.37") };
    const file = makeCase({ ...story(), instrument: "AAPL", asOf: "2024-06-28", ...change });
    expect(verifyCases(file).passed).toBe(1);
    const text = JSON.stringify(file);
    expect(text).not.toContain("2024");
    const { expected } = file.cases[0] as { expected: { positions: Record<string, Record<string, number>> } };
    expect(expected.positions.HOLDING).toMatchObject({ quantity: 3.33 });
    expect(expected.positions.HOLDING!.marketValue! / expected.positions.HOLDING!.costBasis!).toBeCloseTo(
      1197 / 811.215,
      12,
    );
  });

  test("brings what its lots came from, under a name of its own", () => {
    const merged = "2024-01-02 buy 10 OLD @ 10.00\n2024-02-01 merger OLD 1:2 into BIG\n2024-06-28 price BIG 30.00";
    const file = makeCase({ ...readStory(merged), instrument: "BIG", asOf: "2024-06-28" });
    const { expected, transactions } = file.cases[0] as never as {
      expected: { positions: object };
      transactions: object[];
    };
    expect(transactions).toMatchObject([
      { type: "BUY", symbol: "HOLDING" },
      { type: "MERGER", newSymbol: "HOLDING2" },
    ]);
    expect(expected.positions).toMatchObject({ HOLDING2: { quantity: 5, costBasis: 100, marketValue: 150 } });
  });

  test("says what is wrong with the holding as the engine does", () => {
    const oversold = makeCase({ ...readStory("2024-01-02 sell 1 AAPL @ 10.00"), instrument: "AAPL" });
    expect(oversold.cases[0].expected).toMatchObject({ error: "INSUFFICIENT_QUANTITY" });
    expect(verifyCases(oversold).passed).toBe(1);
  });

  test("is refused for what never occurs", () => {
    expect(() => makeCase({ ...story(), instrument: "GONE" })).toThrow("No transaction is of GONE.");
  });

  test("whatever happened, passes and says what the book says", () => {
    fc.assert(
      fc.property(
        fullJournal,
        fc.constantFrom("1", "0.5", "3"),
        fc.integer({ min: -400, max: 400 }),
        (journal, factor, shiftDays) => {
          const book = buildBook(journal);
          const scale = Decimal.parse(factor);
          for (const [instrument, position] of book.positions) {
            const file = makeCase({ ...journal, instrument, scale, shiftDays });
            expect(verifyCases(JSON.parse(JSON.stringify(file)))).toMatchObject({ passed: 1 });
            const { expected, id } = file.cases[0] as never as {
              id: string;
              expected: { positions: Record<string, Record<string, number>> };
            };
            const made = expected.positions[id.replace("holding-", "").toUpperCase()]!;
            const near = (found: number, wanted: Decimal) => {
              const value = wanted.times(scale).toNumber();
              expect(Math.abs(found - value)).toBeLessThan(1e-6 + Math.abs(value) * 1e-9);
            };
            near(made.quantity!, position.quantity);
            near(made.costBasis!, position.cost);
            near(made.realised!, position.realized);
            near(made.released!, position.released);
            near(made.dividends!, position.dividends);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
