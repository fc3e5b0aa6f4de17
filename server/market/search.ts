import { exchangeOf, kindOfSymbol, parseSymbol } from "@tickfolio/engine";
import type { Desk } from "./desk.ts";
import { isOwn } from "./own-instrument.ts";
import { type FoundInstrument, type Provider, ProviderError } from "./provider.ts";

const MOST = 20;

/**
 * What the providers find, each listing once, an exact symbol first. A symbol that nobody knows is offered as it was
 * typed: the suffix says where it is listed, and whoever trades it knows that it exists.
 */
export async function searchAll(
  desk: Desk,
  user: string,
  text: string,
  simulated: boolean,
): Promise<FoundInstrument[]> {
  const query = text.trim();
  if (query === "") return [];
  const asked = (await desk.forUser(user))
    .general("search")
    .filter((provider) => (provider.simulated === true) === simulated);
  const answers = await Promise.all(asked.map((provider) => foundBy(desk, provider, query)));

  const found = new Map<string, FoundInstrument>();
  for (const candidate of answers.flat()) {
    const known = completed(candidate);
    if (known && !found.has(known.symbol)) found.set(known.symbol, known);
  }
  const typed = simulated ? undefined : asTyped(query);
  if (typed && !found.has(typed.symbol)) found.set(typed.symbol, typed);
  const exact = typed?.symbol;
  return [...found.values()].sort((a, b) => Number(b.symbol === exact) - Number(a.symbol === exact)).slice(0, MOST);
}

async function foundBy(desk: Desk, provider: Provider, query: string): Promise<FoundInstrument[]> {
  try {
    return await desk.ask(provider, "search", (signal) => provider.search!(query, signal));
  } catch (error) {
    if (error instanceof ProviderError) return [];
    throw error;
  }
}

/** In the canonical spelling, with what the symbol itself says about market and currency. */
function completed(candidate: FoundInstrument): FoundInstrument | undefined {
  // Somebody's own of a price folder is on no market, whatever its name looks like, and is taken as it is.
  if (candidate.currency !== null && isOwn(candidate)) return candidate;
  const parsed = parseSymbol(candidate.symbol);
  if (!parsed) return undefined;
  const exchange = parsed.kind === "crypto" ? undefined : exchangeOf({ symbol: parsed.symbol, mic: candidate.mic });
  const currency = candidate.currency ?? parsed.currency ?? exchange?.currency ?? null;
  const minor = exchange && exchange.currency === currency && exchange.quotedIn !== currency;
  const quotedIn = candidate.quotedIn ?? (minor ? exchange.quotedIn : undefined);
  return {
    ...candidate,
    symbol: parsed.symbol,
    mic: candidate.mic ?? exchange?.mic ?? null,
    currency,
    ...(quotedIn ? { quotedIn } : {}),
  };
}

function asTyped(query: string): FoundInstrument | undefined {
  const parsed = parseSymbol(query);
  if (!parsed || parsed.kind === "simulated" || parsed.kind === "index") return undefined;
  const { symbol } = parsed;
  return completed({ symbol, name: symbol, kind: kindOfSymbol(symbol), mic: null, currency: null, source: "typed" });
}
