import type { InstrumentId, Quote } from "@tickfolio/engine";

/** Drawing may take a fifth of the time; a figure that changes more often than four times a second cannot be read anyway. */
const SHARE = 5;
const LONGEST_GAP_MS = 250;

export interface Frames {
  /** Calls back before the next frame is drawn; a hidden page draws none, and quotes wait. */
  next(callback: () => void): void;
  now(): number;
  later(callback: () => void, ms: number): void;
  /** Calls back when what the last change calls for has been drawn. */
  afterDrawing(callback: () => void): void;
}

/**
 * Collects quotes between frames: while drawing is quick every frame brings what is new, and where it is slow the pauses
 * grow with it, so that 500 changed prices a second leave time for everything else. Only the newest quote of an instrument counts.
 */
export function createBatches(apply: (quotes: ReadonlyMap<InstrumentId, Quote>) => void, frames: Frames) {
  let waiting = new Map<InstrumentId, Quote>();
  let scheduled = false;
  let nextAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    scheduled = false;
    const startedAt = frames.now();
    const quotes = waiting;
    waiting = new Map();
    apply(quotes);
    frames.afterDrawing(() => {
      const now = frames.now();
      nextAt = now + Math.min(LONGEST_GAP_MS, (now - startedAt) * SHARE);
    });
  }

  return function add(quotes: Iterable<Quote>): void {
    for (const quote of quotes) {
      const known = waiting.get(quote.instrument);
      if (!known || isNewer(quote, known)) waiting.set(quote.instrument, quote);
    }
    if (scheduled || waiting.size === 0) return;
    scheduled = true;
    const rest = nextAt - frames.now();
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
