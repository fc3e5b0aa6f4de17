import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleFunction } from "../infra/bundle.ts";
import { type FakeCloud, gatewayEvent, startFakeCloud } from "../infra/fake-cloud.ts";
import type { BenchOptions, BenchReport } from "./main.ts";
import { spread } from "./statistics.ts";

/** Reads a bundle and gives it one request, as Lambda does in a new environment. A process counts from its own start. */
const SCRIPT = `
  const began = performance.now();
  const { handler } = await import(process.argv[1]);
  const read = performance.now();
  const { statusCode } = await handler(JSON.parse(process.argv[2]), { awsRequestId: "1" });
  const answered = performance.now();
  console.log(JSON.stringify({ statusCode, importMs: read - began, firstMs: answered - began, processMs: answered }));
  process.exit();
`;

interface Run {
  statusCode: number;
  importMs: number;
  /** Import and first answer. */
  firstMs: number;
  /** From the start of the process to the first answer. */
  processMs: number;
}

/**
 * The bundled API function against a bare Hono handler bundled in the same way, each in a new process, in turn: import and
 * first answer. `health` asks nothing; `portfolios` checks a token and reads the store, both emulated on this machine.
 */
export async function run({ runs = 15 }: BenchOptions): Promise<BenchReport> {
  const cloud = await startFakeCloud();
  try {
    const target = join(cloud.built.folders.api, "..", "bare");
    await bundleFunction(join(import.meta.dirname, "bare-handler.ts"), target);
    const results = { bare: [] as Run[], health: [] as Run[], portfolios: [] as Run[] };
    for (let index = 0; index < runs; index++) {
      results.bare.push(await start(cloud, target, "/api/health"));
      results.health.push(await start(cloud, cloud.built.folders.api, "/api/health"));
      results.portfolios.push(await start(cloud, cloud.built.folders.api, "/api/portfolios"));
    }
    const of = (name: keyof typeof results, figure: keyof Run) => spread(results[name].map((one) => one[figure]));
    const ratio = (name: keyof typeof results, figure: keyof Run) =>
      Math.round((of(name, figure).median / of("bare", figure).median) * 100) / 100;
    return {
      runs,
      bare_import_and_first_ms: of("bare", "firstMs"),
      health_import_and_first_ms: of("health", "firstMs"),
      portfolios_import_and_first_ms: of("portfolios", "firstMs"),
      api_import_ms: of("health", "importMs"),
      health_ratio: ratio("health", "firstMs"),
      portfolios_ratio: ratio("portfolios", "firstMs"),
      bare_process_ms: of("bare", "processMs"),
      portfolios_process_ms: of("portfolios", "processMs"),
      health_process_ratio: ratio("health", "processMs"),
      portfolios_process_ratio: ratio("portfolios", "processMs"),
    };
  } finally {
    await cloud.close();
  }
}

async function start(cloud: FakeCloud, folder: string, path: string): Promise<Run> {
  const headers = { authorization: `Bearer ${await cloud.issuer.token("ada")}` };
  const event = JSON.stringify(gatewayEvent(`https://money.example.org${path}`, { headers }));
  const file = pathToFileURL(join(folder, "index.mjs")).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT, file, event], {
    env: { ...process.env, ...cloud.environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(child, "close");
  const result = JSON.parse(text) as Run;
  if (result.statusCode !== 200) throw new Error(`${path} answered ${result.statusCode}.`);
  return result;
}
