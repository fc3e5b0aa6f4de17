import { createJournalCache } from "./journal-cache.ts";
import type { Clock, Table } from "./table.ts";
import { createUserStore, type UserStore } from "./user-store.ts";

/** The store in the project's words. Whatever belongs to a user is reached through the store opened for that user. */
export interface Store {
  forUser(user: string): UserStore;
  close(): Promise<void>;
}

/** Journals a process keeps in memory, so that it reads only what is new. */
const KNOWN_JOURNALS = 50;

export function createStore(
  table: Table,
  { clock, knownJournals = KNOWN_JOURNALS }: { clock: Clock; knownJournals?: number },
): Store {
  const journals = createJournalCache(knownJournals);
  return {
    forUser: (user) => createUserStore(table, clock, journals, user),
    close: () => table.close(),
  };
}
