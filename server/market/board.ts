import type { Instrument, InstrumentId, Quote } from "@tickfolio/engine";
import type { PriceShelf, Scope } from "./price-shelf.ts";
import type { Clock } from "./provider.ts";
import type { ScopedQuote } from "./user-desk.ts";
import { checkedQuote } from "./validate.ts";

const SAVE_EVERY_MS = 60_000;
const UNIT_TOLERANCE = 0.1;
const LARGEST_MOVE = 0.4;
/** How long a price says anything about the next one: a large move within a week is odd, a factor of 100 within a month is no move. */
const MOVE_AGE_MS = 7 * 86_400_000;
const UNIT_AGE_MS = 30 * 86_400_000;
const OWN_WRITE_MS = 2_000;

/** What became of a price: taken; of before the one we have; odd and waiting for a second one; or not a price. */
export type Verdict = "taken" | "older" | "held" | "invalid";

/** Where other processes write to the same shelf: how long before it is looked at again, and how long what they wrote is fresh. */
export interface SharedShelf {
  rereadMs: number;
  freshMs: number;
}

/** The last good price of everything, in memory and on the shelf. A worse price never replaces a better one. */
export interface Board {
  /** The last prices there are in some scopes. */
  lasts(scopes: readonly Scope[], instrument: InstrumentId): Promise<ScopedQuote[]>;
  /** The newest of them. */
  last(scopes: readonly Scope[], instrument: InstrumentId): Promise<Quote | undefined>;
  /** Saved at once is what a person says: it is meant, however odd it looks. */
  offer(scope: Scope, instrument: Instrument, quote: Quote, save?: "soon" | "now" | "never"): Promise<Verdict>;
  /** Whether a source has said this price so recently that it need not be asked again, here or in another process. */
  isFresh(scope: Scope, instrument: InstrumentId, source: string, freshMs: number): boolean;
  onTaken(listener: (scope: Scope, quote: Quote) => void): void;
  /** Saves what has not been saved yet. */
  flush(): Promise<void>;
}

interface Place {
  scope: Scope;
  quote: Quote | undefined;
  /** A price too odd to be believed before it is said again. */
  held?: Quote;
  savedAtMs: number;
  saved: boolean;
  readAtMs: number;
}

