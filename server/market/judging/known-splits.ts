import type { Instrument } from "@tickfolio/engine";
import type { PriceShelf, Scope } from "../price-shelf.ts";
import type { Roster } from "../roster/roster.ts";
import type { KnownSplit } from "./judge-quote.ts";

/** The splits of an instrument that are known in a scope. Nobody is asked. */
export type SplitsOf = (scope: Scope, instrument: Instrument) => Promise<readonly KnownSplit[]>;

/** What sources have reported: of the first that knows of any. What a user's own source says counts for them alone. */
export function createKnownSplits(roster: Roster, shelf: PriceShelf): SplitsOf {
  return async (scope, instrument) => {
    const user = scope.startsWith("user:") ? scope.slice("user:".length) : undefined;
    const providers = user === undefined ? await roster.shared() : await roster.of(user);
    for (const provider of providers) {
      if (!provider.capabilities.has("actions")) continue;
      const kept = await shelf.actions(provider.scope, instrument.id, provider.name);
      const splits = (kept?.actions ?? []).filter((action) => action.kind === "split");
      if (splits.length > 0) return splits;
    }
    return [];
  };
}
