import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { buildBook } from "./book.ts";
import { dayNumber } from "./day.ts";
import { dailyHistory } from "./history.ts";
import type { CostMethod } from "./portfolio.ts";
import { readWorkload, type Workload } from "./testing-workload.ts";
import { valueBook } from "./valuation.ts";

const folder = new URL("../../shared/bench/", import.meta.url);
const here = existsSync(folder);
const expectedOf = here ? JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")).workloads : {};
const generator = here ? await import(/* @vite-ignore */ new URL("gen-workload.mjs", folder).href) : undefined;

const PRESETS = {
  a: { transactions: 100, symbols: 10, years: 2 },
  b: { transactions: 1000, symbols: 50, years: 5 },
  d: { transactions: 5000, symbols: 120, years: 10 },
};
/** The engine rounds nothing when it books, except that tracked cash moves by whole cents. */
const EXACT = 1e-9;
const CENTS = 1e-5;

describe.runIf(here).each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])("workload %s", (name) => {
  const make = name === "d" ? generator?.generateEvents : generator?.generate;
  const workload: Workload | undefined = make?.({ name, ...PRESETS[name] });
  const expected = expectedOf[name];

  test("is the one the expected figures belong to", () => {
    expect(workload!.meta.sha256).toBe(expected.sha256);
  });

  const bookOf = (costMethod: CostMethod, cash: "tracked" | "untracked") => {
    const input = readWorkload(workload!);
    const settings = { baseCurrency: workload!.meta.baseCurrency, costMethod, cash };
    const { start, end } = workload!.meta;
    const book = buildBook({ ...input, settings });
    const history = dailyHistory({ ...input, settings, from: start, to: end });
    return { book, history, valuation: valueBook(book, input.market, end) };
  };

  test.each(["fifo", "lifo", "hifo", "average"] as const)("books and values by %s", (method) => {
    const { book, valuation } = bookOf(method, "untracked");
    const wanted = expected.methods[method];
    const { totals } = valuation;
    close(totals.cost, wanted.openCost);
    close(totals.realized, wanted.realised);
    close(totals.released, wanted.releasedByTransfersOut);
    close(totals.unrealized, wanted.unrealised);
    close(totals.marketValue, expected.marketValue);
    close(totals.income, expected.income.dividends);
    close(totals.moneyIn, expected.securities.moneyIn);
    close(totals.moneyOut, expected.securities.moneyOut);
    close(totals.gain, expected.securities.totalGain);
    close(book.separateFees.plus(book.separateTaxes).toNumber(), expected.securities.separateFeesAndTaxes);
    close(totals.fees, Number(expected.fees.trades) + Number(expected.fees.dividends));
    close(totals.taxes, Number(expected.taxes.trades ?? 0) + Number(expected.taxes.dividends ?? 0));
    expect([...book.positions.values()].reduce((count, { lots }) => count + lots.length, 0)).toBe(wanted.lots);
    expect(valuation.positions.filter(({ quantity }) => !quantity.isZero()).length).toBe(expected.openPositions);
    expect(Math.abs(totals.residue)).toBeLessThan(totals.marketValue * 1e-12);
    expect(valuation).toMatchObject({
      partial: false,
      issues: valuation.issues.filter(({ code }) => code === "stale_price"),
    });
    if (method !== "fifo") return;
    close(totals.unrealizedPrice, expected.unrealisedFifo.pricePart);
    close(totals.unrealizedCurrency, expected.unrealisedFifo.currencyPart);
  });

  test("has the same value, cost and money put in on every day of its history", () => {
    const { history } = bookOf("average", "untracked");
    expect(history.value.length).toBe(expected.days);
    checkHistory(history, expected, "securities", EXACT);
    expect(history.unpriced.every((count) => count === 0)).toBe(true);
  });

  if (name !== "d") return; // the others hold securities only
  test("keeps its cash", () => {
    const { book, history, valuation } = bookOf("average", "tracked");
    const wanted = expected.withCash;
    for (const [currency, amount] of Object.entries(wanted.cash))
      close(book.cash.get(currency)!.toNumber(), amount, CENTS);
    close(valuation.totals.cash, wanted.cashBase, CENTS);
    close(valuation.totals.cashCurrencyGain, wanted.cashCurrencyGain, CENTS);
    close(valuation.totals.moneyIn, wanted.moneyIn);
    close(valuation.totals.moneyOut, wanted.moneyOut);
    close(valuation.totals.gain, wanted.totalGain, CENTS);
    close(valuation.totals.income, expected.income.total);
    close(valuation.totals.fees, expected.fees.total);
    close(valuation.totals.taxes, expected.taxes.total);
    checkHistory(history, expected, "withCash", CENTS);
    expect(Math.abs(valuation.totals.residue)).toBeLessThan(1e-6);
  });
});

interface Columns {
  from: string;
  value: Float64Array;
  cost: Float64Array;
  invested: Float64Array;
}

type View = "securities" | "withCash";
type Expected = {
  [view in View]: { checksums: { value: string; openCostAverage: string; netFlow: string } };
} & {
  yearEnds: ({ date: string; openCostAverage: string } & { [view in View]: { value: string; netFlow: string } })[];
};

function checkHistory(history: Columns, expected: Expected, view: View, tolerance: number): void {
  const { checksums } = expected[view];
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
  close(sum(history.value), checksums.value, tolerance);
  close(sum(history.cost), checksums.openCostAverage, tolerance);
  close(sum(history.invested), checksums.netFlow, tolerance);
  for (const { date, openCostAverage, [view]: wanted } of expected.yearEnds) {
    const at = dayNumber(date) - dayNumber(history.from);
    if (at < 0) continue;
    close(history.cost[at]!, openCostAverage, tolerance);
    close(history.value[at]!, wanted.value, tolerance);
    close(history.invested[at]!, wanted.netFlow, tolerance);
  }
}

function close(actual: number, expected: unknown, tolerance = EXACT): void {
  const wanted = Number(expected);
  expect(Math.abs(actual - wanted), `${actual} for ${wanted}`).toBeLessThanOrEqual(
    Math.max(Math.abs(wanted) * tolerance, 1e-9),
  );
}
