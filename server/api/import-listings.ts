import {
  type Currency,
  type Day,
  type Instrument,
  type InstrumentId,
  type ParsedSymbol,
  parseSymbol,
  type TradeColumn,
} from "@tickfolio/engine";
import { type InstrumentDraft, instrumentDraftSchema } from "@tickfolio/protocol";
import { isListedOn } from "../market/listing-span.ts";
import { isOwn } from "../market/own-instrument.ts";
import type { FoundInstrument } from "../market/provider.ts";
import { simulatedListings } from "../market/providers/simulated-companies.ts";
import { ApiError } from "./errors.ts";
import { draftOf, type KnownListing, type SaidOfSymbol } from "./import-listing-draft.ts";
import { canonical, currentListing } from "./instrument-identity.ts";

/**
 * What the symbols of a file mean. A row that says where its symbol is listed, or that it is somebody's own, means exactly that. Any other
 * means one of the user's own instruments first, then a listing that is known, then what the symbol shows by itself.
 */
export interface Listings {
  /** The instrument of this symbol, or why there is none. */
  of(said: SaidOfSymbol): Promise<Instrument | Misfit>;
  /** Those that are not the user's yet, as rows spoke of them. */
  readonly made: ReadonlyMap<InstrumentId, InstrumentDraft>;
  /** The user's and those that would be made. */
  all(): Instrument[];
}

/** Why a row's words make no instrument: the column, and what is wrong with it. */
export interface Misfit {
  field: TradeColumn;
  message: string;
}

export function createListings(
  own: readonly Instrument[],
  known: (symbol: string) => Promise<FoundInstrument | undefined>,
): Listings {
  const bySymbol = Map.groupBy(own, ({ symbol }) => symbol);
  const byId = new Map(own.map((instrument) => [instrument.id, instrument]));
  const made = new Map<InstrumentId, InstrumentDraft>();
  const simulated = new Map(simulatedListings.map((listing) => [listing.symbol, listing]));

  function make(draft: InstrumentDraft): Instrument | Misfit {
    const listing = readDraft(draft);
    if ("message" in listing) return listing;
    const { id, ...since } = currentListing(listing, byId);
    const there = byId.get(id);
    if (there) return there;
    const instrument = { id, ...listing, ...since };
    byId.set(id, instrument);
    bySymbol.set(instrument.symbol, [...(bySymbol.get(instrument.symbol) ?? []), instrument]);
    // As it was said: what is canonical by itself need not be so twice.
    made.set(id, draft);
    return instrument;
  }

  /** What is listed somewhere, or a coin, is nobody's own. */
  async function findListing(written: string, symbol: string, isPlaced: boolean): Promise<KnownListing | undefined> {
    const found = simulated.get(symbol) ?? (await known(written)) ?? (await known(symbol));
    return found && isPlaced && isOwn(found) ? undefined : found;
  }

  return {
    made,
    all: () => [...byId.values()],
    async of(row) {
      const { listing: said } = row;
      const written = row.written.trim();
      const isPlaced = said.market !== undefined;
      const parsed = isPlaced ? parseSymbol(written) : listedSymbol(written);
      const symbol = said.market === "custom" ? written : (parsed?.symbol ?? written);
      // As written first: somebody's own "Gold" is not the share GOLD.
      const lines = isPlaced ? undefined : (bySymbol.get(written) ?? bySymbol.get(symbol));
      const lineThen = lines && lineIn(said.currency ?? row.currency, row.day, lines);
      if (lineThen) return lineThen;

      const found = said.market === "custom" ? undefined : await findListing(written, symbol, isPlaced);
      const draft = draftOf(row, found?.symbol ?? symbol, parsed, found);
      if (draft) return make(draft);
      return { field: "symbol", message: `"${symbol}" is not a known symbol, and its row names no currency.` };
    },
  };
}

/** Of several lines under one symbol, the one in that currency; of those who had the symbol one after the other, who had it then. */
function lineIn(
  currency: Currency | undefined,
  day: Day | undefined,
  lines: readonly Instrument[],
): Instrument | undefined {
  const then = day === undefined ? lines : lines.filter((line) => isListedOn(line, day));
  return then.find((line) => line.currency === currency) ?? then[0];
}

/** American symbols have no suffix to tell them from any other text, but they are short: a longer name is somebody's own. */
function listedSymbol(text: string): ParsedSymbol | undefined {
  const parsed = parseSymbol(text);
  const isBare = parsed?.kind === "listing" && parsed.exchange?.suffix === "";
  return isBare && !/^[A-Z]{1,5}(-[A-Z]{1,3})?$/.test(parsed.ticker) ? undefined : parsed;
}

const COLUMNS: Record<keyof InstrumentDraft, TradeColumn> = {
  symbol: "symbol",
  name: "name",
  isin: "isin",
  mic: "market",
  kind: "instrument_kind",
  currency: "instrument_currency",
  quotedIn: "instrument_currency",
};

/** The draft in its canonical spelling, or what no instrument can be made of. */
function readDraft(draft: InstrumentDraft): InstrumentDraft | Misfit {
  try {
    const listing = canonical(draft);
    const fits = instrumentDraftSchema().safeParse(listing);
    if (fits.success) return listing;
    const { path, message } = fits.error.issues[0]!;
    const field = COLUMNS[path[0] as keyof InstrumentDraft];
    return { field, message: `This cannot be an instrument's ${field.replaceAll("_", " ")}: it ${message}.` };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { field = "symbol", message } = error;
    return { field: COLUMNS[field as keyof InstrumentDraft], message: `${message.replace(`${field}: `, "")}.` };
  }
}
