import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { readTradesCsv } from "@tickfolio/engine";
import { type Client, type ImportResult, newId, type PortfolioDraft, type PortfolioSummary } from "@tickfolio/protocol";
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
    const commit = args.flags["dry-run"] !== true;
    const there = await portfolioThere(client, args);
    const made = there ? undefined : draftOf(args);
    if (made && (!commit || readTradesCsv(text).rows.length === 0)) {
      return foretell(await client.foreseeImport(made, text), made.name, print);
    }

    const portfolio = there ?? (await client.savePortfolio(made ?? draftOf(args), 0));
    const result = await client.importTrades(portfolio.id, { name: basename(file), text, entry: newId("ent"), commit });
    print.data({ portfolio: portfolio.id, committed: commit, ...result });
    const { added, there: known, unreadable } = tell(result, print);
    const verb = commit ? "written to" : "would be written to";
    print.line(`${added} new rows ${verb} ${portfolio.name}, ${known} already there, ${unreadable} not read.`);
    return unreadable > 0 ? 1 : 0;
  });
}

/** The portfolio to bring trades into; none where `--create` has yet to make it. */
async function portfolioThere(client: Client, { flags }: Arguments): Promise<PortfolioSummary | undefined> {
  const name = typeof flags.portfolio === "string" ? flags.portfolio : undefined;
  if (!flags.create) return await choosePortfolio(client, name);
  return (await client.portfolios()).items.find((one) => one.name === name);
}

function draftOf({ flags }: Arguments): PortfolioDraft {
  const cash = flags.cash ?? "untracked";
  if (cash !== "tracked" && cash !== "untracked") throw new UsageError("import: --cash is tracked or untracked.");
  return {
    id: newId("pf"),
    name: typeof flags.portfolio === "string" ? flags.portfolio : "My portfolio",
    baseCurrency: typeof flags.currency === "string" ? flags.currency : "EUR",
    costMethod: "fifo",
    cash,
    sample: false,
  };
}

/** What would become of the rows in a portfolio that is not made: nothing would be in it, or it was only a question. */
function foretell(result: ImportResult, name: string, print: Print): number {
  print.data({ portfolio: null, committed: false, ...result });
  const { added, unreadable } = tell(result, print);
  print.line(`${added} new rows for ${name}, ${unreadable} not read. Nothing was written, and ${name} was not made.`);
  return unreadable > 0 ? 1 : 0;
}

/** Everything about the rows but their sum. */
function tell(result: ImportResult, print: Print): { added: number; there: number; unreadable: number } {
  const count = (fate: string) => result.rows.filter((row) => row.fate === fate).length;
  for (const row of result.rows) {
    if (row.fate === "unreadable") print.line(said(row));
  }
  for (const note of result.notes) print.line(`note: ${said(note)}`);
  for (const warning of result.warnings) print.line(`warning: ${said(warning)}`);
  if (result.newInstruments.length > 0) print.line(`New instruments: ${result.newInstruments.join(", ")}`);
  return { added: count("new"), there: count("already-there"), unreadable: count("unreadable") };
}

function said({ row, field, message }: { row?: number; field?: string; message?: string }): string {
  return row === undefined ? `${message}` : `row ${row}${field ? `, ${field}` : ""}: ${message}`;
}
