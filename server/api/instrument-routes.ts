import { exchangeOf, type Instrument } from "@tickfolio/engine";
import {
  type InstrumentSuggestion,
  instrumentAnswer,
  instrumentDraftSchema,
  instrumentsAnswer,
  searchQuerySchema,
  suggestionsAnswer,
} from "@tickfolio/protocol";
import type { FoundInstrument } from "../market/provider.ts";
import type { AppDeps } from "./deps.ts";
import { notFound } from "./errors.ts";
import { findOrMake, instrumentIdOf } from "./instrument-identity.ts";
import { readBody, readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";

const MOST_SUGGESTIONS = 30;

export function instrumentRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/instruments",
      summary: "The user's instruments.",
      answer: instrumentsAnswer,
      handle: async (c) => c.json({ items: await c.var.store.instruments(), next: null }),
    },
    {
      method: "PUT",
      path: "/instruments",
      summary: "Finds the user's instrument of a listing, or makes it. The same listing gives the same instrument.",
      body: instrumentDraftSchema,
      answer: instrumentAnswer,
      handle: async (c) => c.json(await findOrMake(c.var.store, await readBody(c, instrumentDraftSchema()))),
    },
    {
      method: "GET",
      path: "/instruments/search",
      summary: "Instruments by symbol or name: the user's own first, then what the market's providers find.",
      query: searchQuerySchema,
      answer: suggestionsAnswer,
      handle: async (c) => {
        const { q, simulated = false } = readQuery(c, searchQuerySchema());
        const own = await c.var.store.instruments();
        const found = await deps.market.search(c.var.user.id, q, { simulated });
        const items = merge(ownMatches(own, q, simulated), found, own).slice(0, MOST_SUGGESTIONS);
        return c.json({ items, next: null });
      },
    },
  ];
}

export async function instrumentOf(c: RouteContext): Promise<Instrument> {
  const instrument = await c.var.store.instrument(c.req.param("instrument") ?? "");
  if (!instrument) throw notFound("This instrument");
  return instrument;
}

function ownMatches(own: readonly Instrument[], text: string, simulated: boolean): Instrument[] {
  const wanted = text.toLowerCase();
  return own.filter(
    ({ symbol, name, mic, isin }) =>
      (mic === "SIM") === simulated &&
      (symbol.toLowerCase().startsWith(wanted) ||
        name.toLowerCase().includes(wanted) ||
        isin?.toLowerCase() === wanted),
  );
}

/** What the user has is named once, as theirs, however many providers find it too. */
function merge(
  matches: readonly Instrument[],
  found: readonly FoundInstrument[],
  own: readonly Instrument[],
): InstrumentSuggestion[] {
  const owned = new Set(own.map(({ id }) => id));
  const suggestions = new Map<string, InstrumentSuggestion>();
  for (const { id, isin: _, ...instrument } of matches) {
    suggestions.set(id, { ...instrument, source: "own", instrument: id });
  }
  for (const result of found) {
    const currency = result.currency ?? exchangeOf(result)?.currency ?? null;
    const id = currency === null ? result.symbol : instrumentIdOf({ ...result, currency });
    if (suggestions.has(id)) continue;
    suggestions.set(id, { ...result, currency, ...(owned.has(id) ? { instrument: id } : {}) });
  }
  return [...suggestions.values()];
}
