import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchOptions, BenchReport } from "./main.ts";
import { spread } from "./statistics.ts";

const ONE = fileURLToPath(new URL("growth-one.ts", import.meta.url));
const SIZES = [12_500, 25_000, 50_000, 100_000];
const SYMBOLS = 500;
const YEARS = 20;

/**
 * How the time from rows to all results grows with the journal: up to 100,000 transactions over 500 symbols and 20 years, each size in a
 * process of its own. `added_us_per_transaction` is what each further transaction costs from one size to the next: where growth is linear it
 * stays the same. The rest is the days of the grid, which are the same for all.
 */
export async function run({ runs = 5 }: BenchOptions): Promise<BenchReport> {
  const curve = SIZES.map((transactions) => {
    const said = execFileSync(process.execPath, [ONE, ...[transactions, SYMBOLS, YEARS, runs].map(String)], {
      encoding: "utf8",
    });
    const { times, peak_rss_mib } = JSON.parse(said) as { times: number[]; peak_rss_mib: number };
    return { transactions, ms: spread(times), peak_rss_mib: Math.round(peak_rss_mib) };
  });
  const added = curve.slice(1).map(({ transactions, ms }, i) => {
    const before = curve[i]!;
    return Math.round(((ms.median - before.ms.median) * 100_000) / (transactions - before.transactions)) / 100;
  });
  return { symbols: SYMBOLS, years: YEARS, curve, added_us_per_transaction: added };
}
