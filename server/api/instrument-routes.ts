import { exchangeOf, type Instrument } from "@tickfolio/engine";
import {
  type InstrumentSuggestion,
  instrumentAnswer,
  instrumentDraftSchema,
  instrumentsAnswer,
  listingDatesSchema,
  searchQuerySchema,
  suggestionsAnswer,
} from "@tickfolio/protocol";
import type { FoundInstrument } from "../market/provider.ts";
import type { AppDeps } from "./deps.ts";
import { invalid, notFound } from "./errors.ts";
import { currentListing, findOrMake } from "./instrument-identity.ts";
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
      method: "PUT",
      path: "/instruments/:instrument/listing",
      summary:
        "Since when and until when an instrument has its symbol, and what it was called before. Of an ended listing the prices known so far stay; who has the symbol next is another instrument.",
      body: listingDatesSchema,
      answer: instrumentAnswer,
      async handle(c) {
        const { listedFrom, listedUntil, formerSymbols } = await readBody(c, listingDatesSchema());
        const { listedFrom: _, listedUntil: __, formerSymbols: before = [], ...instrument } = await instrumentOf(c);
        const today = new Date(deps.clock()).toISOString().slice(0, 10);
        if (listedUntil !== null && listedUntil > today) throw invalid("listedUntil", "is not over yet");
        if (listedFrom !== null && listedUntil !== null && listedFrom > listedUntil) {
          throw invalid("listedFrom", "is after the listing's last day");
        }
        const former = formerSymbols ?? before;
        const dated: Instrument = {
          ...instrument,
          ...(listedFrom === null ? {} : { listedFrom }),
          ...(listedUntil === null ? {} : { listedUntil }),
          ...(former.length === 0 ? {} : { formerSymbols: former }),
        };
        await deps.market.keepPast(c.var.user.id, dated);
        return c.json(await c.var.store.saveInstrument(dated));
      },
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
    ({ symbol, name, mic, isin, formerSymbols = [] }) =>
      (mic === "SIM") === simulated &&
      (symbol.toLowerCase().startsWith(wanted) ||
        name.toLowerCase().includes(wanted) ||
        isin?.toLowerCase() === wanted ||
        formerSymbols.some((former) => former.toLowerCase() === wanted)),
  );
}

/** What the user has is named once, as theirs, however many providers find it too. */
function merge(
  matches: readonly Instrument[],
  found: readonly FoundInstrument[],
  own: readonly Instrument[],
): InstrumentSuggestion[] {
  const owned = new Map(own.map((one) => [one.id, one]));
  const suggestions = new Map<string, InstrumentSuggestion>();
  for (const { id, symbol, name, kind, mic, currency, quotedIn } of matches) {
    const unit = quotedIn === undefined ? {} : { quotedIn };
    suggestions.set(id, { symbol, name, kind, mic, currency, ...unit, source: "own", instrument: id });
  }
  for (const result of found) {
    const currency = result.currency ?? exchangeOf(result)?.currency ?? null;
    const id = currency === null ? result.symbol : currentListing({ ...result, currency }, owned).id;
    if (suggestions.has(id)) continue;
    suggestions.set(id, { ...result, currency, ...(owned.has(id) ? { instrument: id } : {}) });
  }
  return [...suggestions.values()];
}
