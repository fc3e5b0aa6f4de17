import { existsSync, readFileSync } from "node:fs";
import { buildBook, createValuer, dailyHistory, historyOf, type PortfolioSettings } from "@tickfolio/engine";
import { readWorkload, type Workload } from "../engine/testing-workload.ts";
import type { BenchOptions, BenchReport } from "./main.ts";
import { spread } from "./statistics.ts";

/** Timing workloads, their expected figures and the loop to divide by lie beside the project. */
const folder = new URL("../../shared/bench/", import.meta.url);
const PRESETS = {
  c: { transactions: 10_000, symbols: 200, years: 10 },
  d: { transactions: 5_000, symbols: 120, years: 10 },
};
const WARM_UP_MS = 500;
const EXACT = 1e-9;

/**
 * Daily histories of ten years, warm: from the transactions, from a book that is built, and a price's way through the engine. The
 * ratios are to a plain loop over the same instruments and days in this process. Fails where a history is not the published one.
 */
export async function run({ runs = 15 }: BenchOptions): Promise<BenchReport> {
  if (!existsSync(folder)) throw new Error("The timing workloads are not beside the project, in ../shared/bench.");
  const { generate, generateEvents } = await import(new URL("gen-workload.mjs", folder).href);
  const { measure } = await import(new URL("reference-loop.mjs", folder).href);
  const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")).workloads;
  const report: BenchReport = { runs };
  for (const [name, size] of Object.entries(PRESETS)) {
    const workload: Workload = (name === "d" ? generateEvents : generate)({ name, ...size });
    const times = timesOf(workload, expected[name], runs);
    const reference: number = measure(size.symbols, expected[name].days).reference_ms.median;
    report[`${name}_reference_ms`] = reference;
    for (const [what, ms] of Object.entries(times)) report[`${name}_${what}_ms`] = ms;
    report[`${name}_rows_to_history_ratio`] = Math.round((times.rows_to_history.median / reference) * 100) / 100;
    report[`${name}_book_to_history_ratio`] = Math.round((times.book_to_history.median / reference) * 100) / 100;
  }
  return report;
}

interface Expected {
  days: number;
  securities: { checksums: { value: string; openCostAverage: string; netFlow: string } };
}

function timesOf(workload: Workload, expected: Expected, runs: number) {
  const { start, end, baseCurrency } = workload.meta;
  const settings: PortfolioSettings = { baseCurrency, costMethod: "average", cash: "untracked" };
  const input = { ...readWorkload(workload), settings };
  const book = buildBook(input);
  const history = dailyHistory({ ...input, from: start, to: end });
  const wanted = expected.securities.checksums;
  check(history.value, wanted.value);
  check(history.cost, wanted.openCostAverage);
  check(history.invested, wanted.netFlow);

  const valuer = createValuer(book, input.market, end);
  const instruments = [...book.positions.values()].filter(({ quantity }) => !quantity.isZero());
  let tick = 0;
  return {
    rows_to_history: timed(runs, () => dailyHistory({ ...input, from: start, to: end })),
    book_to_history: timed(runs, () => historyOf(book, input.market, start, end)),
    tick_to_valuation: timed(runs, () => {
      const { instrument, currency } = instruments[tick % instruments.length]!;
      tick++;
      const at = new Date(Date.parse(`${end}T12:00:00Z`) + tick).toISOString();
      const said = { at, day: end, source: "bench", delay: "realtime", session: "regular" } as const;
      valuer.setQuote({ instrument, price: 100 + (tick % 7), currency, ...said });
      valuer.valuation();
    }),
  };
}

function timed(runs: number, work: () => void): ReturnType<typeof spread> {
  for (const begin = performance.now(); performance.now() - begin < WARM_UP_MS; ) work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const begin = performance.now();
    work();
    times.push(performance.now() - begin);
  }
  return spread(times);
}

function check(column: Float64Array, wanted: string): void {
  const sum = column.reduce((total, value) => total + value, 0);
  if (Math.abs(sum / Number(wanted) - 1) > EXACT)
    throw new Error(`A history comes to ${sum} where ${wanted} is right.`);
}
