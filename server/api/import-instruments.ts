import type { Instrument, ListingWords, Portfolio, ReadRow, TradeColumn, TradeDraft } from "@tickfolio/engine";
import { ApiError } from "./errors.ts";
import type { SaidOfSymbol } from "./import-listing-draft.ts";
import type { Listings, Misfit } from "./import-listings.ts";
import type { Warning } from "./import-rates.ts";
import { requireHome } from "./journal-checks.ts";

/** A row's transaction with the instruments its symbols stand for, or which of them stands for none that may be in this portfolio. */
export async function withInstruments(
  { transaction, listing, newListing = {} }: Pick<ReadRow, "transaction" | "listing" | "newListing">,
  portfolio: Portfolio,
  listings: Listings,
): Promise<{ transaction: TradeDraft; warnings: Warning[] } | Misfit> {
  if (!("instrument" in transaction) || transaction.instrument === undefined) return { transaction, warnings: [] };
  const find = async (said: SaidOfSymbol) => withHome(await listings.of(said), portfolio);
  const { kind, day } = transaction;
  const currency = "currency" in transaction ? transaction.currency : undefined;
  const isTraded = kind === "buy" || kind === "sell";
  const old = await find({ written: transaction.instrument, listing, currency, isTraded, day });
  if ("message" in old) return old;
  const named = { ...transaction, instrument: old.id } as TradeDraft;
  const warnings = otherIsin(old, listing);
  if (!("newInstrument" in transaction)) return { transaction: named, warnings };

  // What comes of an instrument is as a rule listed where it is, and in its currency.
  const { currency: of } = old;
  const said = { written: transaction.newInstrument, listing: newListing, currency: of, isTraded: false, day };
  const made = await find(said);
  if ("message" in made) return { ...made, field: `new_${made.field}` as TradeColumn };
  if (made.id === old.id) {
    return { field: "new_symbol", message: `This is ${old.symbol} too: name the instrument it has become.` };
  }
  return {
    transaction: { ...named, newInstrument: made.id } as TradeDraft,
    warnings: [...warnings, ...otherIsin(made, newListing)],
  };
}

function withHome(instrument: Instrument | Misfit, portfolio: Portfolio): Instrument | Misfit {
  if ("message" in instrument) return instrument;
  const field = "symbol";
  try {
    requireHome(instrument, portfolio, field);
  } catch (error) {
    if (error instanceof ApiError) return { field, message: `${error.message.replace(`${field}: `, "")}.` };
    throw error;
  }
  return instrument;
}

function otherIsin({ symbol, isin: known }: Instrument, { isin: said }: ListingWords): Warning[] {
  if (said === undefined || known === undefined || said === known) return [];
  const message = `${symbol} is known here with the ISIN ${known}, and the row says ${said}: if they are two, it needs another symbol.`;
  return [{ code: "other_isin", message }];
}
