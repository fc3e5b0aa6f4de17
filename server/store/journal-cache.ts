import type { Entry } from "@tickfolio/engine";
import type { KnownPacks } from "./packs.ts";

/** What a process knows of a journal: its entries from the first on. Entries never change, so this only grows. */
export interface KnownJournal {
  entries: Entry[];
  /** Entries by their id. */
  byId: Map<string, Entry>;
  /** Its packs when they were last read or written; undefined before that. */
  packs: KnownPacks | undefined;
  /** Ends when what was last asked of this journal has. */
  turn: Promise<unknown>;
}

export interface JournalCache {
  open(key: string): KnownJournal;
}

/** Keeps the journals used last, `max` of them. One that is forgotten is read again. */
export function createJournalCache(max: number): JournalCache {
  const known = new Map<string, KnownJournal>();
  return {
    open(key) {
      const journal = known.get(key) ?? { entries: [], byId: new Map(), packs: undefined, turn: Promise.resolve() };
      // A map keeps the order of insertion, so the one used longest ago is the first.
      known.delete(key);
      known.set(key, journal);
      if (known.size > max) known.delete(known.keys().next().value as string);
      return journal;
    },
  };
}

/** One step at a time for each journal, so that a process never competes with itself. */
export function inTurn<T>(journal: KnownJournal, step: () => Promise<T>): Promise<T> {
  const result = journal.turn.then(step);
  journal.turn = result.catch(() => {});
  return result;
}
