import type { FoundInstrument } from "../market/provider.ts";
import type { Roster } from "../market/roster/roster.ts";

/** Listings that sources on this machine know (a price folder); nobody else is asked, so that an import sends no list of holdings out. */
export function knownListings(
  roster: Pick<Roster, "shared">,
): (symbol: string) => Promise<FoundInstrument | undefined> {
  return async (symbol) => {
    for (const provider of await roster.shared()) {
      if (provider.hosts.length > 0 || !provider.search || provider.simulated) continue;
      const found = (await provider.search(symbol)).find((candidate) => candidate.symbol === symbol);
      if (found) return found;
    }
    return undefined;
  };
}
