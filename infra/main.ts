// npm run synth: builds the functions and writes the template to infra/cdk.out. Needs no account.

import { join } from "node:path";
import { buildFunctions, FUNCTIONS } from "./bundle.ts";
import { readSettings, SettingError } from "./settings.ts";
import { synthesise } from "./synthesise.ts";

try {
  const settings = readSettings(process.argv.slice(2));
  const start = performance.now();
  const { folders, bytes } = await buildFunctions();
  for (const name of FUNCTIONS) {
    const { start: read, all } = bytes[name];
    console.log(`${name.padEnd(7)}${kilobytes(read)} read at start, ${kilobytes(all)} in all`);
  }

  const assembly = synthesise(settings, folders, join(import.meta.dirname, "cdk.out"));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`Template of stack ${settings.stackName} written to infra/cdk.out in ${seconds} s.`);
  console.log(
    `It has ${Object.keys(assembly.stacks[0]?.template.Resources ?? {}).length} resources. Nothing was deployed.`,
  );
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0).padStart(4)} kB`;
}
