import { readWorkload } from "../engine/testing-workload.ts";
import { allResults, settingsOf } from "./engine-results.ts";

// A fresh process for `growth.ts`: makes a workload of one size and prints how long it takes from its rows to all results.

const [transactions = 0, symbols = 0, years = 0, runs = 0] = process.argv.slice(2).map(Number);
const { generate } = await import(new URL("../../shared/bench/gen-workload.mjs", import.meta.url).href);
const workload = generate({ transactions, symbols, years });
const { start, end, baseCurrency } = workload.meta;
const times: number[] = [];
for (let run = 0; run < runs + 2; run++) {
  const begin = performance.now();
  const journal = { ...readWorkload(workload), baseCurrency, from: start, to: end };
  const { workbook, twr, xirr } = allResults(journal, settingsOf(journal, "untracked"));
  times.push(performance.now() - begin);
  const residue = Math.abs(
    workbook.history.value.at(-1)! - workbook.history.invested.at(-1)! - workbook.history.gain.at(-1)!,
  );
  if (!(residue < 1e-3) || !Number.isFinite(twr + xirr)) throw new Error(`The results leave ${residue} unexplained.`);
}
console.log(JSON.stringify({ times: times.slice(2), peak_rss_mib: process.resourceUsage().maxRSS / 1024 }));
