import {
  exchangeOf,
  type Instrument,
  kindOfSymbol,
  type ParsedSymbol,
  parseSymbol,
  type TradeDraft,
} from "@tickfolio/engine";
import { type InstrumentDraft, instrumentDraftSchema } from "@tickfolio/protocol";
import type { FoundInstrument } from "../market/provider.ts";
import { simulatedListings } from "../market/simulated-companies.ts";
import { canonical, instrumentIdOf } from "./instrument-identity.ts";

/** Exchanges with lines in several currencies, where a trade's own currency says which one was traded. */
const SEVERAL_CURRENCIES = new Set(["XLON", "XSWX", "XHKG", "XSES"]);

/** What the symbols of a file mean: the user's own instruments first, then listings that are known, then what the symbol says. */
export interface Listings {
  /** The instrument of this row's symbol, or why there is none; undefined when the row is about none. */
  of(transaction: TradeDraft): Promise<Instrument | { message: string } | undefined>;
  /** Those that are not the user's yet, by symbol. */
  readonly made: ReadonlyMap<string, InstrumentDraft>;
  /** The user's and those that would be made. */
  all(): Instrument[];
}

export function createListings(
  own: readonly Instrument[],
  known: (symbol: string) => Promise<FoundInstrument | undefined>,
): Listings {
  const bySymbol = Map.groupBy(own, ({ symbol }) => symbol);
  const made = new Map<string, InstrumentDraft>();
  const simulated = new Map(simulatedListings.map((listing) => [listing.symbol, listing]));

  return {
    made,
    all: () => [...new Set([...own, ...[...bySymbol.values()].flat()])],
    async of(transaction) {
      if (!("instrument" in transaction) || transaction.instrument === undefined) return undefined;
      const written = transaction.instrument.trim();
      const parsed = listedSymbol(written);
      const symbol = parsed?.symbol ?? written;
      // As written first: somebody's own "Gold" is not the share GOLD.
      const owned = bySymbol.get(written) ?? bySymbol.get(symbol);
      if (owned) return tradedIn(transaction, owned);

      const found = simulated.get(symbol) ?? (await known(symbol));
      const draft = found?.currency ? listingOf(found, found.currency) : draftOf(symbol, parsed, transaction);
      if (!draft) return { message: `"${symbol}" is not a known symbol, and its row names no currency.` };
      const listing = canonical(draft);
      const fits = instrumentDraftSchema().safeParse(listing);
      if (!fits.success)
        return { message: `This cannot be an instrument's symbol: it ${fits.error.issues[0]!.message}.` };
      const instrument = { id: instrumentIdOf(listing), ...listing };
      bySymbol.set(symbol, [instrument]);
      made.set(symbol, draft);
      return instrument;
    },
  };
}

/** Of several lines under one symbol, the one in the currency of the row. */
function tradedIn(row: TradeDraft, lines: readonly Instrument[]): Instrument {
  const currency = "currency" in row ? row.currency : undefined;
  return lines.find((line) => line.currency === currency) ?? lines[0]!;
}

/** American symbols have no suffix to tell them from any other text, but they are short: a longer name is somebody's own. */
function listedSymbol(text: string): ParsedSymbol | undefined {
  const parsed = parseSymbol(text);
  const isBare = parsed?.kind === "listing" && parsed.exchange?.suffix === "";
  return isBare && !/^[A-Z]{1,5}(-[A-Z]{1,3})?$/.test(parsed.ticker) ? undefined : parsed;
}

function listingOf(found: Omit<FoundInstrument, "source">, currency: string): InstrumentDraft {
  const { symbol, name, kind, mic, quotedIn } = found;
  return { symbol, name, kind, mic, currency, ...(quotedIn === undefined ? {} : { quotedIn }) };
}

/** A symbol nobody knows says where it is listed by its suffix; a name that is no symbol becomes an instrument of one's own. */
function draftOf(symbol: string, parsed: ParsedSymbol | undefined, row: TradeDraft): InstrumentDraft | undefined {
  const traded = row.kind === "buy" || row.kind === "sell" ? row.currency : undefined;
  const said = "currency" in row ? row.currency : undefined;
  if (!parsed?.exchange) {
    const currency = parsed?.currency ?? said;
    if (currency === undefined) return undefined;
    return { symbol, name: symbol, kind: parsed ? kindOfSymbol(symbol) : "other", mic: null, currency };
  }
  const exchange = exchangeOf({ symbol, mic: parsed.exchange.mic }) ?? parsed.exchange;
  const currency = SEVERAL_CURRENCIES.has(exchange.mic) ? (traded ?? exchange.currency) : exchange.currency;
  return { symbol, name: symbol, kind: kindOfSymbol(symbol), mic: exchange.mic, currency };
}
