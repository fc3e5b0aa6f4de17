import { guardText, unguardText } from "./csv-guard.ts";
import type { Instrument, InstrumentKind } from "./instrument.ts";
import { isIsin } from "./isin.ts";
import { type Currency, minorUnit } from "./money.ts";
import type { TradeColumn } from "./trades-csv.ts";

const WORDS = ["name", "isin", "market", "instrument_kind", "instrument_currency"] as const;

/** The columns that say what a row's symbol stands for, so that it stands for the same with somebody who has never heard of it. */
export const LISTING_COLUMNS: readonly TradeColumn[] = WORDS;

/** The same of the instrument that comes of it. */
export const NEW_LISTING_COLUMNS: readonly TradeColumn[] = WORDS.map((word) => `new_${word}` as const);

/** What a row says of an instrument beside its symbol. */
export interface ListingWords {
  name?: string;
  isin?: string;
  /** Where it is listed, as a market identifier code; `custom`: nowhere, it is somebody's own; `crypto`: a coin, everywhere. */
  market?: string;
  kind?: InstrumentKind;
  /** What it is booked and valued in, whatever the row's own currency is. */
  currency?: Currency;
  /** The unit it is quoted in: the currency, or a minor unit of it. */
  quotedIn?: string;
}

const KINDS: readonly string[] = ["stock", "fund", "crypto", "other"] satisfies InstrumentKind[];
const LONGEST_NAME = 200;

/** An instrument's cells. */
export function listingCells(instrument: Instrument): Partial<Record<TradeColumn, string>> {
  const { symbol, name, isin, mic, kind, currency, quotedIn } = instrument;
  return {
    symbol: guardText(symbol),
    ...(name === symbol ? {} : { name: guardText(name) }),
    ...(isin !== undefined && isIsin(isin) ? { isin } : {}),
    market: mic ?? (kind === "crypto" ? "crypto" : "custom"),
    instrument_kind: kind,
    instrument_currency: quotedIn ?? currency,
  };
}

/** The cells of the instrument that comes of another. */
export function newListingCells(instrument: Instrument): Partial<Record<TradeColumn, string>> {
  return Object.fromEntries(Object.entries(listingCells(instrument)).map(([column, cell]) => [`new_${column}`, cell]));
}

/** Reads those cells; `expected` is told what fits no column. */
export function readListing(
  cells: ReadonlyMap<string, string>,
  expected: (field: TradeColumn, what: string, found: string) => void,
  prefix: "" | "new_" = "",
): ListingWords {
  const words: ListingWords = {};
  for (const word of WORDS) {
    const column = `${prefix}${word}` as const;
    const cell = cells.get(column);
    if (cell !== undefined) readWord(words, word, cell, (what) => expected(column, what, cell));
  }
  return words;
}

function readWord(
  words: ListingWords,
  column: (typeof WORDS)[number],
  cell: string,
  expected: (what: string) => void,
): void {
  switch (column) {
    case "name":
      words.name = unguardText(cell);
      if (words.name.length > LONGEST_NAME) expected(`a name of at most ${LONGEST_NAME} characters`);
      else if (/\p{Cc}/u.test(words.name)) expected("a name on one line");
      return;
    case "isin":
      words.isin = cell.toUpperCase();
      if (!isIsin(words.isin)) expected("an ISIN whose check digit fits, like US0378331005");
      return;
    case "market":
      words.market = /^(custom|crypto)$/i.test(cell) ? cell.toLowerCase() : cell;
      if (!/^(custom|crypto|[A-Z0-9]{2,4})$/.test(words.market)) {
        expected('a market identifier code like XNAS, "custom" or "crypto"');
      }
      return;
    case "instrument_kind":
      words.kind = cell.toLowerCase() as InstrumentKind;
      if (!KINDS.includes(words.kind)) expected(`one of ${KINDS.join(", ")}`);
      return;
    case "instrument_currency":
      words.currency = minorUnit(cell)?.currency ?? cell;
      words.quotedIn = cell;
      if (!/^[A-Z][A-Z0-9]{1,9}$/.test(words.currency)) expected("the currency of the instrument, like EUR or GBX");
      return;
    default:
      column satisfies never;
  }
}
