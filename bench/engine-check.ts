import { existsSync, readFileSync } from "node:fs";
import { figuresOf, type Journal, yearEndsOf } from "./engine-results.ts";

/** No rounding when booking, and each booking of cash rounded to the minor unit: what the definitions of the workloads allow. */
const EXACT = 1e-9;
const CENTS = 1e-5;
/** An amount of nothing, such as a residue. */
const NOTHING = 1e-6;

const EXPECTED = new URL("../../shared/bench/expected.json", import.meta.url);

type Figures = { [name: string]: unknown };

export interface Checked {
  /** The engine's figures, by the names of the expected ones. */
  results: Figures;
  /** How many of them were compared; 0 for a workload whose figures nobody has published. */
  compared: number;
  /** Largest relative difference of what books exactly, and of what holds cash that is rounded to the minor unit. */
  largest_difference: number;
  largest_difference_with_cash: number;
}

/**
 * Compares everything `expected.json` states of the workload with what the engine has. Returns are compared as 1 + x. Throws an Error that
 * names the first figure that differs by more than is allowed.
 */
export function checkResults(journal: Journal, sha256: string): Checked {
  const expected = expectedOf(sha256);
  const results: Figures = figuresOf(journal);
  const checked: Checked = { results, compared: 0, largest_difference: 0, largest_difference_with_cash: 0 };
  if (!expected) return checked;
  const { yearEnds, ...wanted } = expected as { yearEnds: ({ date: string } & Figures)[] } & Figures;
  const ends = yearEndsOf(
    journal,
    yearEnds.map(({ date }) => date),
  );

  function walk(name: string, want: unknown, have: unknown, path: string): void {
    if (NOT_A_FIGURE.has(name)) return;
    if (typeof want === "object" && want !== null) {
      for (const [key, value] of Object.entries(want)) {
        walk(key, value, (have as Figures | undefined)?.[key], path ? `${path}.${key}` : key);
      }
      return;
    }
    if (have === undefined && OF_A_SUM.has(path)) return;
    const isReturn = name === "twr" || name === "xirr";
    const [a, b] = isReturn ? [1 + Number(want), 1 + Number(have)] : [Number(want), Number(have)];
    const difference = Math.abs(a) < NOTHING ? Math.abs(b) : Math.abs(b / a - 1);
    const withCash = path.includes("withCash");
    if (!(difference <= (withCash ? CENTS : EXACT))) {
      throw new Error(`${path} comes to ${have} where ${want} is right.`);
    }
    checked.compared++;
    const largest = withCash ? "largest_difference_with_cash" : "largest_difference";
    if (Math.abs(a) >= NOTHING) checked[largest] = Math.max(checked[largest], difference);
  }

  walk("", wanted, results, "");
  for (const [i, end] of yearEnds.entries()) walk("", end, { ...ends[i], date: end.date }, `yearEnds.${end.date}`);
  return checked;
}

/** `unpricedDays` is zero in all of them, and the identity is part of every valuation's tests. */
const NOT_A_FIGURE = new Set(["sha256", "date", "unpricedDays", "identityResidue"]);
/** The engine has these charges as one sum. */
const OF_A_SUM = new Set(
  ["trades", "dividends", "interest", "rows"].flatMap((part) => [`fees.${part}`, `taxes.${part}`]),
);

function expectedOf(sha256: string): Figures | undefined {
  if (!existsSync(EXPECTED)) return undefined;
  const { workloads } = JSON.parse(readFileSync(EXPECTED, "utf8")) as { workloads: Record<string, Figures> };
  return Object.values(workloads).find((workload) => workload.sha256 === sha256);
}
