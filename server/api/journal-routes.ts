import { type Entry, type EntryDraft, entryDraftSchema, undoOf } from "@tickfolio/engine";
import {
  entriesAnswer,
  entriesQuerySchema,
  journalAnswer,
  type List,
  undoSchema,
  writeJournalColumns,
  writtenEntryAnswer,
} from "@tickfolio/protocol";
import { AlreadyWrittenError } from "../store/errors.ts";
import { textOf } from "../store/packs.ts";
import type { AppDeps } from "./deps.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { checkDraft, requireUnchanged } from "./journal-checks.ts";
import { type JournalWriter, openForWriting } from "./journal-writer.ts";
import { portfolioOf } from "./portfolio-routes.ts";
import { readBody, readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";

/** Entries in one answer: enough for years of typing, little enough to be quick. */
const PAGE_ENTRIES = 1_000;
const PAGE_TRANSACTIONS = 20_000;

export function journalRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/portfolios/:portfolio/entries",
      summary: "The journal's entries in order, those after number `after`.",
      query: entriesQuerySchema,
      answer: entriesAnswer,
      handle: async (c) => {
        const { after = 0 } = readQuery(c, entriesQuerySchema());
        const portfolio = await portfolioOf(c);
        const journal = await c.var.store.journal(portfolio.id);
        return c.json(pageOf(await journal.entries(after)));
      },
    },
    {
      method: "GET",
      path: "/portfolios/:portfolio/journal",
      summary: "The same entries as columns: a tenth of the size for thousands of transactions, and quick to read.",
      query: entriesQuerySchema,
      answer: journalAnswer,
      handle: async (c) => {
        const { after = 0 } = readQuery(c, entriesQuerySchema());
        const portfolio = await portfolioOf(c);
        const journal = await c.var.store.journal(portfolio.id);
        const pack = await journal.pack(after);
        if (pack) return sendPack(c, pack.bytes);
        const { items, next } = pageOf(await journal.entries(after));
        return c.json(writeJournalColumns(items, next));
      },
    },
    {
      method: "PUT",
      path: "/portfolios/:portfolio/entries/:entry",
      summary: "Writes an entry: what it records and what it voids, in one step. The same again answers as before.",
      body: entryDraftSchema,
      answer: writtenEntryAnswer,
      created: true,
      refusals: ["already_written", "in_bin", "unknown_instrument", "unknown_transaction", "simulated_only"],
      handle: async (c) => {
        const journal = await openForWriting(deps, c);
        const draft = await readBody(c, entryDraftSchema());
        if (draft.id !== c.req.param("entry")) throw invalid("id", "differs from the one in the path");
        return write(c, journal, draft);
      },
    },
    {
      method: "POST",
      path: "/portfolios/:portfolio/entries/:entry/undo",
      summary:
        "Writes the entry that takes another back: what it recorded is voided, what it voided is recorded again.",
      body: undoSchema,
      answer: writtenEntryAnswer,
      created: true,
      refusals: ["already_written", "changed_since", "conflict", "in_bin"],
      handle: async (c) => {
        const journal = await openForWriting(deps, c);
        const { id } = await readBody(c, undoSchema());
        const undone = await journal.find(c.req.param("entry") ?? "");
        if (!undone) throw notFound("This entry");
        const written = await journal.find(id);
        if (written) return c.json(await journal.withWarnings(sameUndo(written, undone)));
        const entries = await journal.entries();
        return write(c, journal, undoDraft(entries, undone, id), entries.length);
      },
    },
  ];
}

/** Writes an entry and answers with what it made wrong. `plannedOn`: how many entries the draft was made from. */
async function write(
  c: RouteContext,
  journal: JournalWriter,
  draft: EntryDraft,
  plannedOn?: number,
): Promise<Response> {
  const isNew = !(await journal.find(draft.id));
  const instruments = await c.var.store.instruments();
  const entry = await journal.append(draft, (entries) => {
    requireUnchanged(entries, plannedOn);
    checkDraft(draft, journal.portfolio, entries, instruments);
  });
  return c.json(await journal.withWarnings(entry), isNew ? 201 : 200);
}

/** The undoing entry's transactions take their names from it, so that a retry writes the same. */
function undoDraft(entries: readonly Entry[], undone: Entry, id: string): EntryDraft {
  let made = 0;
  const newId = () => `txn_${id.slice("ent_".length)}-${++made}`;
  const { transactions, voids, conflicts, undoneBy } = undoOf(entries, undone.id, newId);
  if (undoneBy !== undefined) {
    const by = entries.find((entry) => entry.id === undoneBy)!.number;
    throw new ApiError(409, "changed_since", `Entry ${undone.number} is undone already, by entry ${by}.`);
  }
  if (conflicts.length > 0) {
    const message = `A later entry has changed ${conflicts.length} of what entry ${undone.number} recorded; undo that one first.`;
    throw new ApiError(409, "changed_since", message);
  }
  return { id, reason: { kind: "undo", entry: undone.id }, transactions, voids };
}

function sameUndo(written: Entry, undone: Entry): Entry {
  if (written.reason.kind === "undo" && written.reason.entry === undone.id) return written;
  throw new AlreadyWrittenError(`${written.id} is written with other contents, as entry ${written.number}.`);
}

/** As it is stored, where the client takes that: nothing is unpacked, read or packed again. */
async function sendPack(c: RouteContext, bytes: Uint8Array): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const takes = /\bbr\b/.test(c.req.header("accept-encoding") ?? "");
  if (!takes) return c.body(await textOf(bytes), 200, headers);
  const packed = { ...headers, "content-encoding": "br", vary: "accept-encoding" };
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, packed);
}

/** As many entries as fit an answer of sensible size; at least one, however large it is. */
function pageOf(entries: readonly Entry[]): List<Entry> {
  let transactions = 0;
  let count = 0;
  for (const entry of entries.slice(0, PAGE_ENTRIES)) {
    transactions += entry.transactions.length;
    if (count > 0 && transactions > PAGE_TRANSACTIONS) break;
    count++;
  }
  const items = entries.slice(0, count);
  return { items, next: count < entries.length ? String(items.at(-1)!.number) : null };
}
