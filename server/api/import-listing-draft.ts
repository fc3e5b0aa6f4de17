import {
  type Currency,
  type Day,
  type Exchange,
  exchangeOf,
  kindOfSymbol,
  type ListingWords,
  type ParsedSymbol,
} from "@tickfolio/engine";
import type { InstrumentDraft } from "@tickfolio/protocol";
import type { FoundInstrument } from "../market/provider.ts";

export type KnownListing = Omit<FoundInstrument, "source">;

/** What a row says of a symbol. */
export interface SaidOfSymbol {
  written: string;
  listing: ListingWords;
  /** The row's day: under one symbol there may have been one company after another. */
  day?: Day | undefined;
  /** What the row is in. */
  currency?: Currency | undefined;
  /** It was bought or sold in that, so it is listed in it. */
  isTraded: boolean;
}

/** Exchanges with lines in several currencies, where a trade's own currency says which one was traded. */
const SEVERAL_CURRENCIES = new Set(["XLON", "XSWX", "XHKG", "XSES"]);

/**
 * The instrument a row speaks of: what the row says of it counts first, then what is known of the listing, then what the symbol shows by
 * itself. Undefined where nothing says its currency.
 */
export function draftOf(
  { listing: said, currency: stated, isTraded }: SaidOfSymbol,
  symbol: string,
  parsed: ParsedSymbol | undefined,
  found: KnownListing | undefined,
): InstrumentDraft | undefined {
  const exchange = exchangeSaid(said, symbol, parsed);
  const currency = said.currency ?? found?.currency ?? currencyShown(said, stated, isTraded, parsed, exchange);
  if (currency === undefined) return undefined;
  const quotedIn = said.currency === undefined ? found?.quotedIn : said.quotedIn;
  return {
    symbol,
    name: said.name ?? found?.name ?? symbol,
    kind: said.kind ?? found?.kind ?? kindShown(said, symbol, parsed),
    mic: micOf(said, found, exchange),
    currency,
    ...(quotedIn === undefined ? {} : { quotedIn }),
    ...(said.isin === undefined ? {} : { isin: said.isin }),
  };
}

const isNowhere = ({ market }: ListingWords) => market === "custom" || market === "crypto";

function exchangeSaid(said: ListingWords, symbol: string, parsed: ParsedSymbol | undefined): Exchange | undefined {
  if (isNowhere(said)) return undefined;
  const mic = said.market ?? parsed?.exchange?.mic;
  return mic === undefined ? undefined : (exchangeOf({ symbol, mic }) ?? parsed?.exchange);
}

/** An American symbol does not say on which exchange it is listed; who knows the listing may. */
function micOf(said: ListingWords, found: KnownListing | undefined, exchange: Exchange | undefined): string | null {
  if (isNowhere(said)) return null;
  if (said.market !== undefined && said.market !== "US") return said.market;
  return found ? found.mic : (exchange?.mic ?? null);
}

function currencyShown(
  said: ListingWords,
  stated: Currency | undefined,
  isTraded: boolean,
  parsed: ParsedSymbol | undefined,
  exchange: Exchange | undefined,
): Currency | undefined {
  if (!exchange) return (said.market === "custom" ? undefined : parsed?.currency) ?? stated;
  return SEVERAL_CURRENCIES.has(exchange.mic) && isTraded ? (stated ?? exchange.currency) : exchange.currency;
}

function kindShown({ market }: ListingWords, symbol: string, parsed: ParsedSymbol | undefined) {
  if (market === "crypto") return "crypto";
  return market === "custom" || !parsed ? "other" : kindOfSymbol(symbol);
}
