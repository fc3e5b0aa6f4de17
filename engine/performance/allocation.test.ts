import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { LAST_DAY, patchyJournal, randomJournal } from "../fake-journal.ts";
import { readStory, valuationOf } from "../testing.ts";
import { valueBook } from "../valuation.ts";
import {
  type Allocation,
  allocationOf,
  allocationOfAll,
  labelCurrency,
  labelInstrument,
  labelKind,
  labelMarket,
  ownLabels,
  sameLabel,
} from "./allocation.ts";
import { bookOfSubject } from "./subjects.ts";

const story = `
  2024-01-01 rate USD 0.50
  2024-01-02 deposit 1000 account A
  2024-01-02 deposit 200 account B
  2024-01-02 buy 4 WORLD @ 100 account A
  2024-01-02 convert 100 EUR to 200 USD account A
  2024-01-02 buy 10 US @ 20 USD account A
  2024-01-02 buy 1 SHED @ 50 account B
  2024-01-02 price WORLD 100
  2024-01-02 price US 40
  2024-01-02 withdrawal 30 USD account B
`;
const valuation = valuationOf(story, "2024-01-02");
const told = ({ slices }: Allocation) =>
  slices.map(({ label, value, share }) => `${label} ${Number(value.toFixed(9))} ${share.toFixed(4)}`);

describe("an allocation", () => {
  test("has shares of everything that is worth more than nothing; what has no price or is owed stands apart", () => {
    const allocation = allocationOf(valuation, labelInstrument);
    expect(told(allocation)).toEqual(["EUR 650 0.5200", "WORLD 400 0.3200", "US 200 0.1600"]);
    expect(allocation).toMatchObject({
      whole: 1250,
      unpriced: ["SHED"],
      unrated: [],
      owed: [{ instrument: null, currency: "USD", value: -15 }],
    });
  });

  test("is by currency, kind or market, and what has no label has none", () => {
    expect(told(allocationOf(valuation, labelCurrency))).toEqual(["EUR 1050 0.8400", "USD 200 0.1600"]);
    const kinds = labelKind((instrument) => (instrument === "US" ? "stock" : "fund"));
    expect(told(allocationOf(valuation, kinds))).toEqual(["cash 650 0.5200", "fund 400 0.3200", "stock 200 0.1600"]);
    const markets = labelMarket((instrument) => (instrument === "US" ? "XNAS" : undefined));
    expect(told(allocationOf(valuation, markets))).toEqual(["null 1050 0.8400", "XNAS 200 0.1600"]);
  });

  test("is by own labels, of which a part may have several", () => {
    const labels = ownLabels(
      new Map([
        [
          "WORLD",
          [
            { label: "America", share: 0.6 },
            { label: "Europe", share: 0.3 },
          ],
        ],
        [
          "US",
          [
            { label: "America", share: 1 },
            { label: "Europe", share: 1 },
          ],
        ],
        ["EUR", [{ label: "cash", share: 1 }]],
      ]),
    );
    // Of WORLD a tenth has no label; those of US add up to two, so each is a half.
    expect(told(allocationOf(valuation, labels))).toEqual([
      "cash 650 0.5200",
      "America 340 0.2720",
      "Europe 220 0.1760",
      "null 40 0.0320",
    ]);
  });

  test("is by account, from a valuation of each", () => {
    const input = { ...readStory(story), through: "2024-01-02" };
    const accounts = ["A", "B"].map((account) => {
      const book = bookOfSubject(input, { kind: "account", account });
      return { valuation: valueBook(book, input.market, "2024-01-02"), labelsOf: sameLabel(account) };
    });
    expect(told(allocationOfAll(accounts))).toEqual(["A 1100 0.8800", "B 150 0.1200"]);
  });

  test("adds up to one, whatever is held", () => {
    fc.assert(
      fc.property(fc.oneof(randomJournal, patchyJournal), (journal) => {
        const some = valueBook(buildBook(journal), journal.market, LAST_DAY);
        for (const labels of [labelInstrument, labelCurrency]) {
          const { slices, whole } = allocationOf(some, labels);
          const sum = slices.reduce((total, { share }) => total + share, 0);
          if (whole > 0) expect(sum).toBeCloseTo(1, 9);
          else expect(slices).toEqual([]);
          for (const { share } of slices) expect(share > 0 && share <= 1 + 1e-12).toBe(true);
        }
        const { slices } = allocationOf(some, labelInstrument);
        for (const { instrument, weight } of some.positions) {
          if (!weight) continue;
          expect(slices.find(({ label }) => label === instrument)!.share).toBeCloseTo(weight, 9);
        }
      }),
      { numRuns: 100 },
    );
  });
});
