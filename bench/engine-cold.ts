import { readFileSync } from "node:fs";
import { readWorkload } from "../engine/testing-workload.ts";
import { allResults, cashOf, settingsOf } from "./engine-results.ts";

// A fresh process for `engine.ts`: from the rows of a file, parsed, to all results, once. Prints milliseconds and its peak memory.

const workload = JSON.parse(readFileSync(process.argv[2]!, "utf8"));
const begin = performance.now();
const { start, end, baseCurrency } = workload.meta;
const journal = { ...readWorkload(workload), baseCurrency, from: start, to: end };
const { twr, xirr } = allResults(journal, settingsOf(journal, cashOf(journal)));
const ms = performance.now() - begin;
console.log(JSON.stringify({ ms, twr, xirr, peak_rss_mib: process.resourceUsage().maxRSS / 1024 }));
