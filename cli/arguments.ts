import { resolve } from "node:path";
import { parseArgs } from "node:util";

export type CommandName = "serve" | "show" | "performance" | "import" | "export" | "verify" | "make-case";

/** The words of a command, read: flags by name, paths made absolute from where the person typed. */
export interface Arguments {
  positionals: string[];
  flags: Record<string, string | boolean | undefined>;
  /** A path as typed, made absolute. */
  path(text: string): string;
}

/** The command was typed wrong. */
export class UsageError extends Error {
  override name = "UsageError";
}

interface Flag {
  value?: string;
  says: string;
}

interface Command {
  usage: string;
  says: string;
  flags: Record<string, Flag>;
}

const HOME: Record<string, Flag> = {
  data: { value: "DIR", says: "the data folder (default: the user's own)" },
  prices: { value: "DIR", says: "a price folder: one daily CSV per symbol, and instruments.csv" },
  instruments: { value: "FILE", says: "the price folder's instruments.csv, where it lies elsewhere" },
  rates: { value: "FILE", says: "exchange rates from a file: the ECB's eurofxref-hist.csv" },
};
const JSON_FLAG: Flag = { says: "machine-readable output" };

const COMMANDS: Record<CommandName, Command> = {
  serve: {
    usage: "serve [--port P] [--no-open] [--no-token]",
    says: "Start Tickfolio on this machine and open it in the browser.",
    flags: {
      port: { value: "P", says: "the port (default 4747; 0 takes a free one)" },
      "no-open": { says: "open no browser" },
      "no-token": { says: "ask for no first-open token" },
      ...HOME,
    },
  },
  show: {
    usage: "show [PORTFOLIO] [--day YYYY-MM-DD] [--ask] [--json]",
    says: "What the portfolios hold and are worth, on a day or now.",
    flags: {
      day: { value: "DAY", says: "as of this day" },
      ask: { says: "let price sources be asked from now on; without it the first time only lists them" },
      json: JSON_FLAG,
      ...HOME,
    },
  },
  performance: {
    usage: "performance [PORTFOLIO] [--from DAY | --range NAME] [--to DAY] [--benchmark SYMBOL] [--json]",
    says: "What a portfolio, or all together, gained over a range, by what, and its returns.",
    flags: {
      from: { value: "DAY", says: "from the evening of this day (default: from the beginning)" },
      to: { value: "DAY", says: "through this day (default: today)" },
      range: { value: "NAME", says: "1M, 3M, 6M, YTD, 1Y, 3Y, 5Y or ALL, in place of --from" },
      benchmark: { value: "SYMBOL", says: "beside the same money in this instrument of yours" },
      json: JSON_FLAG,
      ...HOME,
    },
  },
  import: {
    usage: "import FILE [--portfolio NAME] [--create] [--currency CUR] [--cash tracked|untracked] [--dry-run] [--json]",
    says: "Bring in trades from Tickfolio's own CSV. Says what becomes of every row; rows already there are left alone.",
    flags: {
      portfolio: { value: "NAME", says: "into this portfolio (default: the only one)" },
      create: { says: "make the portfolio if it is not there" },
      currency: { value: "CUR", says: "base currency of a portfolio that is made (default EUR)" },
      cash: { value: "MODE", says: "tracked or untracked cash of a portfolio that is made (default untracked)" },
      "dry-run": { says: "only say what would happen" },
      json: JSON_FLAG,
      ...HOME,
    },
  },
  export: {
    usage: "export [PORTFOLIO] [--out FILE]",
    says: "Write a portfolio's trades as CSV that import reads back without loss.",
    flags: { out: { value: "FILE", says: "to this file, or into this folder, instead of the screen" }, ...HOME },
  },
  verify: {
    usage: "verify FILE [--json]",
    says: "Compute the cases of a conformance file and compare them with their expected figures.",
    flags: { json: JSON_FLAG },
  },
  "make-case": {
    usage: "make-case PORTFOLIO SYMBOL [--day YYYY-MM-DD] [--shift DAYS] [--scale FACTOR]",
    says: "Print a holding as a test case with nothing personal in it, which verify passes at once.",
    flags: {
      day: { value: "DAY", says: "with the figures of this day (default: now)" },
      shift: { value: "DAYS", says: "move every date by so many days, back with --shift=-30 (default 0)" },
      scale: { value: "FACTOR", says: "units and amounts times this; prices and ratios stay (default 1)" },
      ...HOME,
    },
  },
};

/** Reads the words after the program's name. Throws `UsageError` naming the word that does not fit. */
export function readArguments(words: string[]): {
  command?: CommandName;
  args: Arguments;
  help: boolean;
  version: boolean;
} {
  const [first, ...rest] = words;
  const args: Arguments = { positionals: [], flags: {}, path: absolute };
  if (first === "--version" || first === "-v") return { args, help: false, version: true };
  if (first === undefined) return { args, help: false, version: false };
  if (first === "--help" || first === "-h" || first === "help") return { args, help: true, version: false };
  if (!(first in COMMANDS)) throw new UsageError(`There is no command "${first}".`);

  const command = first as CommandName;
  const options = Object.fromEntries(
    Object.entries({ ...COMMANDS[command].flags, help: {} }).map(([name, flag]) => [
      name,
      { type: "value" in flag ? ("string" as const) : ("boolean" as const) },
    ]),
  );
  try {
    const parsed = parseArgs({ args: rest, options, allowPositionals: true });
    args.positionals = parsed.positionals;
    args.flags = parsed.values as Arguments["flags"];
  } catch (error) {
    throw new UsageError(`${command}: ${(error as Error).message}`);
  }
  return { command, args, help: args.flags.help === true, version: false };
}

/** Everything there is, a line each. */
export function overview(): string {
  const lines = Object.values(COMMANDS).map(({ usage, says }) => `  ${usage}\n      ${says}`);
  return `Tickfolio, a live portfolio tracker.\n\n${lines.join("\n")}\n  --version\n      The version.\n\nExit codes: 0 done, 1 something is wrong, 2 typed wrong. COMMAND --help says more.`;
}

/** One command with its flags. */
export function describeCommand(name: CommandName): string {
  const { usage, says, flags } = COMMANDS[name];
  const lines = Object.entries(flags).map(
    ([flag, { value, says }]) => `  ${`--${flag}${value ? ` ${value}` : ""}`.padEnd(22)} ${says}`,
  );
  return `${usage}\n${says}\n\n${lines.join("\n")}`;
}

function absolute(text: string): string {
  return resolve(process.env.TICKFOLIO_FOLDER ?? process.cwd(), text);
}
