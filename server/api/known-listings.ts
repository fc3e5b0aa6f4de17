import type { FoundInstrument, Provider } from "../market/provider.ts";

/** Listings that sources on this machine know (a price folder); nobody else is asked, so that an import sends no list of holdings out. */
export function knownListings(
  providers: readonly Provider[],
): (symbol: string) => Promise<FoundInstrument | undefined> {
  const here = providers.filter((provider) => provider.hosts.length === 0 && provider.search && !provider.simulated);
  return async (symbol) => {
    for (const provider of here) {
      const found = (await provider.search!(symbol)).find((candidate) => candidate.symbol === symbol);
      if (found) return found;
    }
    return undefined;
  };
}
