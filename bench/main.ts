// npm run -s bench -- NAME --json : benchmarks. Each checks what it measures and fails when that is wrong.

const BENCHMARKS: Record<
  string,
  { says: string; load: () => Promise<{ run(options: BenchOptions): Promise<BenchReport> }> }
> = {
  start: { says: "npm start until it answers, against a bare server", load: () => import("./start.ts") },
  clone: { says: "a fresh clone: first start, second start, npm test (minutes)", load: () => import("./clone.ts") },
  cold: {
    says: "a function's first answer in a new process, against a bare Hono handler",
    load: () => import("./cold.ts"),
  },
  engine: {
    says: "the engine on a workload file (--workload FILE), against a plain loop; checks every figure",
    load: () => import("./engine.ts"),
  },
  explain: {
    says: "a random figure of every kind (--workload FILE): its tree built, and worked out again from its leaves",
    load: () => import("./explain.ts"),
  },
  growth: {
    says: "how the engine's time grows up to 100,000 transactions over 500 symbols and 20 years",
    load: () => import("./growth.ts"),
  },
  market: {
    says: "an hour of everything going wrong at the providers, in seconds; and the first prices of 200 instruments",
    load: () => import("./market.ts"),
  },
  open: {
    says: "50,000 transactions from the store to figures on the page, and what reading them takes from DynamoDB",
    load: () => import("./open.ts"),
  },
  size: { says: "what the engine costs a browser, compressed", load: () => import("./size.ts") },
  tick: { says: "a price's way from the market to the screen", load: () => import("./tick.ts") },
};

export interface BenchOptions {
  runs?: number;
  /** A file of the workload generator. */
  workload?: string;
}

/** Figures by name. Times are also given as ratios to a reference of the same run where there is one. */
export type BenchReport = Record<string, number | string | object>;

const [name = "", ...flags] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (!benchmark) {
  const list = Object.entries(BENCHMARKS).map(([known, { says }]) => `  ${known.padEnd(8)} ${says}`);
  console.error(`npm run -s bench -- NAME [--runs N] [--workload FILE] [--json]\n${list.join("\n")}`);
  process.exit(2);
}
const option = (flag: string) => (flags.includes(flag) ? flags[flags.indexOf(flag) + 1] : undefined);
const runs = Number(option("--runs"));
const workload = option("--workload");
const report = await (await benchmark.load()).run({ ...(runs > 0 ? { runs } : {}), ...(workload ? { workload } : {}) });
if (flags.includes("--json")) console.log(JSON.stringify(report, null, 2));
else for (const [figure, value] of Object.entries(report)) console.log(figure.padEnd(28), JSON.stringify(value));
