import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dayNumber } from "../day.ts";
import { linkReturns, returnBetween } from "./time-weighted.ts";
import { xirr } from "./xirr.ts";

const folder = new URL("../../../shared/bench/", import.meta.url);
const here = existsSync(folder);
const expectedOf = here ? JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")).workloads : {};
const generator = here ? await import(/* @vite-ignore */ new URL("gen-workload.mjs", folder).href) : undefined;

const PRESETS = {
  a: { transactions: 100, symbols: 10, years: 2 },
  b: { transactions: 1000, symbols: 50, years: 5 },
  c: { transactions: 10000, symbols: 200, years: 10 },
};

interface Workload {
  meta: { start: string; end: string; baseCurrency: string };
  transactions: {
    date: string;
    type: "BUY" | "SELL" | "DIVIDEND";
    symbol: string;
    currency: string;
    quantity: number;
    price: number;
    fee: number;
  }[];
  symbols: { symbol: string; currency: string }[];
  prices: Record<string, { dates: string[]; closes: number[] }>;
  fx: Record<string, { dates: string[]; rates: number[] }>;
}

/** The timing workloads without cash: each trade is its own flow, so there are thousands. Worth is added up here, and not by the engine's book. */
function columnsOf({ meta, transactions, symbols, prices, fx }: Workload) {
  const first = dayNumber(meta.start);
  const count = dayNumber(meta.end) - first + 1;
  const filled = (dates: string[], numbers: number[]) => {
    const column = new Float64Array(count);
    let next = 0;
    for (let i = 0; i < count; i++) {
      while (next < dates.length && dayNumber(dates[next]!) <= first + i) next++;
      column[i] = numbers[Math.max(next - 1, 0)]!;
    }
    return column;
  };
  const rates = new Map([[meta.baseCurrency, new Float64Array(count).fill(1)]]);
  for (const [pair, series] of Object.entries(fx)) rates.set(pair.slice(0, 3), filled(series.dates, series.rates));

  const columns = { value: new Float64Array(count), in: new Float64Array(count), out: new Float64Array(count) };
  const units = new Map(symbols.map(({ symbol }) => [symbol, new Float64Array(count)]));
  for (const { date, type, symbol, currency, quantity, price, fee } of transactions) {
    const at = dayNumber(date) - first;
    const rate = rates.get(currency)![at]!;
    if (type === "BUY") columns.in[at]! += (quantity * price + fee) * rate;
    else columns.out[at]! += (quantity * price - fee) * rate;
    if (type !== "DIVIDEND") units.get(symbol)![at]! += type === "BUY" ? quantity : -quantity;
  }
  for (const { symbol, currency } of symbols) {
    const closes = filled(prices[symbol]!.dates, prices[symbol]!.closes);
    const rate = rates.get(currency)!;
    let held = 0;
    for (let i = 0; i < count; i++) {
      held += units.get(symbol)![i]!;
      columns.value[i]! += held * closes[i]! * rate[i]!;
    }
  }
  return { columns, first, count };
}

describe.runIf(here).each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])("workload %s", (name) => {
  test("has the published time-weighted and money-weighted returns", () => {
    const { columns, first, count } = columnsOf(generator.generate({ name, ...PRESETS[name] }));
    const expected = expectedOf[name].securities;
    const linked = linkReturns(columns);
    expect([linked.losses, linked.unmeasured]).toEqual([[], []]);
    expect((1 + returnBetween(linked, 0, count)!) / (1 + Number(expected.twr))).toBeCloseTo(1, 10);

    const amounts = Array.from(columns.value, (value, i) => {
      return columns.out[i]! - columns.in[i]! + (i === count - 1 ? value : 0);
    });
    const { rate, several } = xirr({ days: amounts.map((_, i) => first + i), amounts });
    expect((1 + rate!) / (1 + Number(expected.xirr))).toBeCloseTo(1, 10);
    expect(several).toBe(false);
  });
});
