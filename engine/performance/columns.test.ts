import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook } from "../book.ts";
import { FIRST_DAY, LAST_DAY, patchyJournal, randomJournal } from "../fake-journal.ts";
import { dailyHistory, historyOf } from "../history.ts";
import { readWorkload } from "../testing-workload.ts";
import { DAILY_PARTS, performanceColumns } from "./columns.ts";
import { chargesInside, performanceOfStory, placeIn, residueOf } from "./fake-performance.ts";
import { createPerformance } from "./performance.ts";
import { performanceOf } from "./subjects.ts";

test("a day's change of value is its money and the parts of its gain", () => {
  // Bought at 100 USD with a fee of 2 USD; price, rate and both rise; a dividend; half of it sold.
  const { columns } = performanceOfStory(
    `
      2024-01-01 rate USD 0.90
      2024-01-02 price FUND 100
      2024-01-02 buy 10 FUND @ 100 USD fee 2
      2024-01-03 price FUND 110
      2024-01-04 rate USD 1.00
      2024-01-05 dividend FUND 20 USD tax 5
      2024-01-08 sell 5 FUND @ 120 USD fee 2
      2024-01-08 price FUND 120
    `,
    "2024-01-01",
    "2024-01-08",
  );
  const of = (day: string) => {
    const i = placeIn(columns, day);
    const parts = (["price", "currency", "income", "fees", "taxes", "moneyIn", "moneyOut"] as const).map((name) => [
      name,
      Number(columns[name][i]!.toFixed(9)),
    ]);
    return Object.fromEntries(parts.filter(([, amount]) => amount !== 0));
  };
  // 10 × 100 USD × 0.90 and the fee.
  expect(of("2024-01-02")).toEqual({ moneyIn: 901.8, fees: 1.8 });
  // 10 × 10 USD × 0.90.
  expect(of("2024-01-03")).toEqual({ price: 90 });
  // Value rises by 10 × 110 × 0.10 = 110: of local cost (1002) the currency's 100.20, the rest is the local gain at the new rate.
  expect(of("2024-01-04")).toEqual({ currency: 100.2, price: 9.8 });
  expect(of("2024-01-05")).toEqual({ income: 20, taxes: 5, moneyOut: 15 });
  expect(of("2024-01-08")).toEqual({ price: 100, fees: 2, moneyOut: 598 });
  expect(residueOf(columns)).toBeLessThan(1e-12);
});

