import { type EntryDraft, instrumentsOf, liveTransactions, type Portfolio, readTradesCsv } from "@tickfolio/engine";
import type { ImportResult, InstrumentDraft, WrittenEntry } from "@tickfolio/protocol";
import type { AppDeps } from "./deps.ts";
import { createListings } from "./import-listings.ts";
import { planImport } from "./import-plan.ts";
import { importWarnings } from "./import-warnings.ts";
import type { RouteContext } from "./route.ts";
import { warningsOf } from "./warnings.ts";

/** Everything that is known of an import before it is written. */
export interface ForeseenImport {
  result: ImportResult;
  /** What would be written, with the instruments it needs and what it would make wrong. */
  draft: EntryDraft;
  made: readonly InstrumentDraft[];
  warnings: WrittenEntry["warnings"];
}

/** A question and a commit both come through here, so that what is written is what was shown. Nothing is written yet. */
export async function foreseeImport(
  deps: AppDeps,
  c: RouteContext,
  portfolio: Portfolio,
  before: readonly EntryDraft[],
  file: { name: string; entry: string; text: string },
): Promise<ForeseenImport> {
  const { user, store } = c.var;
  const read = readTradesCsv(file.text);
  const listings = createListings(await store.instruments(), deps.listingOf ?? (async () => undefined));
  const live = liveTransactions(before);
  const plan = await planImport({ read, portfolio, live, listings, file });
  const instruments = listings.all();
  const warnings = await warningsOf(deps, user.id, portfolio, [...before, plan.draft], instruments);
  // Of a row that is refused nothing stays behind.
  const taken = new Set(plan.draft.transactions.flatMap(instrumentsOf));
  const made = [...listings.made].flatMap(([id, draft]) => (taken.has(id) ? draft : []));
  const result: ImportResult = {
    rows: plan.rows,
    notes: read.notes,
    warnings: await importWarnings({ market: deps.market, user: user.id, plan, live, instruments, warnings }),
    newInstruments: [...new Set(made.map(({ symbol }) => symbol))],
    entry: null,
  };
  return { result, draft: plan.draft, made, warnings };
}
