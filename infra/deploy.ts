// npm run deploy: says what it will make and what that costs, asks, then makes it.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { pathToFileURL } from "node:url";
import { createAwsClient } from "@tickfolio/server";
import { buildFunctions } from "./bundle.ts";
import { DeployError, findAccount } from "./credentials.ts";
import { deploy, readDeployArguments } from "./deployment.ts";
import { SettingError } from "./settings.ts";
import { synthesise } from "./synthesise.ts";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(import.meta.dirname, "cdk.out");

/** Asks in the terminal; without one nobody can have agreed. */
async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new DeployError(
      "Nobody is here to be asked.",
      "Run it in a terminal, or add --yes. Nothing was made or changed.",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** The CDK's own command line, as pinned in package.json. */
async function cdk(args: readonly string[], environment: Record<string, string>): Promise<void> {
  const program = join(ROOT, "node_modules", "aws-cdk", "bin", "cdk");
  // A profile named in the environment would win over the keys we hand on, and might be another account's.
  const { AWS_PROFILE: _, AWS_DEFAULT_PROFILE: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [program, ...args, "--no-notices"], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...inherited, ...environment, CDK_DISABLE_CLI_TELEMETRY: "true" },
  });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code === 0) return;
  throw new DeployError(
    `cdk ${args[0]} ended with ${code}; what it says above is the reason.`,
    "CloudFormation takes a failed deployment back by itself, and never touches the books. Mend the cause and run the same command again.",
  );
}

/** Found by its place: infra does not depend on the web room, it only puts there what that room builds. */
async function buildWeb(): Promise<string> {
  const { buildWeb: build } = (await import(pathToFileURL(join(ROOT, "web", "build.ts")).href)) as {
    buildWeb: () => Promise<{ folder: string }>;
  };
  return (await build()).folder;
}

try {
  process.exitCode = await deploy(readDeployArguments(process.argv.slice(2)), {
    print: (line) => console.log(line),
    ask,
    cdk,
    buildWeb,
    findAccount: () => findAccount(process.env),
    connect: ({ region, credentials }) => createAwsClient({ region, credentials }),
    synthesise: async (settings) => {
      const { folders } = await buildFunctions();
      return synthesise(settings, folders, OUT).stacks[0]!.template;
    },
    appFolder: OUT,
    readOutputs: (file) => JSON.parse(readFileSync(file, "utf8")),
  });
} catch (error) {
  if (error instanceof SettingError) {
    console.error(error.message);
    process.exitCode = 2;
  } else if (error instanceof DeployError) {
    console.error(`\n${error.message}\n${error.remedy}`);
    process.exitCode = 1;
  } else throw error;
}
