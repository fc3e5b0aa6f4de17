import { expect, test } from "vitest";
import { soak } from "./soak.ts";

/** Other seeds are the benchmark's: `npm run bench -- market`. */
const SEED = 7;
/** A pause lasts half an hour at most, and a round of 300 polls nine minutes. */
const LONGEST_RECOVERY_S = (30 + 9) * 60;

test(`an hour in which everything goes wrong: no wrong price, no budget exceeded, and it goes on (seed ${SEED})`, async () => {
  const report = await soak({ seed: SEED });
  expect(report.first_wrong).toEqual([]);
  expect(report).toMatchObject({ wrong_prices: 0, out_of_order: 0, wrong_rates: 0, budget_exceeded: 0 });
  expect(report.instruments).toBe(300);
  expect(report.shown).toBeGreaterThan(10_000);
  expect(report.faults_played).toBeGreaterThan(150);
  // Each source is asked again when a fault is over, and nearly everything has a price at all times.
  expect(report.not_recovered).toEqual([]);
  expect(report.recovery_max_s).toBeLessThanOrEqual(LONGEST_RECOVERY_S);
  expect(report.never_priced).toBeLessThan(10);
  expect(report.stale_median_s).toBeLessThan(5 * 60);
}, 60_000);

const SMALL = { american: 40, british: 20, german: 20, coins: 3 };

test(`faults that close a provider for good, each at the beginning (seed ${SEED})`, async () => {
  const names = [
    "redirect",
    "no-key",
    "sign-up",
    "consent",
    "page",
    "limit",
    "denied",
    "get a key",
    "proof of work",
    "another page",
  ];
  for (const wanted of names) {
    const report = await soak({ seed: SEED, minutes: 6, sizes: SMALL, only: ({ name }) => name === wanted });
    expect(report.faults_played, wanted).toBeGreaterThan(0);
    expect(report, wanted).toMatchObject({ first_wrong: [], wrong_prices: 0, wrong_rates: 0, budget_exceeded: 0 });
    expect(report.never_priced, wanted).toBeLessThan(50);
  }
}, 60_000);

test("when nothing goes wrong, everything has a price, and most of it one of the last minutes", async () => {
  const report = await soak({ seed: SEED, minutes: 20, withFaults: false });
  expect(report).toMatchObject({ wrong_prices: 0, out_of_order: 0, budget_exceeded: 0, never_priced: 0 });
  expect(report.stale_p95_s).toBeLessThan(10 * 60);
}, 60_000);
