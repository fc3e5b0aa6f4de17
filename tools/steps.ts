import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Step {
  name: string;
  args: string[];
}

export interface Count {
  passed: number;
  failed: number;
}

/** The steps every change must pass, quick enough to run before each commit. */
export const quickSteps: Step[] = [
  { name: "format and lint", args: ["node_modules/@biomejs/biome/bin/biome", "check", "."] },
  { name: "types", args: ["node_modules/typescript/bin/tsc"] },
];

/** Runs a step under this Node with its output shown, and says how long it took. Colours are for terminals. */
export async function runStep(step: Step, more: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const env = { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1", FORCE_COLOR: undefined }), ...more };
  const start = performance.now();
  console.log(`\n▸ ${step.name}`);
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, step.args, { stdio: "inherit", env });
    child.once("error", () => resolve(1));
    child.once("exit", resolve);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(code === 0 ? `  ${step.name}: ${seconds} s` : `  ${step.name}: failed after ${seconds} s`);
  return code === 0;
}

/** Runs the tests of the named Vitest projects and counts them. A run that ends without a report counts as one failure. */
export async function runTests(name: string, projects: string[], more?: NodeJS.ProcessEnv): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-tests-"));
  const report = join(folder, "report.json");
  const args = ["node_modules/vitest/vitest.mjs", "run", ...projects.map((project) => `--project=${project}`)];
  const ok = await runStep(
    { name, args: [...args, "--reporter=default", "--reporter=json", `--outputFile=${report}`] },
    more,
  );
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: Math.max(numFailedTests, ok ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