test("parts add up on every day, whatever happened", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const { columns } = performanceOf({ ...journal, from: FIRST_DAY, to: LAST_DAY });
      expect(residueOf(columns)).toBeLessThan(1e-12);
      expect(columns.missing).toEqual([]);
      for (const name of ["otherIn", "otherOut"] as const) expect(columns[name].every((cell) => cell === 0)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("the price's part is before the fees and taxes that are inside cost and proceeds: those of the book that are not separate", () => {
  fc.assert(
    fc.property(fc.oneof(randomJournal, patchyJournal), (journal) => {
      const input = { ...journal, from: FIRST_DAY, to: LAST_DAY };
      const inside = Array.from(buildBook({ ...journal, through: LAST_DAY }).positions.values(), (position) => {
        const { fees, taxes, separateFees, separateTaxes } = position;
        return fees.plus(taxes).minus(separateFees).minus(separateTaxes).toNumber();
      });
      const { columns } = performanceOf(input);
      const scale = 1 + Math.max(...columns.measured.map(Math.abs), ...columns.moneyIn, ...columns.moneyOut);
      const all = inside.reduce((sum, charges) => sum + charges, 0);
      expect(Math.abs(chargesInside(columns) - all) / scale).toBeLessThan(1e-9);
    }),
    { numRuns: 100 },
  );
});

test("parts add up where a refund is as large as a fee that is inside the cost", () => {
  const text = "2024-01-02 deposit 1.00\n2024-01-02 buy 1 FUND @ 0.01 fee 0.01\n2024-01-02 fee-refund 0.01";
  const { columns } = performanceOfStory(text, "2024-01-01", "2024-01-03");
  expect(residueOf(columns)).toBeLessThan(1e-12);
  expect(chargesInside(columns)).toBeCloseTo(0.01, 12);
});

test("where much is not known, parts still add up, and a day is partial where the history says so", () => {
  fc.assert(
    fc.property(patchyJournal, (journal) => {
      const input = { ...journal, from: FIRST_DAY, to: LAST_DAY };
      const history = dailyHistory(input);
      const { columns, range } = performanceOf(input);
      expect(residueOf(columns)).toBeLessThan(1e-12);
      for (const name of [...DAILY_PARTS, "measured"] as const) expect(columns[name].every(Number.isFinite)).toBe(true);
      for (let i = 0; i < history.value.length; i += 7) {
        const day = new Date(Date.parse(FIRST_DAY) + i * 86_400_000).toISOString().slice(0, 10);
        const isPartial = history.unpriced[i]! > 0 || (history.partialFrom !== null && history.partialFrom <= day);
        const { missing, from } = range(day, day);
        // A range of no day before the first booking stands on the evening before that.
        if (from === day) expect(missing.length > 0, day).toBe(isPartial);
      }
    }),
    { numRuns: 200 },
  );
});

test("a history that begins later opens with what stood on its first evening", () => {
  const text =
    "2024-01-02 buy 1 FUND @ 100\n2024-01-02 price FUND 100\n2024-01-05 price FUND 120\n2024-01-08 price FUND 150";
  const whole = performanceOfStory(text, "2024-01-01", "2024-01-08");
  const part = performanceOfStory(text, "2024-01-05", "2024-01-08");
  expect(part.range("2023-01-01", "2024-01-08")).toEqual(whole.range("2024-01-05", "2024-01-08"));
  expect(part.range("2023-01-01", "2024-01-08")).toMatchObject({ from: "2024-01-05", opening: 120, gain: 30 });
});

const folder = new URL("../../../shared/bench/", import.meta.url);
const here = existsSync(folder);
const expectedOf = here ? JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")).workloads : {};
const generator = here ? await import(/* @vite-ignore */ new URL("gen-workload.mjs", folder).href) : undefined;
const PRESETS = {
  a: { transactions: 100, symbols: 10, years: 2 },
  b: { transactions: 1000, symbols: 50, years: 5 },
  d: { transactions: 5000, symbols: 120, years: 10 },
};

describe.runIf(here).each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])("workload %s", (name) => {
  const make = name === "d" ? generator?.generateEvents : generator?.generate;
  const views = name === "d" ? (["untracked", "tracked"] as const) : (["untracked"] as const);

  test.each(views)("adds up every day and has the published returns, cash %s", (cash) => {
    const workload = make({ name, ...PRESETS[name] });
    const input = readWorkload(workload);
    const { start, end, baseCurrency } = workload.meta;
    const book = buildBook({ ...input, settings: { baseCurrency, costMethod: "average", cash } });
    const { columns, range, moneyWeighted } = createPerformance(
      performanceColumns(historyOf(book, input.market, start, end), book, input.market),
    );
    expect(residueOf(columns)).toBeLessThan(1e-12);
    const expected = expectedOf[name][cash === "tracked" ? "withCash" : "securities"];
    // Tracked cash moves by whole cents.
    const digits = cash === "tracked" ? 5 : 9;
    const all = range("1990-01-01", end);
    expect((1 + all.timeWeighted!) / (1 + Number(expected.twr))).toBeCloseTo(1, digits);
    expect(all.gain / Number(expected.totalGain)).toBeCloseTo(1, digits);
    expect((1 + moneyWeighted("1990-01-01", end).rate!) / (1 + Number(expected.xirr))).toBeCloseTo(1, digits);
    expect(all).toMatchObject({ partial: false, otherIn: 0, otherOut: 0 });
  });
});
