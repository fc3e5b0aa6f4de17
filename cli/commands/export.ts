import { writeFile } from "node:fs/promises";
import { type Arguments, UsageError } from "../arguments.ts";
import { choosePortfolio, withClient } from "../open.ts";
import type { Print } from "../print.ts";

/** `export [PORTFOLIO] [--out FILE]` */
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
    await writeFile(args.path(out), csv);
    print.line(`${portfolio.name}: written to ${out}.`);
    return 0;
  });
}
