import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { LAST_DAY, patchyJournal, randomJournal } from "../fake-journal.ts";
import { bookOf } from "../testing.ts";
import { gainsOf } from "./gains.ts";

const story = `
  2022-01-01 rate USD 0.80
  2022-01-03 buy 10 US @ 10 USD
  2023-01-01 rate USD 0.90
  2023-06-01 buy 10 US @ 12 USD
  2024-01-01 rate USD 1.00
  2024-02-01 sell 15 US @ 20 USD
  2024-03-01 buy 4 FUND @ 50
  2024-04-01 sell 4 FUND @ 45
`;

describe("gains of disposals", () => {
  test("are split by lots, with the days each was held", () => {
    const { disposals } = gainsOf(bookOf(story), null, "2024-12-31");
    const [us] = disposals;
    // 15 at 20.00 for 10 that cost 80 and 5 that cost 54: in dollars they cost 160, and the rate has risen on them by 26.
    expect([us!.proceeds, us!.cost, us!.gain, us!.currencyPart, us!.pricePart].map(String)).toEqual([
      "300",
      "134",
      "166",
      "26",
      "140",
    ]);
    expect(
      us!.lots.map(
        (lot) =>
          `${lot.acquired} ${lot.quantity}: ${lot.proceeds} - ${lot.cost} = ${lot.gain}, ${lot.daysHeld} ${lot.term}`,
      ),
    ).toEqual(["2022-01-03 10: 200 - 80 = 120, 759 long", "2023-06-01 5: 100 - 54 = 46, 245 short"]);
  });

  test("are summed by instrument, and as short and long", () => {
    const { total, byInstrument } = gainsOf(bookOf(story), null, "2024-12-31");
    expect([total.gain, total.short, total.long].map(String)).toEqual(["146", "26", "120"]);
    expect([...byInstrument].map(([instrument, { gain }]) => `${instrument} ${gain}`)).toEqual(["US 166", "FUND -20"]);
    const never = gainsOf(bookOf(story), null, "2024-12-31", { longAfterDays: 10_000 });
    expect(never.total.long.toString()).toBe("0");
  });

  test("of a period leave out its first day and have its last", () => {
    const days = (from: string, to: string) => gainsOf(bookOf(story), from, to).disposals.map(({ day }) => day);
    expect(days("2024-02-01", "2024-04-01")).toEqual(["2024-04-01"]);
    expect(days("2024-01-31", "2024-02-01")).toEqual(["2024-02-01"]);
  });

  test("of a short sale that is covered are what it brought less what covering cost", () => {
    const { disposals } = gainsOf(
      bookOf("2024-01-02 sell 5 FUND @ 100\n2024-03-02 buy 5 FUND @ 80", { allowShort: true }),
      null,
      "2024-12-31",
    );
    const [lot] = disposals[0]!.lots;
    expect(`${lot!.acquired}: ${lot!.proceeds} - ${lot!.cost} = ${lot!.gain}, ${lot!.daysHeld}`).toBe(
      "2024-01-02: 500 - 400 = 100, 60",
    );
  });

  test("that nobody knows are named, and in no sum", () => {
    const { unknown, total } = gainsOf(
      bookOf("2024-01-02 buy 1 CH @ 10 CHF\n2024-02-02 sell 1 CH @ 12 CHF"),
      null,
      "2024-12-31",
    );
    expect([unknown, total.gain.toString()]).toEqual([["txn_2"], "0"]);
  });

  test("add up over their lots to the book's realized gain", () => {
    fc.assert(
      fc.property(fc.oneof(randomJournal, patchyJournal), (journal) => {
        const book = buildBook(journal);
        const { disposals, byInstrument, total } = gainsOf(book, null, LAST_DAY);
        for (const { lots, gain, pricePart, currencyPart } of disposals) {
          if (!gain) continue;
          expect(pricePart!.plus(currencyPart!)).toEqual(gain);
          if (lots.length > 0)
            expect(
              lots
                .map((lot) => lot.gain!)
                .reduce((a, b) => a.plus(b))
                .toString(),
            ).toBe(gain.toString());
        }
        for (const [instrument, { gain, currencyPart }] of byInstrument) {
          const { realized, realizedCurrency } = book.positions.get(instrument)!;
          expect([gain.toString(), currencyPart.toString()]).toEqual([
            realized.toString(),
            realizedCurrency.toString(),
          ]);
        }
        expect(total.short.plus(total.long).toString()).toBe(total.gain.toString());
      }),
    );
  });
});
