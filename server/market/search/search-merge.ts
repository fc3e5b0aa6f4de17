import { exchangeOf, parseSymbol } from "@tickfolio/engine";
import { isOwn } from "../own-instrument.ts";
import type { FoundInstrument } from "../provider.ts";

/**
 * What several sources found, each listing once: by exchange and ticker, which the canonical symbol is. The first source
 * of a listing is its source; what it does not know of it, the next one says. What is on no market in a source of this
 * machine is somebody's own, whatever its name looks like, and is taken as it is.
 */
export function mergedFinds(
  found: readonly FoundInstrument[],
  isOfThisMachine: (source: string) => boolean,
): FoundInstrument[] {
  const merged = new Map<string, FoundInstrument>();
  for (const candidate of found) {
    const own = isOfThisMachine(candidate.source) && isOwn(candidate);
    const symbol = own ? candidate.symbol : parseSymbol(candidate.symbol)?.symbol;
    if (symbol === undefined) continue;
    const place = own ? `own ${symbol}` : symbol;
    const before = merged.get(place);
    merged.set(place, before ? together(before, candidate) : { ...candidate, symbol });
  }
  return [...merged].map(([place, each]) => (place === each.symbol ? completed(each) : each));
}

function together(first: FoundInstrument, other: FoundInstrument): FoundInstrument {
  const isOneLine = first.currency === null || other.currency === null || first.currency === other.currency;
  // The same ticker in another currency: which line this is, is what the first one says.
  if (!isOneLine) return first;
  const mic = first.mic === null || first.mic === "US" ? (other.mic ?? first.mic) : first.mic;
  const quotedIn = first.quotedIn ?? other.quotedIn;
  const [isin, figi] = [first.isin ?? other.isin, first.figi ?? other.figi];
  return {
    ...first,
    name: nameWorth(other) > nameWorth(first) ? other.name : first.name,
    // Many call everything a share that they do not look at more closely.
    kind: first.kind === "stock" ? other.kind : first.kind,
    mic,
    currency: first.currency ?? other.currency,
    ...(quotedIn === undefined ? {} : { quotedIn }),
    ...(isin === undefined ? {} : { isin }),
    ...(figi === undefined ? {} : { figi }),
  };
}

/** A name that is not just the symbol, in letters as people write them, is worth more than capitals. */
function nameWorth({ name, symbol }: FoundInstrument): number {
  if (name.toUpperCase() === symbol.toUpperCase()) return 0;
  return name === name.toUpperCase() ? 1 : 2;
}

/** With what the symbol itself says about market and currency. */
function completed(found: FoundInstrument): FoundInstrument {
  const parsed = parseSymbol(found.symbol)!;
  const exchange = parsed.kind === "crypto" ? undefined : exchangeOf({ symbol: parsed.symbol, mic: found.mic });
  const currency = found.currency ?? parsed.currency ?? exchange?.currency ?? null;
  const minor = exchange && exchange.currency === currency && exchange.quotedIn !== currency;
  const quotedIn = found.quotedIn ?? (minor ? exchange.quotedIn : undefined);
  const mic = found.mic ?? exchange?.mic ?? null;
  return { ...found, mic, currency, ...(quotedIn ? { quotedIn } : {}) };
}
