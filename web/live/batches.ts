import type { InstrumentId, Quote } from "@tickfolio/engine";

/** Between two redrawings: a figure that changes more often cannot be read. */
const GAP_MS = 250;

export interface Frames {
  /** Calls back before the next frame is drawn; a hidden page draws none, and quotes wait. */
  next(callback: () => void): void;
  now(): number;
  later(callback: () => void, ms: number): void;
}

/**
 * Collects quotes between frames, so that 500 changed prices a second cost a handful of valuations. The first
 * change after a quiet moment goes through with the next frame. Only the newest quote of an instrument counts.
 */
export function createBatches(apply: (quotes: ReadonlyMap<InstrumentId, Quote>) => void, frames: Frames) {
  let waiting = new Map<InstrumentId, Quote>();
  let scheduled = false;
  let lastAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    scheduled = false;
    lastAt = frames.now();
    const quotes = waiting;
    waiting = new Map();
    apply(quotes);
  }

  return function add(quotes: Iterable<Quote>): void {
    for (const quote of quotes) {
      const known = waiting.get(quote.instrument);
      if (!known || isNewer(quote, known)) waiting.set(quote.instrument, quote);
    }
    if (scheduled || waiting.size === 0) return;
    scheduled = true;
    const rest = lastAt + GAP_MS - frames.now();
    if (rest <= 0) frames.next(flush);
    else frames.later(() => frames.next(flush), rest);
  };
}

/** A quote is state: a late one from the same source changes nothing. */
export function isNewer(quote: Quote, known: Quote): boolean {
  return quote.source !== known.source || quote.at >= known.at;
}

/** The quotes that change what is known; the very same map when none does. */
export function mergeQuotes(
  known: ReadonlyMap<InstrumentId, Quote>,
  news: ReadonlyMap<InstrumentId, Quote>,
): ReadonlyMap<InstrumentId, Quote> {
  let merged: Map<InstrumentId, Quote> | undefined;
  for (const [instrument, quote] of news) {
    const old = known.get(instrument);
    if (old && (!isNewer(quote, old) || isSame(quote, old))) continue;
    merged ??= new Map(known);
    merged.set(instrument, quote);
  }
  return merged ?? known;
}

function isSame(a: Quote, b: Quote): boolean {
  return (
    a.price === b.price &&
    a.at === b.at &&
    a.source === b.source &&
    a.session === b.session &&
    a.delay === b.delay &&
    a.previousClose === b.previousClose
  );
}
