import { type Instrument, isIsin, parseSymbol } from "@tickfolio/engine";
import type { InstrumentDraft, InstrumentSuggestion } from "@tickfolio/protocol";
import type { PickedInstrument } from "./picked-instrument.ts";
import { text } from "./text.ts";

/** What can be picked for what was typed. */
export interface Option {
  key: string;
  symbol: string;
  name: string;
  about: string;
  picked: PickedInstrument;
}

/** The server repeats what was typed; what a symbol alone says is told here as well, and without asking. */
const TYPED = "typed";
const MOST = 8;
/** Where those stand that are listed no more. */
const ENDED = 3;

interface Typed {
  words: string;
  own: readonly Instrument[];
  found: readonly InstrumentSuggestion[];
  /** Of something made up, which no exchange lists. */
  baseCurrency: string;
  simulated: boolean;
}

/** The user's own first, then what was found, then one that is made of what was typed. */
export function optionsFor({ words, own, found, baseCurrency, simulated }: Typed): Option[] {
  if (!words) return [];
  const mine = own.filter((one) => (one.mic === "SIM") === simulated && isLike(one, words));
  const owned = mine.map(ownOption);
  // Under the symbol of an ended listing somebody else may be found, or made.
  const taken = new Set(mine.filter((one) => !one.listedUntil).map(({ symbol }) => symbol));
  const suggested = found
    .filter((item) => item.currency && !item.instrument && item.source !== TYPED && !taken.has(item.symbol))
    .map(suggestedOption);
  const known = [...owned, ...suggested].sort((a, b) => rank(a, words) - rank(b, words)).slice(0, MOST);
  // The number of a security is nobody's symbol.
  if (simulated || isIsin(words.toUpperCase())) return known;
  const made = newOption(words, baseCurrency);
  const isThere = taken.has(made.symbol) || suggested.some((option) => option.symbol === made.symbol);
  if (isThere) return known;
  const isEnded = (option: Option) => rank(option, words) === ENDED;
  return [...known.filter((option) => !isEnded(option)), made, ...known.filter(isEnded)];
}

const isLike = (one: Instrument, words: string) =>
  `${one.symbol} ${one.name} ${one.isin ?? ""} ${one.formerSymbols?.join(" ") ?? ""}`
    .toLowerCase()
    .includes(words.toLowerCase());

/** A symbol typed in full comes before names that contain it, and what is listed no more after all. */
function rank(option: Option, words: string): number {
  const typed = words.toUpperCase();
  if ("own" in option.picked && option.picked.own.listedUntil) return ENDED;
  return option.symbol === typed ? 0 : option.symbol.startsWith(typed) ? 1 : 2;
}

function ownOption(own: Instrument): Option {
  const about = own.listedUntil ? text.form.endedOn(own.listedUntil) : text.form.yours;
  return { key: own.id, symbol: own.symbol, name: own.name, about, picked: { own } };
}

function suggestedOption(found: InstrumentSuggestion): Option {
  const { symbol, name, kind, mic, currency, quotedIn, isin, isUnquoted, source } = found;
  const draft = {
    ...{ symbol, name, kind, mic, currency: currency! },
    ...(quotedIn ? { quotedIn } : {}),
    ...(isin ? { isin } : {}),
  };
  const about = isUnquoted ? `${currency} · ${text.form.unquoted}` : `${currency} · ${source}`;
  return { key: `${symbol} ${source}`, symbol, name, about, picked: { draft } };
}

/** What the symbol itself says; its currency and name can be corrected before it is written. */
function newOption(words: string, baseCurrency: string): Option {
  const parsed = parseSymbol(words);
  const symbol = parsed?.symbol ?? words;
  const exchange = parsed?.exchange;
  const currency = exchange?.currency ?? parsed?.currency ?? baseCurrency;
  const draft: InstrumentDraft = {
    symbol,
    name: symbol,
    kind: parsed ? (parsed.kind === "crypto" ? "crypto" : "stock") : "other",
    mic: exchange?.mic ?? null,
    currency,
    ...(exchange && exchange.quotedIn !== currency ? { quotedIn: exchange.quotedIn } : {}),
  };
  const about = exchange ? `${exchange.market} · ${exchange.quotedIn}` : currency;
  return { key: "new", symbol, name: text.form.newInstrument, about, picked: { draft } };
}
