import { kindOfSymbol, parseSymbol } from "@tickfolio/engine";
import { type Desk, isLocal } from "../desk.ts";
import { type FoundInstrument, type Identifier, type Provider, ProviderError } from "../provider.ts";
import { systemTimers, type Timers, within } from "../timers.ts";
import type { UserDesk } from "../user-desk.ts";
import { identifierOf } from "./identifier.ts";
import { mergedFinds } from "./search-merge.ts";

const MOST = 20;
/** How long anybody waits for one source: what it finds later, the others have found by then or nobody has. */
export const SEARCH_PATIENCE_MS = 2_500;

/**
 * What the sources find, each listing once, an exact symbol first and what nobody would price last. The number of a
 * security (ISIN, WKN, CUSIP, SEDOL, FIGI) is looked up as one. A symbol that nobody knows is offered as it was typed:
 * the suffix says where it is listed, and whoever trades it knows that it exists.
 */
export async function searchAll(
  desk: Desk,
  user: string,
  text: string,
  simulated: boolean,
  timers: Timers = systemTimers,
): Promise<FoundInstrument[]> {
  const query = text.trim();
  if (query === "") return [];
  const mine = await desk.forUser(user);
  const identifier = simulated ? undefined : identifierOf(query);
  const searching = mine.general("search").filter((provider) => (provider.simulated === true) === simulated);
  const resolving = identifier ? mine.general("resolve") : [];
  const patiently = async (answer: Promise<FoundInstrument[]>) =>
    (await within(timers, SEARCH_PATIENCE_MS, answer)) ?? [];
  const answers = await Promise.all([
    ...resolving.map((provider) => patiently(resolvedBy(desk, provider, identifier!))),
    ...searching.map((provider) => patiently(foundBy(desk, provider, query))),
  ]);

  // A WKN may be a symbol as well; the others are nothing else.
  const typed = simulated || (identifier && identifier.kind !== "wkn") ? undefined : asTyped(query);
  const here = new Set(searching.filter(isLocal).map(({ name }) => name));
  const all = [...answers.flat(), ...(typed ? [typed] : [])];
  const found = mergedFinds(all, (source) => here.has(source)).map((each) => marked(mine, each));
  const rank = (each: FoundInstrument) => (each.symbol === typed?.symbol ? 0 : each.isUnquoted ? 2 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function foundBy(desk: Desk, provider: Provider, query: string): Promise<FoundInstrument[]> {
  return unlessRefused(desk.ask(provider, "search", (signal) => provider.search!(query, signal)));
}

async function resolvedBy(desk: Desk, provider: Provider, identifier: Identifier): Promise<FoundInstrument[]> {
  return unlessRefused(
    desk.ask(provider, "resolve", async (signal) => (await provider.resolve!([identifier], signal))[0] ?? []),
  );
}

/** One that fails leaves the others their say. */
async function unlessRefused(answer: Promise<FoundInstrument[]>): Promise<FoundInstrument[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProviderError) return [];
    throw error;
  }
}

/** Whether anybody who is switched on would be asked for its price: a plan may leave out whole markets. */
function marked(mine: UserDesk, found: FoundInstrument): FoundInstrument {
  if (found.currency === null) return found;
  const instrument = { ...found, id: `found ${found.symbol}`, currency: found.currency };
  return mine.chain(instrument, "quote").length > 0 ? found : { ...found, isUnquoted: true };
}

function asTyped(query: string): FoundInstrument | undefined {
  const parsed = parseSymbol(query);
  if (!parsed || parsed.kind === "simulated" || parsed.kind === "index") return undefined;
  const { symbol } = parsed;
  return { symbol, name: symbol, kind: kindOfSymbol(symbol), mic: null, currency: null, source: "typed" };
}
