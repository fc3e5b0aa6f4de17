import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { withStack } from "./testing.ts";

test("the pinned CDK command line reads what the library writes", async () => {
  const program = join(import.meta.dirname, "..", "node_modules", "aws-cdk", "bin", "cdk");
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME, CDK_DISABLE_CLI_TELEMETRY: "true" };
  const listed = await withStack([], async ({ app }) => {
    const { directory } = app.synth();
    const args = [program, "list", "--app", directory, "--no-notices", "--no-version-reporting"];
    return promisify(execFile)(process.execPath, args, { env: environment });
  });
  expect(listed.stdout.trim()).toBe("tickfolio");
});