export function createBoard(
  shelf: PriceShelf,
  clock: Clock,
  log: (message: string) => void,
  shared?: SharedShelf,
): Board {
  const places = new Map<string, Promise<Place>>();
  /** When a source said a price, in this process and according to the shelf. */
  const heard = new Map<string, number>();
  const written = new Map<string, number>();
  const listeners: ((scope: Scope, quote: Quote) => void)[] = [];

  async function read(scope: Scope, instrument: InstrumentId): Promise<Quote | undefined> {
    const stored = await shelf.lastQuote(scope, instrument);
    if (!stored) return undefined;
    const key = voice(scope, instrument, stored.quote.source);
    const storedMs = Date.parse(stored.storedAt);
    // What this process wrote itself is no news to it.
    if (storedMs > (heard.get(key) ?? Number.NEGATIVE_INFINITY) + OWN_WRITE_MS) written.set(key, storedMs);
    return stored.quote;
  }

  function placeOf(scope: Scope, instrument: InstrumentId): Promise<Place> {
    const key = `${scope}\n${instrument}`;
    let place = places.get(key);
    if (!place) {
      const readAtMs = clock();
      place = read(scope, instrument).then((quote) => ({
        ...{ scope, quote, readAtMs },
        saved: true,
        savedAtMs: Number.NEGATIVE_INFINITY,
      }));
      place.catch(() => places.delete(key));
      places.set(key, place);
    }
    return place;
  }

  /** Another process may know better by now; what this one has heard itself is as good as it gets. */
  async function currentPlace(scope: Scope, instrument: InstrumentId): Promise<Place> {
    const place = await placeOf(scope, instrument);
    if (!shared || clock() - place.readAtMs < shared.rereadMs) return place;
    const heardMs = place.quote && heard.get(voice(scope, instrument, place.quote.source));
    if (heardMs !== undefined && clock() - heardMs < shared.rereadMs) return place;
    place.readAtMs = clock();
    const stored = await read(scope, instrument);
    if (stored && (!place.quote || stored.at > place.quote.at)) place.quote = stored;
    return place;
  }

  async function lasts(scopes: readonly Scope[], instrument: InstrumentId): Promise<ScopedQuote[]> {
    const places = await Promise.all(scopes.map((scope) => currentPlace(scope, instrument)));
    return places.flatMap(({ scope, quote }) => (quote ? [{ scope, quote }] : []));
  }

  async function save(place: Place, correction = false): Promise<void> {
    place.savedAtMs = clock();
    place.saved = true;
    try {
      const storedAt = new Date(clock()).toISOString();
      await shelf.saveQuote(place.scope, { quote: place.quote!, storedAt }, correction);
    } catch (error) {
      place.saved = false;
      log(`A last price could not be stored: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    lasts,

    async last(scopes, instrument) {
      const quotes = (await lasts(scopes, instrument)).map(({ quote }) => quote);
      return quotes.reduce<Quote | undefined>((best, quote) => (!best || quote.at > best.at ? quote : best), undefined);
    },

    async offer(scope, instrument, offered, when = "soon") {
      const quote = checkedQuote(offered, instrument, clock());
      if (typeof quote === "string") {
        log(`${offered.source} sent a price of ${instrument.symbol} that was not taken: ${quote}.`);
        return "invalid";
      }
      heard.set(voice(scope, instrument.id, quote.source), clock());
      const place = await placeOf(scope, instrument.id);
      const current = place.quote;
      // What a person says now replaces what they said before, whatever day it was of.
      const corrected = when === "now" && current?.source === quote.source;
      if (current && current.at > quote.at && !corrected) return "older";
      if (current && when !== "now" && isOdd(quote, current, place.held)) {
        log(
          `${quote.source} says ${quote.price} for ${instrument.symbol} after ${current.price}: waiting for a second price.`,
        );
        place.held = quote;
        return "held";
      }
      delete place.held;
      place.quote = withPreviousClose(quote, current);
      const news = current === undefined || !sameQuote(current, place.quote);
      if (news) for (const listener of listeners) listener(scope, place.quote);
      // That a price has not changed is news too for those who read the same shelf.
      place.saved &&= when === "never" || (!news && !shared);
      if (!place.saved && (when === "now" || clock() - place.savedAtMs >= SAVE_EVERY_MS)) {
        await save(place, when === "now");
      }
      return "taken";
    },

    isFresh(scope, instrument, source, freshMs) {
      const key = voice(scope, instrument, source);
      const ageMs = clock() - (heard.get(key) ?? Number.NEGATIVE_INFINITY);
      const writtenAgeMs = clock() - (written.get(key) ?? Number.NEGATIVE_INFINITY);
      return ageMs < freshMs || (shared !== undefined && writtenAgeMs < Math.max(freshMs, shared.freshMs));
    },
    onTaken: (listener) => void listeners.push(listener),

    async flush() {
      for (const place of await Promise.all(places.values())) if (!place.saved && place.quote) await save(place);
    },
  };
}

/** Who says something of what. */
const voice = (scope: Scope, instrument: InstrumentId, source: string) => `${scope}\n${instrument}\n${source}`;

/** A stream's trade carries no previous close; the one known for its day stays true. */
function withPreviousClose(quote: Quote, current: Quote | undefined): Quote {
  if (quote.previousClose !== undefined || current?.previousClose === undefined) return quote;
  if (current.day !== quote.day || current.source !== quote.source) return quote;
  return { ...quote, previousClose: current.previousClose };
}

/**
 * A factor of 100 is a mixed-up unit, however often it is said. A large move that the source's own previous close does not
 * share (as it does after a split) may be a bad print, until it is said again.
 */
function isOdd(quote: Quote, current: Quote, held: Quote | undefined): boolean {
  const ageMs = Date.parse(quote.at) - Date.parse(current.at);
  const ratio = quote.price / current.price;
  if (near(ratio, 100) || near(ratio, 0.01)) return ageMs < UNIT_AGE_MS;
  if (Math.abs(ratio - 1) <= LARGEST_MOVE || ageMs > MOVE_AGE_MS) return false;
  const own = quote.previousClose;
  if (own !== undefined && Math.abs(quote.price / own - 1) <= LARGEST_MOVE) return false;
  return !(held && quote.at > held.at && Math.abs(quote.price / held.price - 1) < 0.05);
}

const near = (ratio: number, factor: number) => Math.abs(ratio / factor - 1) <= UNIT_TOLERANCE;

function sameQuote(a: Quote, b: Quote): boolean {
  return a.price === b.price && a.at === b.at && a.source === b.source && a.previousClose === b.previousClose;
}
