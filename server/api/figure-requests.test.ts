import { ALL_PORTFOLIOS } from "@tickfolio/protocol";
import { beforeAll, describe, expect, test } from "vitest";
import { startFigures } from "./figures-testing.ts";
import { makePortfolio } from "./testing.ts";

let figures: Awaited<ReturnType<typeof startFigures>>;
beforeAll(async () => {
  figures = await startFigures();
});

/** What is asked, and the field that is named. */
const wrong: [query: string, field: string][] = [
  ["performance?from=2026-02-30", "from"],
  ["performance?from=2026-02-24&to=2026-02-23", "to"],
  ["performance?from=2026-02-24&range=1Y", "range"],
  ["performance?range=2Y", "range"],
  ["performance?columns=index,worth", "columns"],
  ["performance?columns=", "columns"],
  ["performance?instrument=ins_nothing", "instrument"],
  ["performance?account=Nowhere", "account"],
  ["performance?account=Broker&instrument=x", "account"],
  ["performance?benchmark=ins_nothing", "benchmark"],
  ["performance?sort=up", "sort"],
  ["risk?riskFreeRate=much", "riskFreeRate"],
  ["risk?riskFreeRate=-1", "riskFreeRate"],
  ["risk?periodsPerYear=12", "periodsPerYear"],
  ["risk?benchmark=", "benchmark"],
  ["gains?method=best", "method"],
  ["gains?longAfterDays=-1", "longAfterDays"],
  ["gains?longAfterDays=100000", "longAfterDays"],
  ["lots?methods=fifo,best", "methods"],
  ["lots?day=yesterday", "day"],
  ["lots?instrument=ins_nothing", "instrument"],
  ["income?from=2026", "from"],
  ["allocation", "by"],
  ["allocation?by=colour", "by"],
  ["what-if?instrument=x&quantity=1", "price"],
  ["what-if?instrument=x&quantity=0&price=1", "quantity"],
  ["what-if?instrument=x&quantity=-1&price=1", "quantity"],
  ["what-if?instrument=x&quantity=1&price=1e3", "price"],
  ["what-if?instrument=x&quantity=1234567890123456&price=1", "quantity"],
  ["what-if?instrument=x&quantity=1&price=1", "instrument"],
  ["what-if?instrument=x&quantity=1&price=1&currency=GBX", "currency"],
  ["what-if?instrument=x&quantity=1&price=1&lots=all", "lots"],
  ["explain", "figure"],
  ["explain?figure=totals/luck", "figure"],
  ["explain?figure=position/gain", "figure"],
  ["explain?figure=constructor/gain", "figure"],
  ["explain?figure=totals/toString", "figure"],
  ["explain?figure=totals/gain&depth=deep", "depth"],
  ["explain?figure=totals/gain&benchmark=ins_nothing", "benchmark"],
  ["explain/difference?figure=totals/gain", "method"],
  ["explain/difference?figure=totals/gain&other=then", "other"],
  ["explain/difference?figure=totals/gain&feesInCost=maybe", "feesInCost"],
  ["explain/returns?a=simple", "b"],
  ["explain/returns?a=simple&b=luck", "b"],
  ["history?from=2026-02-24", "to"],
];

describe("a query that does not fit names its field", () => {
  for (const [query, field] of wrong) {
    test(`${field} of ${query}, of one portfolio and of all`, async () => {
      for (const of of [`/portfolios/${figures.euros}`, ""]) {
        const response = await figures.send("ann", "GET", `/api${of}/${query}`);
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({
          field,
          detail: expect.stringMatching(new RegExp(`^${field}: `)),
        });
      }
    });
  }
});

test("invented prices are no benchmark for real money, nor real ones for a sample's", async () => {
  const { ann, euros, index } = figures;
  const sample = await ann.makeSample();
  const { items } = await ann.instruments();
  const invented = items.find(({ mic }) => mic === "SIM")!.id;
  const refused = { code: "simulated_only", field: "benchmark" };
  await expect(ann.performance(euros, { benchmark: invented })).rejects.toMatchObject(refused);
  await expect(ann.performance(ALL_PORTFOLIOS, { benchmark: invented })).rejects.toMatchObject(refused);
  await expect(ann.performance(sample.id, { benchmark: index })).rejects.toMatchObject(refused);
  expect((await ann.performance(sample.id, { benchmark: invented })).benchmark!.timeWeighted).toBeTypeOf("number");
});

test("a portfolio that is in the bin has its figures, and is in none of all", async () => {
  const { ann, euros } = await startFigures();
  await ann.deletePortfolio(euros);
  expect((await ann.gains(euros)).total.gain).toBe("84");
  expect((await ann.gains(ALL_PORTFOLIOS)).total.gain).toBe("40");
});

test("a portfolio without any transaction has figures of nothing", async () => {
  const { ann } = figures;
  const empty = await makePortfolio(ann, "Empty");
  expect(await ann.gains(empty)).toMatchObject({ total: { gain: "0" }, disposals: [] });
  expect(await ann.lots(empty)).toMatchObject({ methods: [{ method: "fifo", cost: "0", positions: [] }] });
  expect(await ann.income(empty)).toMatchObject({ total: { net: "0" }, yields: { trailingYield: null } });
  expect(await ann.allocation(empty, { by: "kind" })).toMatchObject({ whole: 0, slices: [] });
  expect(await ann.risk(empty)).toMatchObject({ used: 0, maximumDrawdown: expect.anything() });
});
