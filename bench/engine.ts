import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  addDays,
  buildBooks,
  createPerformance,
  createValuer,
  type Day,
  Decimal,
  dayNumber,
  historyOf,
  performanceColumns,
  type Quote,
  type Trade,
  type Transaction,
  Workbook,
} from "@tickfolio/engine";
import { readWorkload, type Workload } from "../engine/testing-workload.ts";
import { checkResults } from "./engine-check.ts";
import { type AllResults, allResults, cashOf, type Journal, returnsOf, settingsOf } from "./engine-results.ts";
import type { BenchOptions, BenchReport } from "./main.ts";
import { spread } from "./statistics.ts";

const REFERENCE = new URL("../../shared/bench/reference-loop.mjs", import.meta.url);
const COLD = fileURLToPath(new URL("engine-cold.ts", import.meta.url));
const WARM_UP_MS = 1000;
const COLD_RUNS = 7;
const TICKS = 20_000;
const RANGES = 2000;

/**
 * The engine on one workload file, its results checked. From parsed rows (`cold_ms` in a fresh process, `warm_ms` in this one) to all results:
 * positions under fifo and average, every day's value, cost, flows and gains split in price and currency, the time-weighted index and the
 * money-weighted return. `books_ms` is the part that books (from transactions as the engine holds them), `columns_ms` the part that is left
 * when positions, closes and rates are in place: all daily series and both returns. Then what changes cost: one transaction in the middle
 * (again to all results), one price, one range. Ratios are to a plain loop over the same symbols and days in this process.
 */
export async function run({ runs = 15, workload: file }: BenchOptions): Promise<BenchReport> {
  if (!file) throw new Error("bench engine needs --workload FILE, a file of the workload generator.");
  if (!existsSync(REFERENCE)) throw new Error("The reference loop is not beside the project, in ../shared/bench.");
  const { measure } = await import(REFERENCE.href);
  const workload: Workload = JSON.parse(readFileSync(file, "utf8"));
  const journal = journalOf(workload);
  const settings = settingsOf(journal, cashOf(journal));
  const symbols = workload.symbols.length;
  const days = dayNumber(journal.to) - dayNumber(journal.from) + 1;

  // Times first, the loop's before and after: what the checks leave in memory would be part of them.
  const before = measure(symbols, days).reference_ms;
  const warm = timed(runs, () => allResults(journalOf(workload), settings));
  const books = timed(runs, () => buildBooks({ ...journal, settings }, ["average", "fifo"]));
  const right = allResults(journal, settings);
  const [book] = right.workbook.books;
  const columns = timed(runs, () => returnsOf(historyOf(book!, journal.market, journal.from, journal.to)));
  const after = measure(symbols, days).reference_ms;
  const reference = before.median < after.median ? before : after;
  const changes = {
    edit_ms: timeEdits(journal, right, runs),
    tick_ns: timeTicks(journal, right, runs),
    ...timeRanges(journal, right, runs),
  };
  const cold = Array.from({ length: COLD_RUNS }, () => runCold(file, right));
  const { results, ...checked } = checkResults(journal, workload.meta.sha256);
  return {
    workload: workload.meta.name,
    cold_ms: spread(cold.map(({ ms }) => ms)),
    warm_ms: warm,
    books_ms: books,
    columns_ms: columns,
    ...changes,
    peak_rss_mib: Math.round(Math.max(...cold.map(({ peak_rss_mib }) => peak_rss_mib))),
    peak_rss_of_bench_mib: Math.round(process.resourceUsage().maxRSS / 1024),
    reference_ms: reference,
    warm_ratio: ratio(warm.median, reference.median),
    columns_ratio: ratio(columns.median, reference.median),
    warm_ns_per_symbol_day: ratio(warm.median * 1e6, symbols * days),
    ...checked,
    results,
  };
}

export function journalOf(workload: Workload): Journal {
  const { start, end, baseCurrency } = workload.meta;
  return { ...readWorkload(workload), baseCurrency, from: start, to: end };
}

function runCold(file: string, right: AllResults): { ms: number; peak_rss_mib: number } {
  const said = JSON.parse(execFileSync(process.execPath, [COLD, file], { encoding: "utf8" }));
  if (said.twr !== right.twr || said.xirr !== right.xirr) throw new Error("A fresh process has other results.");
  return said;
}

