import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../day.ts";
import type { Decimal } from "../decimal.ts";
import { FIRST_DAY, LAST_DAY, randomJournal } from "../fake-journal.ts";
import { performanceOfStory } from "../performance/fake-performance.ts";
import { performanceOf } from "../performance/subjects.ts";
import { COST_METHODS } from "../portfolio.ts";
import { readStory } from "../testing.ts";
import { type Difference, explainDifference, explainSettings } from "./difference.ts";
import { createExplainer, type Figure } from "./explainer.ts";
import { numberOf } from "./explanation.ts";
import { explainReturns, type ReturnMeasure, type ReturnTerm } from "./return-difference.ts";

const STORY = `
  2024-01-02 buy 10 AAPL @ 100.00
  2024-02-01 buy 10 AAPL @ 150.00 fee 10.00
  2024-03-01 sell 15 AAPL @ 200.00 fee 5.00
  2024-03-01 price AAPL 200.00
  2024-04-01 price AAPL 210.00
`;

function told({ a, b, difference, terms }: Difference): string[] {
  const head = `${numberOf(a)} to ${numberOf(b)}: ${numberOf(difference!)}`;
  return [
    head,
    ...terms.map(
      (term) => `${term.label}: ${term.a?.value ?? "none"} to ${term.b?.value ?? "none"}, ${term.difference}`,
    ),
  ];
}

const figure = (name: "realized" | "unrealized" | "gain"): Figure => ({ of: "position", instrument: "AAPL", name });

describe("why does this differ", () => {
  test("under another cost method: other lots were taken", () => {
    const found = explainSettings(
      readStory(STORY),
      figure("realized"),
      "2024-03-01",
      { costMethod: "fifo" },
      { costMethod: "lifo" },
    );
    expect(told(found!)).toEqual([
      "1240 to 985: -255",
      "cost of what left of the lot of 2024-01-02: 1000 to 500, 500",
      "cost of what left of the lot of 2024-02-01: 755 to 1510, -755",
    ]);
    expect(found!.terms[0]).toMatchObject({
      a: { formula: "Cost of 10 units bought on 2024-01-02 at 100 EUR" },
      b: { formula: "Cost of 5 of 10 units bought on 2024-01-02 at 100 EUR" },
    });
  });

  test("of what is held: other lots were left", () => {
    const found = explainSettings(
      readStory(STORY),
      figure("unrealized"),
      "2024-03-01",
      { costMethod: "fifo" },
      { costMethod: "lifo" },
    );
    expect(told(found!)).toEqual([
      "245 to 500: 255",
      "cost of the lot of 2024-02-01: 755 to none, 755",
      "cost of the lot of 2024-01-02: none to 500, -500",
    ]);
  });

  test("with fees apart from cost and proceeds: what they were in", () => {
    const found = explainSettings(readStory(STORY), figure("gain"), "2024-03-01", {}, { feesInCost: false });
    expect(told(found!)).toEqual([
      "1485 to 1485: 0",
      "proceeds of the disposal of 2024-03-01: 2995 to 3000, 5",
      "cost of what left of the lot of 2024-02-01: 755 to 750, 5",
      "cost of the lot of 2024-02-01: 755 to 750, 5",
      "separate fees of AAPL: 0 to 15, -15",
    ]);
  });

  test("with lots by account: those of the sale's own account were taken", () => {
    const story = `
      2024-01-02 buy 10 AAPL @ 100.00 account A
      2024-02-01 buy 10 AAPL @ 150.00 account B
      2024-03-01 sell 10 AAPL @ 200.00 account B
    `;
    const found = explainSettings(readStory(story), figure("realized"), "2024-03-01", {}, { lots: "account" });
    expect(told(found!)).toEqual([
      "1000 to 500: -500",
      "cost of what left of the lot of 2024-01-02: 1000 to none, 1000",
      "cost of what left of the lot of 2024-02-01: none to 1500, -1500",
    ]);
  });

  test("on another day: the price", () => {
    const explainer = createExplainer(readStory(STORY));
    const [before, after] = ["2024-03-01", "2024-04-01"].map((day) => explainer.explain(figure("gain"), day)!);
    expect(told(explainDifference(before!, after!))).toEqual([
      "1485 to 1535: 50",
      "market value of AAPL, by its close of 2024-04-01: 200 to 210, 50",
    ]);
  });
});

