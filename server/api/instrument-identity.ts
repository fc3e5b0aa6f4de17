import { createHash } from "node:crypto";
import { exchangeOf, type Instrument, type InstrumentId, parseSymbol } from "@tickfolio/engine";
import type { InstrumentDraft } from "@tickfolio/protocol";
import type { UserStore } from "../store/user-store.ts";

/**
 * The id of a listing: the same for the same listing, so that two requests at once make one instrument. Symbols are one name
 * space within their suffix, so the exchange is the suffix's: an American symbol is the same whether or not its MIC is known.
 */
export function instrumentIdOf({
  symbol,
  mic,
  currency,
}: Pick<Instrument, "symbol" | "mic" | "currency">): InstrumentId {
  const place = mic === null ? "" : (parseSymbol(symbol)?.exchange?.mic ?? mic);
  const hash = createHash("sha256").update(`${symbol}\n${place}\n${currency}`).digest("hex");
  return `ins_${hash.slice(0, 32)}`;
}

/** The draft in its one canonical spelling, with what its exchange says where it says nothing itself. */
export function canonical(draft: InstrumentDraft): InstrumentDraft {
  const parsed = draft.mic === null && draft.kind === "other" ? undefined : parseSymbol(draft.symbol);
  const symbol = parsed?.symbol ?? draft.symbol;
  const exchange = draft.mic === null ? undefined : exchangeOf({ symbol, mic: draft.mic });
  const quotedIn =
    draft.quotedIn ?? (exchange && exchange.currency === draft.currency ? exchange.quotedIn : draft.currency);
  const { quotedIn: _, ...rest } = draft;
  return { ...rest, symbol, ...(quotedIn === draft.currency ? {} : { quotedIn }) };
}

/** The user's instrument of this listing: the one they have, completed by what is newly known, or a new one. */
export async function findOrMake(store: UserStore, given: InstrumentDraft): Promise<Instrument> {
  const draft = canonical(given);
  const id = instrumentIdOf(draft);
  const known = await store.instrument(id);
  return store.saveInstrument(known ? complete(known, draft) : { id, ...draft });
}

function complete(known: Instrument, draft: InstrumentDraft): Instrument {
  return {
    ...known,
    name: known.name === known.symbol ? draft.name : known.name,
    mic: known.mic === "US" ? draft.mic : known.mic,
    ...(known.isin === undefined && draft.isin !== undefined ? { isin: draft.isin } : {}),
  };
}
