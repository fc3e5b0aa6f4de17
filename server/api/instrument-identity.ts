import { createHash } from "node:crypto";
import {
  addDays,
  type Currency,
  type Day,
  exchangeOf,
  exchangeOfMic,
  type Instrument,
  type InstrumentId,
  minorUnit,
  type ParsedSymbol,
  parseSymbol,
} from "@tickfolio/engine";
import type { InstrumentDraft } from "@tickfolio/protocol";
import { isEnded } from "../market/listing-span.ts";
import { isOwn } from "../market/own-instrument.ts";
import type { UserStore } from "../store/user-store.ts";
import { invalid } from "./errors.ts";

/**
 * The id of a listing: the same for the same listing, so that two requests at once make one instrument. Symbols are one name
 * space within their suffix, so the exchange is the suffix's: an American symbol is the same whether or not its MIC is known.
 * Prices of one id are shared between users, so one that is said to be quoted in an unusual unit is another listing.
 */
export function instrumentIdOf(
  listing: Omit<InstrumentDraft, "name" | "isin"> & Pick<Instrument, "listedFrom">,
): InstrumentId {
  const { symbol, mic, kind, currency, quotedIn, listedFrom } = listing;
  const parsed = parseSymbol(symbol);
  // Somebody's own under a coin's symbol is not the coin, whose prices all share.
  const nowhere = parsed?.kind === "crypto" && isOwn(listing) ? "own" : "";
  const place = mic === null ? nowhere : (parsed?.exchange?.mic ?? mic);
  const isUnusual = quotedIn !== undefined && quotedIn !== currency && quotedIn !== usualUnit(listing);
  // Who has a symbol after somebody else is another instrument.
  const since = listedFrom === undefined ? [] : [`from ${listedFrom}`];
  // A coin has no hours and no exchange's days.
  const odd = kind === "crypto" && parsed?.kind === "listing" ? ["coin"] : [];
  const said = [symbol, place, currency, ...(isUnusual ? [quotedIn] : []), ...odd, ...since].join("\n");
  return `ins_${createHash("sha256").update(said).digest("hex").slice(0, 32)}`;
}

/** The draft in its one canonical spelling, with what its exchange says where it says nothing itself. */
export function canonical(draft: InstrumentDraft): InstrumentDraft {
  const { mic, currency } = draft;
  const parsed = mic === null && draft.kind === "other" ? undefined : parseSymbol(draft.symbol);
  const symbol = parsed?.symbol ?? draft.symbol;
  requirePlace(mic, parsed);
  const { quotedIn = usualUnit({ symbol, mic, currency }), ...rest } = draft;
  requireUnit(quotedIn, currency);
  return { ...rest, symbol, ...(quotedIn === currency ? {} : { quotedIn }) };
}

/** A symbol says where it is listed, and its prices are shared: in another place's hours or units they would be wrong for everybody. */
function requirePlace(mic: string | null, parsed: ParsedSymbol | undefined): void {
  const shown = parsed?.exchange;
  if (mic === null || !shown || shown.mic === mic) return;
  const said = exchangeOfMic(mic);
  // The American exchanges share one name space. Of a place that is not known here the symbol says enough.
  if (said ? said.suffix === shown.suffix : shown.mic !== "SIM") return;
  const { symbol } = parsed;
  if (mic === "SIM") throw invalid("mic", `${symbol} is not on the simulated market`);
  throw invalid("mic", `${symbol} is a symbol of ${shown.market}, not of ${mic}`);
}

/** Refuses pence for dollars: every price would be off by a hundred. */
export function requireUnit(quotedIn: string, currency: Currency): void {
  if (quotedIn === currency || minorUnit(quotedIn)?.currency === currency) return;
  throw invalid("quotedIn", `${quotedIn} is no unit of ${currency}`);
}

/** What the listing's exchange quotes its own currency in; lines in other currencies are quoted in those. */
function usualUnit({ symbol, mic, currency }: Pick<Instrument, "symbol" | "mic" | "currency">): string {
  const exchange = mic === null ? undefined : exchangeOf({ symbol, mic });
  return exchange && exchange.currency === currency ? exchange.quotedIn : currency;
}

/** The user's instrument of this listing: the one they have, completed by what is newly known, or a new one. */
export async function findOrMake(store: UserStore, given: InstrumentDraft): Promise<Instrument> {
  const draft = canonical(given);
  const first = await store.instrument(instrumentIdOf(draft));
  const all = first && isEnded(first) ? await store.instruments() : first ? [first] : [];
  const { id, listedFrom } = currentListing(draft, new Map(all.map((one) => [one.id, one])));
  const known = all.find((one) => one.id === id);
  if (known) return store.saveInstrument(complete(known, draft));
  return store.saveInstrument({ id, ...draft, ...(listedFrom === undefined ? {} : { listedFrom }) });
}

/**
 * Which listing under a symbol is meant now: where the user's own has ended, whoever has had the symbol since the day
 * after. What has ended keeps its id, its prices and its place in the journals.
 */
export function currentListing(
  listing: Omit<InstrumentDraft, "name" | "isin">,
  own: ReadonlyMap<InstrumentId, Instrument>,
): { id: InstrumentId; listedFrom?: Day } {
  let id = instrumentIdOf(listing);
  let listedFrom: Day | undefined;
  for (let known = own.get(id); known?.listedUntil !== undefined; known = own.get(id)) {
    listedFrom = addDays(known.listedUntil, 1);
    id = instrumentIdOf({ ...listing, listedFrom });
  }
  return listedFrom === undefined ? { id } : { id, listedFrom };
}

function complete(known: Instrument, draft: InstrumentDraft): Instrument {
  return {
    ...known,
    name: known.name === known.symbol ? draft.name : known.name,
    mic: known.mic === "US" ? draft.mic : known.mic,
    ...(known.isin === undefined && draft.isin !== undefined ? { isin: draft.isin } : {}),
  };
}