const someDay = fc.integer({ min: 0, max: 365 }).map((offset) => addDays(FIRST_DAY, offset));
const method = fc.constantFrom(...COST_METHODS);
const SOME_FIGURES = ["cost", "marketValue", "unrealized", "realized", "income", "fees", "gain", "moneyIn"] as const;

test("the terms add up to the difference, exactly where it was booked", () => {
  fc.assert(
    fc.property(randomJournal, someDay, someDay, method, method, (journal, day, other, a, b) => {
      const under = (costMethod: typeof a, on: string) => {
        const explainer = createExplainer({ ...journal, settings: { ...journal.settings, costMethod } });
        return (wanted: Figure) => explainer.explain(wanted, on);
      };
      const [one, two] = [under(a, day), under(b, other)];
      const size = 1e7;
      for (const name of SOME_FIGURES) {
        const { difference, ...sides } = explainDifference(one({ of: "totals", name })!, two({ of: "totals", name })!);
        expect(Math.abs(numberOf(difference!)! - (numberOf(sides.b)! - numberOf(sides.a)!))).toBeLessThan(size * 1e-12);
      }
      for (const instrument of ["AAA", "BBB", "CCC", "DDD"]) {
        for (const name of ["quantity", "cost", "realized"] as const) {
          const [from, to] = [one({ of: "position", instrument, name }), two({ of: "position", instrument, name })];
          if (!from || !to) continue;
          const found = explainDifference(from, to);
          expect(String(found.difference)).toBe(String((to.value as Decimal).minus(from.value as Decimal)));
        }
      }
    }),
    { numRuns: 60 },
  );
});

describe("another measure of return", () => {
  const story = `
    2024-01-01 deposit 1000.00
    2024-01-01 buy 10 AAPL @ 100.00
    2024-01-01 price AAPL 100.00
    2024-06-30 price AAPL 150.00
    2024-07-01 deposit 9000.00
    2024-07-01 buy 60 AAPL @ 150.00
    2024-12-31 price AAPL 120.00
  `;

  test("time-weighted and money-weighted: the good half-year had little money, the bad one much", () => {
    const performance = performanceOfStory(story, "2024-01-01", "2024-12-31");
    const found = explainReturns(performance, "2024-01-01", "2024-12-31", "timeWeighted", "moneyWeighted")!;
    expect(
      found.terms.map(({ from, to, days, capital, gain, flow }) => ({ from, to, days, capital, gain, flow })),
    ).toEqual([
      { from: "2024-01-01", to: "2024-07-01", days: 182, capital: 1000, gain: 500, flow: 9000 },
      { from: "2024-07-01", to: "2024-12-31", days: 183, capital: 10_500, gain: -2100, flow: 0 },
    ]);
    const [good, bad] = found.terms as [ReturnTerm, ReturnTerm];
    expect([good.return, bad.return].map((one) => one.toFixed(6))).toEqual(["0.500000", "-0.200000"]);
    // 1.5 × 0.8 = 1.2; the money lost 1,600 of 10,000.
    expect(found.a).toBeCloseTo(0.2, 12);
    expect(found.b).toBeLessThan(0);
    expect(good.weight).toBeCloseTo((1000 * 182) / (1000 * 182 + 10_500 * 183), 12);
    // What the ranges earned beyond the rate, discounted at it, is nothing together.
    const beyond = found.terms.map(({ capital, gain, days, to }) => {
      const later = to === "2024-07-01" ? 182 : 365;
      return (capital + gain - capital * (1 + found.rate!) ** (days / 365)) / (1 + found.rate!) ** (later / 365);
    });
    expect(beyond[0]! + beyond[1]!).toBeCloseTo(0, 6);
  });

  test("the ranges between flows add up to each measure, and their differences to the difference", () => {
    const measures: ReturnMeasure[] = ["timeWeighted", "moneyWeighted", "simple", "modifiedDietz"];
    fc.assert(
      fc.property(
        randomJournal,
        someDay,
        fc.constantFrom(...measures),
        fc.constantFrom(...measures),
        (journal, from, a, b) => {
          const performance = performanceOf({ ...journal, from: FIRST_DAY, to: LAST_DAY });
          const found = explainReturns(performance, from, LAST_DAY, a, b);
          if (!found) return;
          const sum = (part: "a" | "b" | "difference") => found.terms.reduce((total, term) => total + term[part], 0);
          const size = found.terms.reduce((total, term) => total + Math.abs(term.a) + Math.abs(term.b), 1);
          for (const part of ["a", "b", "difference"] as const) {
            expect(Math.abs(sum(part) - found[part])).toBeLessThan(size * 1e-9);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
