import { readFileSync } from "node:fs";
import {
  buildBook,
  createExplainer,
  type Explainer,
  type Figure,
  incomeOf,
  performanceOf,
  recompute,
  valueBook,
} from "@tickfolio/engine";
import { figuresOf, said } from "../engine/explain/fake-figures.ts";
import { readWorkload, type Workload } from "../engine/testing-workload.ts";
import { cashOf, settingsOf } from "./engine-results.ts";
import type { BenchOptions, BenchReport } from "./main.ts";
import { spread } from "./statistics.ts";

type Wanted = [Figure, unknown];

const FIGURES_OF_A_KIND = 5;
const NEAR = 1e-11;

/**
 * A random figure of every kind of a workload: its tree built and worked out again from its leaves. `first_ms` books the journal for it, as
 * for the first question of all; `next_ms` asks an explainer that has answered before. Fails where a figure is not the engine's.
 */
export async function run({ runs = 5, workload: file }: BenchOptions): Promise<BenchReport> {
  if (!file) throw new Error("bench explain needs --workload FILE, a file of the workload generator.");
  const workload: Workload = JSON.parse(readFileSync(file, "utf8"));
  const { meta } = workload;
  const journal = readWorkload(workload);
  const whole = { ...journal, baseCurrency: meta.baseCurrency, from: meta.start, to: meta.end };
  const input = { ...journal, settings: settingsOf(whole, cashOf(whole)) };
  const { start, end } = meta;

  const book = buildBook({ ...input, through: end });
  const range = performanceOf({ ...input, from: start, to: end });
  const middle = dayBetween(start, end);
  const wanted: Wanted[] = [
    ...figuresOf(book, valueBook(book, input.market, end)),
    ...rangeFigures(range, middle, end),
    [{ of: "income", from: middle, name: "gross" }, incomeOf(input, end, middle).total.gross],
  ];
  const open = createExplainer(input);
  const kinds = Map.groupBy(wanted, ([{ of, name }]) => `${of} ${name}`);
  const empty = () => Object.fromEntries(Array.from(kinds.keys(), (kind) => [kind, [] as number[]]));
  const [first, next] = [empty(), empty()];
  for (let round = -1; round < runs; round++) {
    for (const [kind, list] of kinds) {
      for (let i = 0; i < Math.min(FIGURES_OF_A_KIND, list.length); i++) {
        const one = list[Math.floor(Math.random() * list.length)]!;
        const times = [timeOf(one, end, createExplainer(input)), timeOf(one, end, open)] as const;
        if (round < 0) continue;
        first[kind]!.push(times[0]);
        next[kind]!.push(times[1]);
      }
    }
  }
  const medians = (all: Record<string, number[]>) => Object.values(all).map((times) => spread(times).median);
  return {
    workload: meta.name,
    kinds: kinds.size,
    slowest_first_ms: Math.max(...medians(first)),
    slowest_next_ms: Math.max(...medians(next)),
    first_ms: Object.fromEntries(Object.entries(first).map(([kind, times]) => [kind, spread(times)])),
    next_ms: Object.fromEntries(Object.entries(next).map(([kind, times]) => [kind, spread(times)])),
  };
}

function rangeFigures(performance: ReturnType<typeof performanceOf>, from: string, to: string): Wanted[] {
  const range = performance.range(from, to);
  const { attribution, timeWeighted, timeWeightedPerYear, simpleReturn, modifiedDietz, gain } = range;
  const figures = { gain, ...attribution, timeWeighted, timeWeightedPerYear, simpleReturn, modifiedDietz };
  const all = { ...figures, moneyWeighted: performance.moneyWeighted(from, to).rate };
  return Object.entries(all).map(([name, value]): Wanted => [{ of: "range", from, name } as Figure, value]);
}

function timeOf([figure, value]: Wanted, day: string, explainer: Explainer): number {
  const begin = performance.now();
  const tree = explainer.explain(figure, day);
  const again = tree && recompute(tree);
  const time = performance.now() - begin;
  const [found, wanted] = [said(again), said(value as Parameters<typeof said>[0])];
  const isNear = Math.abs(Number(found) - Number(wanted)) <= NEAR * Math.max(1, Math.abs(Number(wanted)));
  if (found !== wanted && !isNear)
    throw new Error(`${JSON.stringify(figure)} comes to ${found} where ${wanted} is right.`);
  return time;
}

function dayBetween(from: string, to: string): string {
  return new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString().slice(0, 10);
}
