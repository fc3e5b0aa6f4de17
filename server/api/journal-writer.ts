import type { Entry, EntryDraft, Portfolio } from "@tickfolio/engine";
import type { WrittenEntry } from "@tickfolio/protocol";
import type { Journal } from "../store/journal.ts";
import type { AppDeps } from "./deps.ts";
import { followRenames } from "./follow-renames.ts";
import { announce, portfolioOf, requireLive } from "./portfolio-routes.ts";
import type { RouteContext } from "./route.ts";

/** A portfolio's journal as the person who asks writes to it. */
export interface JournalWriter extends Pick<Journal, "entries" | "find"> {
  readonly portfolio: Portfolio;
  /**
   * Writes an entry once, however often it is sent, if it passes the check on the journal as it then is; and tells the
   * user's other tabs.
   */
  append(draft: EntryDraft, check?: (entries: readonly Entry[]) => void): Promise<Entry>;
  /** A written entry with what it made wrong at its place in the journal. */
  withWarnings(entry: Entry): Promise<WrittenEntry>;
}

/** The journal of the portfolio the path names. What is in the bin is not written to. */
export async function openForWriting(deps: AppDeps, c: RouteContext): Promise<JournalWriter> {
  const portfolio = await portfolioOf(c);
  requireLive(portfolio);
  return writerOf(deps, c, portfolio);
}

export async function writerOf(deps: AppDeps, c: RouteContext, portfolio: Portfolio): Promise<JournalWriter> {
  const { user, store } = c.var;
  const journal = await store.journal(portfolio.id);
  return {
    portfolio,
    entries: journal.entries,
    find: journal.find,

    async append(draft, check) {
      const entry = await journal.append(draft, { at: new Date(deps.clock()).toISOString(), by: user.name }, check);
      await announce(deps, user.id, portfolio, entry.number);
      if (portfolio.sample) return entry;
      await afterwards(deps, "a renamed listing could not be ended", () =>
        followRenames(deps, user.id, store, entry, journal.entries),
      );
      await afterwards(deps, "the past that an entry needs could not be planned", () =>
        deps.pastPrices.grown(user.id, entry),
      );
      return entry;
    },

    async withWarnings(entry) {
      const entries = (await journal.entries()).slice(0, entry.number);
      const instruments = await store.instruments();
      // Reading a journal needs no booking: this is read with the first thing that is written.
      const { warningsOf } = await import("./warnings.ts");
      return { ...entry, warnings: await warningsOf(deps, user.id, portfolio, entries, instruments) };
    },
  };
}

/** What is written stays written when what follows from it fails: a past that cannot be asked for, whoever looks next finds missing. */
async function afterwards(deps: AppDeps, trouble: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    deps.log.error(trouble, { error });
  }
}
