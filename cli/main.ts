// What you type: `npm run -s tickfolio -- COMMAND`.

import { describeCommand, overview, readArguments, UsageError } from "./arguments.ts";
import { createPrint } from "./print.ts";

const COMMANDS = {
  serve: () => import("./commands/serve.ts").then((module) => module.serve),
  show: () => import("./commands/show.ts").then((module) => module.show),
  performance: () => import("./commands/performance.ts").then((module) => module.performance),
  import: () => import("./commands/import.ts").then((module) => module.importFile),
  export: () => import("./commands/export.ts").then((module) => module.exportFile),
  verify: () => import("./commands/verify.ts").then((module) => module.verify),
  "make-case": () => import("./commands/make-case.ts").then((module) => module.makeCaseOf),
};

/** Errors whose message says what happened and what to do. */
const SAID_IN_FULL = new Set(["ApiProblem", "StoreFileError", "TableUnavailableError"]);

async function main(words: string[]): Promise<number> {
  const print = createPrint({ json: words.includes("--json") });
  try {
    const { command, args, help, version } = readArguments(words);
    if (version) {
      const { VERSION } = await import("@tickfolio/server");
      print.line(VERSION);
      return 0;
    }
    if (help || !command) {
      print.line(command ? describeCommand(command) : overview());
      return help ? 0 : 2;
    }
    const run = await COMMANDS[command]();
    return await run(args, print);
  } catch (error) {
    if (error instanceof UsageError) {
      print.problem(error.message, "See: npm run -s tickfolio -- --help");
      return 2;
    }
    if (error instanceof Error && "remedy" in error) {
      print.problem(error.message, String(error.remedy));
      return 1;
    }
    if (error instanceof Error && SAID_IN_FULL.has(error.name)) {
      print.problem(error.message);
      return 1;
    }
    throw error;
  }
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
