import { statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tradesFileName } from "@tickfolio/protocol";
import { type Arguments, UsageError } from "../arguments.ts";
import { choosePortfolio, withClient } from "../open.ts";
import type { Print } from "../print.ts";

/** `export [PORTFOLIO] [--out FILE]`: into a folder under the portfolio's name. */
export async function exportFile(args: Arguments, print: Print): Promise<number> {
  if (args.positionals.length > 1) throw new UsageError("export: name at most one portfolio.");
  return await withClient(args, async (client) => {
    const portfolio = await choosePortfolio(client, args.positionals[0]);
    const csv = await client.exportTrades(portfolio.id);
    const { out } = args.flags;
    if (typeof out !== "string") {
      process.stdout.write(csv);
      return 0;
    }
    const file = isFolder(args.path(out)) ? join(out, tradesFileName(portfolio.name)) : out;
    await writeFile(args.path(file), csv);
    print.line(`${portfolio.name}: written to ${file}.`);
    return 0;
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
