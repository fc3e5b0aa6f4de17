import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { launchArguments, prepareChromium } from "../tools/chromium.ts";
import type { BenchOptions, BenchReport } from "./main.ts";
import { expectedValuation, fillFolder, makeWorkload } from "./open-folder.ts";
import { measure, newContext, type Opening, shownOf, startServer } from "./open-page.ts";
import { countUnits, type Units } from "./open-units.ts";
import { spread } from "./statistics.ts";

const TRANSACTIONS = 50_000;
const ROWS_PER_FILE = 5_000;
const LIMIT_MS = 2_000;
const LIMIT_UNITS = 150;
/** How else so many transactions may have come into a journal: in one file, in many, and one by one. */
const SHAPES = [50_000, ROWS_PER_FILE, 1_000, 1];
const DAY_MS = 86_400_000;

/**
 * 50,000 transactions from the store to the screen: a portfolio of ten imported files, a server of its own, and a browser. Cold is the first
 * page of a server that has just started, in a browser that has never been there; warm is the same page reloaded. And what reading the
 * journal takes from DynamoDB, by how it came to be. Fails when the page shows other figures than the engine has, or reading
 * takes too many units.
 */
export async function run({ runs = 5 }: BenchOptions): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-open-"));
  try {
    const today = new Date().toISOString().slice(0, 10);
    const workload = await makeWorkload(TRANSACTIONS, lastWeekday(today));
    const made = await fillFolder(folder, workload, ROWS_PER_FILE);
    const shown = shownOf(expectedValuation(workload, today));
    const load = loadavg()[0]!;
    const { cold, warm } = await openings(made, shown, runs);
    const units: Record<string, Units> = {};
    for (const perEntry of SHAPES) units[`${perEntry}_per_entry`] = await countUnits(workload, perEntry);
    const imported = units[`${ROWS_PER_FILE}_per_entry`]!;
    if (imported.read_units > LIMIT_UNITS) {
      throw new Error(`Reading ${TRANSACTIONS} imported transactions takes ${imported.read_units} read units.`);
    }
    const of = (list: readonly Opening[], figure: "figures" | "curve") => spread(list.map((one) => one[figure]));
    const [first] = cold as [Opening];
    return {
      transactions: TRANSACTIONS,
      instruments: workload.symbols.length,
      runs,
      load_before: Math.round(load * 100) / 100,
      shown,
      cold_ms: of(cold, "figures"),
      warm_ms: of(warm, "figures"),
      cold_curve_ms: of(cold, "curve"),
      warm_curve_ms: of(warm, "curve"),
      cold_journal_ms: spread(cold.map(({ journalFrom, journalTo }) => journalTo - journalFrom)),
      journal_requests: first.journalRequests,
      journal_wire_bytes: first.journalBytes,
      journal_text_bytes: first.journalText,
      page_wire_bytes: first.allBytes,
      dynamo: units,
      within: { ms: of(cold, "figures").median <= LIMIT_MS, read_units: true },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openings(folder: Parameters<typeof startServer>[0], shown: Parameters<typeof measure>[1], runs: number) {
  const browser = await chromium.launch({ executablePath: prepareChromium(), args: launchArguments });
  const cold: Opening[] = [];
  const warm: Opening[] = [];
  try {
    // The first start may build the page; it is not what is measured.
    await (await startServer(folder)).stop();
    for (let index = 0; index < runs; index++) {
      const server = await startServer(folder);
      const context = await newContext(browser, shown);
      try {
        const page = await context.newPage();
        cold.push(await measure(page, shown, () => page.goto(server.url)));
        warm.push(await measure(page, shown, () => page.reload()));
      } finally {
        await context.close();
        await server.stop();
      }
    }
    return { cold, warm };
  } finally {
    await browser.close();
  }
}

/** The last one before a day: what is priced to the end is not old. */
function lastWeekday(today: string): string {
  const at = (days: number) => new Date(Date.parse(today) - days * DAY_MS);
  const back = [1, 2, 3].find((days) => at(days).getUTCDay() % 6 !== 0)!;
  return at(back).toISOString().slice(0, 10);
}
