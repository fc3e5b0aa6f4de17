import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchReport } from "./main.ts";
import { timeToAnswer } from "./start.ts";

const root = join(import.meta.dirname, "..");

/** What a new user waits for: `npm start` as the first command in a fresh clone, then again, then `npm test` there. */
export async function run(): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-clone-"));
  try {
    const clone = join(folder, "tickfolio");
    execFileSync("git", ["clone", "--quiet", root, clone]);
    const start = ["start", "--", "--port", "0", "--data", join(folder, "data"), "--no-open", "--no-token"];
    const first = await timeToAnswer("npm", start, "api/health", clone);
    const second = await timeToAnswer("npm", start, "api/health", clone);

    const begin = performance.now();
    const test = spawnSync("npm", ["test"], { cwd: clone, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    const lastLine = test.stdout.trim().split("\n").at(-1) ?? "";
    if (test.status !== 0) throw new Error(`npm test failed in the clone, as said above: ${lastLine}`);
    return {
      first_start_s: seconds(first),
      second_start_s: seconds(second),
      test_s: seconds(performance.now() - begin),
      test: lastLine,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
