import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Client, type ImportResult, newId, type PortfolioSummary } from "@tickfolio/protocol";
import { type Arguments, UsageError } from "../arguments.ts";
import { choosePortfolio, withClient } from "../open.ts";
import type { Print } from "../print.ts";

/** `import FILE`: 0 when every row was read, 1 when some could not be; the others are in the books all the same. */
export async function importFile(args: Arguments, print: Print): Promise<number> {
  const [file] = args.positionals;
  if (!file || args.positionals.length > 1) throw new UsageError("import: name one file.");
  const text = await readFile(args.path(file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`import: ${file} cannot be read (${error.code}).`);
  });

  return await withClient(args, async (client) => {
    const portfolio = await portfolioFor(client, args);
    const commit = args.flags["dry-run"] !== true;
    const result = await client.importTrades(portfolio.id, { name: basename(file), text, entry: newId("ent"), commit });
    print.data({ portfolio: portfolio.id, committed: commit, ...result });
    tell(result, portfolio, commit, print);
    return result.rows.some((row) => row.fate === "unreadable") ? 1 : 0;
  });
}

async function portfolioFor(client: Client, { flags }: Arguments): Promise<PortfolioSummary> {
  const name = typeof flags.portfolio === "string" ? flags.portfolio : undefined;
  if (!flags.create) return await choosePortfolio(client, name);

  const there = (await client.portfolios()).items.find((one) => one.name === name);
  if (there) return there;
  const cash = flags.cash ?? "untracked";
  if (cash !== "tracked" && cash !== "untracked") throw new UsageError(`import: --cash is tracked or untracked.`);
  return await client.savePortfolio(
    {
      id: newId("pf"),
      name: name ?? "My portfolio",
      baseCurrency: typeof flags.currency === "string" ? flags.currency : "EUR",
      costMethod: "fifo",
      cash,
      sample: false,
    },
    0,
  );
}

function tell(result: ImportResult, portfolio: PortfolioSummary, commit: boolean, print: Print): void {
  const count = (fate: string) => result.rows.filter((row) => row.fate === fate).length;
  for (const row of result.rows) {
    if (row.fate === "unreadable") print.line(`row ${row.row}, ${row.field ?? "row"}: ${row.message}`);
  }
  for (const warning of result.entry?.warnings ?? []) print.line(`warning: ${warning.message}`);
  if (result.newInstruments.length > 0) print.line(`New instruments: ${result.newInstruments.join(", ")}`);
  const verb = commit ? "written to" : "would be written to";
  print.line(
    `${count("new")} new rows ${verb} ${portfolio.name}, ${count("already-there")} already there, ${count("unreadable")} not read.`,
  );
}
