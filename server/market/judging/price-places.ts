import type { InstrumentId, Quote } from "@tickfolio/engine";
import type { PriceShelf, Scope } from "../price-shelf.ts";
import type { Clock } from "../provider.ts";

const OWN_WRITE_MS = 2_000;
/** Sources whose last word is kept beside the price. */
const MOST_VOICES = 6;

/** Where other processes write to the same shelf: how long before it is looked at again, and how long what they wrote is fresh. */
export interface SharedShelf {
  rereadMs: number;
  freshMs: number;
}

/** One instrument's last price in one scope. */
export interface Place {
  readonly scope: Scope;
  readonly instrument: InstrumentId;
  quote: Quote | undefined;
  /** What each source said last, believed or not. */
  voices: Map<string, Quote>;
  savedAtMs: number;
  saved: boolean;
  readAtMs: number;
}

/** The places of all last prices, in memory and on the shelf, with when each source was heard. */
export interface PricePlaces {
  /** Read once. */
  get(scope: Scope, instrument: InstrumentId): Promise<Place>;
  /** Read again where another process may know better by now. */
  current(scope: Scope, instrument: InstrumentId): Promise<Place>;
  /** Those of an instrument that have been read. */
  of(instrument: InstrumentId): readonly Place[];
  /** A source has said something just now. */
  heard(place: Place, quote: Quote): void;
  isFresh(scope: Scope, instrument: InstrumentId, source: string, freshMs: number): boolean;
  save(place: Place, correction?: boolean): Promise<void>;
  /** Nothing is known there any more. */
  clear(place: Place): Promise<void>;
  flush(): Promise<void>;
}

export function createPricePlaces(
  shelf: PriceShelf,
  clock: Clock,
  log: (message: string) => void,
  shared?: SharedShelf,
): PricePlaces {
  const reading = new Map<string, Promise<Place>>();
  const read = new Map<InstrumentId, Map<Scope, Place>>();
  /** When a source said a price, in this process and according to the shelf. */
  const heard = new Map<string, number>();
  const written = new Map<string, number>();

  async function stored(scope: Scope, instrument: InstrumentId) {
    const kept = await shelf.lastQuote(scope, instrument);
    if (!kept) return undefined;
    const key = voice(scope, instrument, kept.quote.source);
    const storedMs = Date.parse(kept.storedAt);
    // What this process wrote itself is no news to it.
    if (storedMs > (heard.get(key) ?? Number.NEGATIVE_INFINITY) + OWN_WRITE_MS) written.set(key, storedMs);
    return kept;
  }

  async function open(scope: Scope, instrument: InstrumentId): Promise<Place> {
    const readAtMs = clock();
    const kept = await stored(scope, instrument);
    const said = kept ? [...(kept.others ?? []), kept.quote] : [];
    const place: Place = {
      ...{ scope, instrument, quote: kept?.quote, readAtMs },
      voices: new Map(said.map((quote) => [quote.source, quote])),
      saved: true,
      savedAtMs: Number.NEGATIVE_INFINITY,
    };
    read.set(instrument, (read.get(instrument) ?? new Map()).set(scope, place));
    return place;
  }

  function get(scope: Scope, instrument: InstrumentId): Promise<Place> {
    const key = `${scope}\n${instrument}`;
    let place = reading.get(key);
    if (!place) {
      place = open(scope, instrument);
      place.catch(() => reading.delete(key));
      reading.set(key, place);
    }
    return place;
  }

  async function save(place: Place, correction = false): Promise<void> {
    const quote = place.quote!;
    place.savedAtMs = clock();
    place.saved = true;
    try {
      const others = [...place.voices.values()].filter(({ source }) => source !== quote.source).slice(-MOST_VOICES);
      const storedAt = new Date(clock()).toISOString();
      await shelf.saveQuote(place.scope, { quote, storedAt, ...(others.length > 0 && { others }) }, correction);
    } catch (error) {
      place.saved = false;
      log(`A last price could not be stored: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    get,

    async current(scope, instrument) {
      const place = await get(scope, instrument);
      if (!shared || clock() - place.readAtMs < shared.rereadMs) return place;
      const heardMs = place.quote && heard.get(voice(scope, instrument, place.quote.source));
      if (heardMs !== undefined && clock() - heardMs < shared.rereadMs) return place;
      place.readAtMs = clock();
      const kept = await stored(scope, instrument);
      for (const other of kept?.others ?? []) say(place, other);
      if (kept && (!place.quote || kept.quote.at > place.quote.at)) {
        place.quote = kept.quote;
        say(place, kept.quote);
      }
      return place;
    },

    of: (instrument) => [...(read.get(instrument)?.values() ?? [])],

    heard(place, quote) {
      heard.set(voice(place.scope, place.instrument, quote.source), clock());
      say(place, quote);
    },

    isFresh(scope, instrument, source, freshMs) {
      const key = voice(scope, instrument, source);
      const ageMs = clock() - (heard.get(key) ?? Number.NEGATIVE_INFINITY);
      const writtenAgeMs = clock() - (written.get(key) ?? Number.NEGATIVE_INFINITY);
      return ageMs < freshMs || (shared !== undefined && writtenAgeMs < Math.max(freshMs, shared.freshMs));
    },

    save,

    async clear(place) {
      place.quote = undefined;
      place.voices.clear();
      place.saved = true;
      await shelf.dropQuote(place.scope, place.instrument);
    },

    async flush() {
      for (const place of await Promise.all(reading.values())) if (!place.saved && place.quote) await save(place);
    },
  };
}

/** Who says something of what. */
const voice = (scope: Scope, instrument: InstrumentId, source: string) => `${scope}\n${instrument}\n${source}`;

function say(place: Place, quote: Quote): void {
  const before = place.voices.get(quote.source);
  if (!before || before.at <= quote.at) place.voices.set(quote.source, quote);
}
