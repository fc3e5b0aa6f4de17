// @ts-check
// The one door behind every npm script: sees to Node and the packages, then runs the command under that Node.
// Plain JavaScript for Node 20, because it runs before anything is installed.

import { commands } from "./commands.mjs";
import { runToEnd } from "./run.mjs";
import { prepareNode, preparePackages, SetupError } from "./setup.mjs";

const [name = "", ...rest] = process.argv.slice(2);
const command = commands[name];

if (!command) {
  console.error(`Unknown command "${name}". There are: ${Object.keys(commands).join(", ")}.`);
  process.exit(2);
}

try {
  const node = await prepareNode();
  await preparePackages(node, command.packages);
  process.exitCode = await runToEnd(node, [...command.args, ...rest]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}\n${error.remedy}`);
  process.exitCode = 1;
}
