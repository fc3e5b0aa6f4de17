import type { Day, InstrumentId, ReportedAction } from "@tickfolio/engine";
import type { Scope } from "../price-shelf.ts";

/** What a source said a company did, from which day on it was asked, and when. */
export interface StoredActions {
  source: string;
  actions: ReportedAction[];
  askedFrom: Day;
  storedAt: string;
}

/** Where it is kept. What is saved replaces what the same source said before, as a whole. */
export interface ActionShelf {
  actions(scope: Scope, instrument: InstrumentId, source: string): Promise<StoredActions | undefined>;
  saveActions(scope: Scope, instrument: InstrumentId, stored: StoredActions): Promise<void>;
}

/** One that lasts as long as the process. */
export function createMemoryActions(): ActionShelf {
  const kept = new Map<string, StoredActions>();
  const place = (scope: Scope, instrument: InstrumentId, source: string) => `${scope}\n${instrument}\n${source}`;
  return {
    actions: async (scope, instrument, source) => kept.get(place(scope, instrument, source)),
    saveActions: async (scope, instrument, stored) => void kept.set(place(scope, instrument, stored.source), stored),
  };
}
