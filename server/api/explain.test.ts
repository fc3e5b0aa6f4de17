import { type ExplanationData, recomputeData } from "@tickfolio/engine";
import { ALL_PORTFOLIOS, type WireExplanation } from "@tickfolio/protocol";
import { beforeAll, describe, expect, test } from "vitest";
import { startFigures } from "./figures-testing.ts";

let figures: Awaited<ReturnType<typeof startFigures>>;
beforeAll(async () => {
  figures = await startFigures();
});

const WEEK = { from: "2026-02-23", to: "2026-02-27" };
const again = ({ nodes }: WireExplanation) => Number(String(recomputeData(nodes as unknown as ExplanationData[])));

describe("a figure explains itself", () => {
  test("with its formula and terms, down to transactions and prices; worked out again it is the figure", async () => {
    const { ann, euros, sap } = figures;
    const explained = await ann.explain(euros, { figure: `position/${sap}/unrealized` });
    const [root] = explained.nodes as [(typeof explained.nodes)[number]];
    // 8 at 132, of which 6 cost 100 and 2 cost 110.
    expect(explained).toMatchObject({ baseCurrency: "EUR", day: "2026-03-02", whole: true });
    expect(root).toMatchObject({ value: 236, unit: "EUR", definition: "#unrealized-gain" });
    expect(again(explained)).toBe(236);
    const kinds = new Set(explained.nodes.flatMap(({ terms, leaf }) => (terms.length === 0 ? [leaf?.kind] : [])));
    expect([...kinds].sort()).toEqual(["entry", "price"]);
  });

  test("of the same kind as the other routes answer, each of them", async () => {
    const { ann, euros, sap, index } = figures;
    const [valuation, performance, risk, income, gains] = [
      await ann.valuation(euros, WEEK.to),
      await ann.performance(euros, { ...WEEK, benchmark: index }),
      await ann.risk(euros, { ...WEEK, benchmark: index }),
      await ann.income(euros, WEEK),
      await ann.gains(euros, WEEK),
    ];
    const sale = gains.disposals[0]!.transaction;
    const known: [figure: string, value: unknown][] = [
      ["totals/gain", valuation.totals.gain],
      ["totals/dayChange", valuation.totals.dayChange],
      [`position/${sap}/weight`, 1],
      [`lot/${sap}/1/cost`, 220],
      [`disposal/${sap}/${sale}/gain`, 84],
      ["range/gain", performance.gain],
      ["range/timeWeighted", performance.timeWeighted],
      ["benchmark/timeWeighted", performance.benchmark!.timeWeighted],
      ["risk/volatility", risk.volatility],
      ["risk/beta", risk.benchmark!.beta],
      ["income/gross", Number(income.total.gross)],
      [`yield/${sap}/trailingYield`, income.yields.byInstrument[0]!.trailingYield],
      ["gains/short", Number(gains.total.short)],
      ["allocation/currency/EUR/share", 1],
    ];
    for (const [figure, value] of known) {
      const explained = await ann.explain(euros, { ...WEEK, figure, benchmark: index });
      expect(again(explained), figure).toBeCloseTo(value as number, 12);
      expect(Number(explained.nodes[0]!.value), figure).toBeCloseTo(value as number, 12);
    }
  });

  test("as deep as is asked for, and says where there is more", async () => {
    const { ann, euros } = figures;
    const { nodes, whole } = await ann.explain(euros, { figure: "totals/gain", depth: 1 });
    expect(whole).toBe(false);
    expect(nodes.some(({ more }) => more)).toBe(true);
    expect((await ann.explain(euros, { figure: "totals/gain" })).nodes.length).toBeGreaterThan(nodes.length);
  });

  test("of all portfolios is that of each at the rate of the day, where figures are added", async () => {
    const { ann } = figures;
    const explained = await ann.explain(ALL_PORTFOLIOS, { figure: "totals/marketValue", to: "2026-02-24" });
    // 12 at 110, and 20 at 50 USD at 0.80.
    expect(explained.nodes[0]).toMatchObject({ value: 2120, unit: "EUR" });
    expect(again(explained)).toBe((await ann.totalValuation("2026-02-24")).totals.marketValue);
    const ratio = ann.explain(ALL_PORTFOLIOS, { figure: "range/timeWeighted" });
    await expect(ratio).rejects.toMatchObject({ status: 400, field: "figure" });
  });

  test("that there is not, is not found", async () => {
    const { ann, euros, acme } = figures;
    for (const figure of [`position/${acme}/gain`, "cash/EUR/value", "lot/none/0/cost", "allocation/kind/coin/share"]) {
      await expect(ann.explain(euros, { figure }), figure).rejects.toMatchObject({ status: 404, field: "figure" });
    }
  });
});

describe("why a figure differs", () => {
  test("under another cost method: the lots that were taken", async () => {
    const { ann, euros, sap } = figures;
    const found = await ann.explainDifference(euros, { figure: `position/${sap}/realized`, method: "lifo" });
    // First in: 4 at 100. Last in: 2 at 110 and 2 at 100.
    expect(found).toMatchObject({ a: "84", b: "64", difference: "-20", unit: "EUR" });
    expect(found.terms.map(({ difference }) => difference).sort()).toEqual(["-220", "200"]);
  });

  test("on another day: the price", async () => {
    const { ann, euros, sap } = figures;
    const query = { figure: `position/${sap}/marketValue`, to: "2026-02-26", other: "2026-02-27" };
    expect(await ann.explainDifference(euros, query)).toMatchObject({
      ...{ a: 968, b: 1056, difference: 88 },
      terms: [{ a: { value: 121 }, b: { value: 132 }, difference: 88 }],
    });
  });

  test("of all portfolios: each under the other method", async () => {
    const { ann } = figures;
    const found = await ann.explainDifference(ALL_PORTFOLIOS, { figure: "totals/realized", method: "lifo" });
    expect(Number(found.difference)).toBeCloseTo(-20, 9);
  });

  test("measured in another way: what each stretch between flows adds to both", async () => {
    const { ann, euros } = figures;
    const { timeWeighted, modifiedDietz } = await ann.performance(euros, WEEK);
    const found = await ann.explainReturns(euros, { ...WEEK, a: "timeWeighted", b: "modifiedDietz" });
    expect([found.a, found.b]).toEqual([timeWeighted, modifiedDietz]);
    const sum = found.terms.reduce((total, { difference }) => total + difference, 0);
    expect(sum).toBeCloseTo(found.difference, 9);
    expect((await ann.explainReturns(ALL_PORTFOLIOS, { ...WEEK, a: "simple", b: "timeWeighted" })).terms.length).toBe(
      3,
    );
    const none = ann.explainReturns(euros, { from: "2026-02-27", to: "2026-02-27", a: "simple", b: "timeWeighted" });
    await expect(none).rejects.toMatchObject({ status: 404 });
  });
});