/** One purchase in the middle of the journal gets another price, and all results follow. Each edit is taken back by the next. */
function timeEdits(journal: Journal, right: AllResults, runs: number) {
  const workbook = new Workbook({ ...journal, settings: settingsOf(journal, cashOf(journal)), methods: ["fifo"] });
  const trades = journal.transactions.filter((row): row is Trade => row.kind === "buy" && row.price !== undefined);
  const middle = trades.length >> 1;
  let version = 0;
  const times = timed(runs, () => {
    const trade = trades[(middle + (version >> 1)) % trades.length]!;
    const wrong = { ...trade, id: `${trade.id}_wrong`, price: trade.price!.times(Decimal.parse("1.01")) };
    const [old, now]: [Transaction, Transaction] = version++ % 2 === 0 ? [trade, wrong] : [wrong, trade];
    workbook.edit({ voids: [old.id], records: [now] });
    returnsOf(workbook.history);
  });
  if (version % 2 === 1) {
    const trade = trades[(middle + (version >> 1)) % trades.length]!;
    workbook.edit({ voids: [`${trade.id}_wrong`], records: [trade] });
  }
  const { twr, xirr } = returnsOf(workbook.history);
  if (Math.abs((1 + twr) / (1 + right.twr) - 1) > 1e-9 || Math.abs((1 + xirr) / (1 + right.xirr) - 1) > 1e-9) {
    throw new Error(`After ${version} edits that were all taken back the returns are ${twr} and ${xirr}.`);
  }
  return times;
}

/** A new price of one position, to new totals. */
function timeTicks(journal: Journal, { workbook }: AllResults, runs: number) {
  const [book] = workbook.books;
  const valuer = createValuer(book!, journal.market, journal.to);
  const open = [...book!.positions.values()].filter(({ quantity }) => !quantity.isZero());
  const start = Date.parse(`${journal.to}T12:00:00Z`);
  const quotes = Array.from({ length: TICKS }, (_, tick): Quote => {
    const { instrument, currency } = open[tick % open.length]!;
    const at = new Date(start + tick).toISOString();
    const said = { at, day: journal.to, source: "bench", delay: "realtime", session: "regular" } as const;
    return { instrument, price: 100 + (tick % 7), currency, ...said };
  });
  let latest = 0;
  const batch = () => {
    const fresh = createValuer(book!, journal.market, journal.to);
    const begin = performance.now();
    for (const quote of quotes) {
      fresh.setQuote(quote);
      latest = fresh.totals().marketValue;
    }
    return ((performance.now() - begin) * 1e6) / TICKS;
  };
  for (let i = 0; i < 3; i++) batch();
  const times = Array.from({ length: runs }, batch);
  for (const quote of quotes) valuer.setQuote(quote);
  if (latest !== valuer.valuation().totals.marketValue) throw new Error("A price did not reach the totals.");
  return spread(times);
}

/** The figures of ranges all over the history, and the money-weighted return of each. */
function timeRanges(journal: Journal, { workbook, twr, xirr }: AllResults, runs: number) {
  const { history, books } = workbook;
  const ranging = createPerformance(performanceColumns(history, books[0]!, journal.market));
  const whole = ranging.range(addDays(history.from, -1), history.to).timeWeighted ?? Number.NaN;
  const yearly = ranging.moneyWeighted(addDays(history.from, -1), history.to).rate ?? Number.NaN;
  if (Math.abs((1 + whole) / (1 + twr) - 1) > 1e-9 || Math.abs((1 + yearly) / (1 + xirr) - 1) > 1e-9) {
    throw new Error(`The range of all days has the returns ${whole} and ${yearly} where ${twr} and ${xirr} are right.`);
  }
  const count = history.value.length;
  const ranges = Array.from({ length: RANGES }, (_, i) => {
    const from = (i * 7919) % (count - 2);
    return [
      addDays(history.from, from),
      addDays(history.from, from + 1 + ((i * 104_729) % (count - 1 - from))),
    ] as const;
  });
  const batch = (answer: (from: Day, to: Day) => unknown, several: readonly (readonly [Day, Day])[]) => {
    const begin = performance.now();
    for (const [from, to] of several) answer(from, to);
    return (performance.now() - begin) / several.length;
  };
  const few = ranges.slice(0, 50);
  const times = (answer: (from: Day, to: Day) => unknown, several: typeof ranges, unit: number) => {
    for (let i = 0; i < 3; i++) batch(answer, several);
    return spread(Array.from({ length: runs }, () => batch(answer, several) * unit));
  };
  return {
    range_us: times(ranging.range, ranges, 1000),
    range_xirr_ms: times(ranging.moneyWeighted, few, 1),
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

function ratio(part: number, whole: number): number {
  return Math.round((part / whole) * 100) / 100;
}
