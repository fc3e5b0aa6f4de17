import type { Entry, Portfolio } from "@tickfolio/engine";
import { attachment, foreseeQuerySchema, importAnswer, importQuerySchema, tradesFileName } from "@tickfolio/protocol";
import { AlreadyWrittenError } from "../store/errors.ts";
import type { AppDeps } from "./deps.ts";
import { findOrMake } from "./instrument-identity.ts";
import { requireUnchanged } from "./journal-checks.ts";
import { openForWriting } from "./journal-writer.ts";
import { portfolioOf } from "./portfolio-routes.ts";
import { readFile, readQuery } from "./read-body.ts";
import type { Route } from "./route.ts";

/** What reads and writes files is read when somebody brings or takes one. */
const foreseeing = () => import("./import-foresee.ts");
const exporting = () => import("./export-trades.ts");

export function importRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/portfolios/:portfolio/imports",
      summary: "Reads a CSV of transactions: what each row becomes; with `commit=true` it is written, as one entry.",
      query: importQuerySchema,
      body: "csv",
      answer: importAnswer,
      refusals: ["already_written", "conflict", "in_bin"],
      handle: async (c) => {
        const journal = await openForWriting(deps, c);
        const { name, entry, commit } = readQuery(c, importQuerySchema());
        const text = await readFile(c);
        const written = await journal.find(entry);
        if (written && written.reason.kind !== "import") {
          throw new AlreadyWrittenError(`${entry} is written with other contents, as entry ${written.number}.`);
        }

        // A retry is told what the first answer said, so it looks at the journal as it was before.
        const entries = await journal.entries();
        const before = entries.slice(0, written && written.number - 1);
        const { foreseeImport } = await foreseeing();
        const foreseen = await foreseeImport(deps, c, journal.portfolio, before, { name, entry, text });
        const { result, draft, made, warnings } = foreseen;
        if (!commit || draft.transactions.length === 0) return c.json(result);

        for (const instrument of made) await findOrMake(c.var.store, instrument);
        const unchanged = (now: readonly Entry[]) => requireUnchanged(now, entries.length);
        const appended = await journal.append(draft, unchanged);
        return c.json({ ...result, entry: { ...appended, warnings } });
      },
    },
    {
      method: "POST",
      path: "/imports",
      summary: "What the rows of a CSV would become in a portfolio that is not made yet. Nothing is written.",
      query: foreseeQuerySchema,
      body: "csv",
      answer: importAnswer,
      handle: async (c) => {
        const portfolio: Portfolio = { ...NOT_MADE, ...readQuery(c, foreseeQuerySchema()) };
        const file = { name: "", entry: "ent_foreseen", text: await readFile(c) };
        const { foreseeImport } = await foreseeing();
        const { result } = await foreseeImport(deps, c, portfolio, [], file);
        return c.json(result);
      },
    },
    {
      method: "GET",
      path: "/portfolios/:portfolio/export",
      summary: "All transactions that count, in Tickfolio's own CSV. Importing it again gives the same.",
      answer: "csv",
      handle: async (c) => {
        const portfolio = await portfolioOf(c);
        const { exportTrades } = await exporting();
        const text = await exportTrades(c.var.store, portfolio);
        return c.body(text, 200, {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": attachment(tradesFileName(portfolio.name)),
        });
      },
    },
  ];
}

/** A portfolio as it is when it is new. */
const NOT_MADE = { id: "pf_foreseen", name: "", costMethod: "fifo", sample: false, createdAt: "", version: 0 } as const;
