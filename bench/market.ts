import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { soak } from "../server/market/soak/soak.ts";
import { openStage } from "../server/market/soak/soak-stage.ts";
import { createStoreShelf } from "../server/store/price-shelf.ts";
import { createSqliteTable } from "../server/store/sqlite-table.ts";
import { createStore } from "../server/store/store.ts";
import type { BenchOptions, BenchReport } from "./main.ts";
import { quantile } from "./statistics.ts";

const HELD = { american: 120, british: 40, german: 40, coins: 0 };
const USER = "ada";
const STEP_MS = 50;
const AT_HAND_MS = 500;
const LATER_MS = 10 * 60_000;

/**
 * An hour of market time in which everything goes wrong, and how long a portfolio of 200 takes to its first prices. Fails
 * where a price shown was not true at its time, or a provider was asked more than it allows.
 */
export async function run({ runs = 3 }: BenchOptions): Promise<BenchReport> {
  const hours: Awaited<ReturnType<typeof soak>>[] = [];
  for (let seed = 1; seed <= runs; seed++) hours.push(await soak({ seed }));
  const wrong = hours.find(
    (hour) => hour.wrong_prices + hour.wrong_rates + hour.budget_exceeded + hour.out_of_order > 0,
  );
  if (wrong) throw new Error(`The hour of seed ${wrong.seed} went wrong: ${JSON.stringify(wrong)}`);
  const calm = await soak({ seed: 1, withFaults: false });
  const median = (values: readonly number[]) => quantile([...values], 0.5);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const used = Object.keys(calm.budget_used).map((name) => [
    name,
    Math.max(...hours.map((hour) => hour.budget_used[name]!)),
  ]);
  return {
    seeds: runs,
    instruments: calm.instruments,
    shown: sum(hours.map(({ shown }) => shown)),
    wrong_prices: sum(hours.map(({ wrong_prices }) => wrong_prices)),
    budget_exceeded: sum(hours.map(({ budget_exceeded }) => budget_exceeded)),
    requests_per_symbol_hour: median(hours.map((hour) => hour.requests_per_symbol_hour)),
    requests_per_symbol_hour_calm: calm.requests_per_symbol_hour,
    budget_used: Object.fromEntries(used),
    faults_played: median(hours.map(({ faults_played }) => faults_played)),
    stale_median_s: median(hours.map(({ stale_median_s }) => stale_median_s)),
    stale_p95_s: median(hours.map(({ stale_p95_s }) => stale_p95_s)),
    stale_max_s: Math.max(...hours.map(({ stale_max_s }) => stale_max_s)),
    stale_median_s_calm: calm.stale_median_s,
    stale_p95_s_calm: calm.stale_p95_s,
    stale_max_s_calm: calm.stale_max_s,
    recovery_median_s: median(hours.map(({ recovery_median_s }) => recovery_median_s)),
    recovery_max_s: Math.max(...hours.map(({ recovery_max_s }) => recovery_max_s)),
    ...(await firstPrices()),
  };
}

/**
 * The first page of a new process. Cold, nothing is stored: what it takes is the providers' quotas, so it is counted in
 * market time. Warm, everything was stored a moment ago, or ten minutes ago.
 */
async function firstPrices() {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-bench-"));
  let now = () => 0;
  const clock = () => now();
  const store = createStore(createSqliteTable({ file: join(folder, "books.sqlite"), clock }), { clock });
  const stage = await openStage(HELD, 1, { shelf: createStoreShelf(store), state: store.providerState });
  now = stage.time.clock;
  const { instruments } = stage.world;

  /** Until an answer has a price of so many: in market time, or in time of this machine where that is more. */
  async function page(wanted: number): Promise<number> {
    const process = stage.open();
    const [fromMs, realMs] = [stage.time.clock(), performance.now()];
    const feed = process.market.openFeed(USER, { quote: () => {}, state: () => {} });
    feed.watch(instruments);
    let [priced, isAsking] = [0, false];
    let tookMs = 0;
    while (priced < wanted) {
      if (stage.time.clock() - fromMs > LATER_MS)
        throw new Error(`Only ${priced} of ${wanted} have a price after ten minutes.`);
      if (!isAsking) {
        isAsking = true;
        process.market.quotes(USER, instruments, { isFollowed: true }).then(({ quotes }) => {
          priced = quotes.length;
          isAsking = false;
          tookMs = Math.max(stage.time.clock() - fromMs, performance.now() - realMs);
        });
        // What is at hand needs no time to pass.
        const untilMs = performance.now() + AT_HAND_MS;
        while (isAsking && performance.now() < untilMs) await stage.time.advance(0);
        continue;
      }
      await stage.time.advance(STEP_MS);
    }
    await stage.whileTimeMoves(process.close());
    return Math.round(tookMs);
  }

  try {
    const cold = await page(instruments.length);
    const warm = await page(instruments.length);
    await stage.time.advance(LATER_MS);
    const later = await page(instruments.length);
    return { first_prices_cold_ms: cold, first_prices_warm_ms: warm, first_prices_warm_later_ms: later };
  } finally {
    await stage.world.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
