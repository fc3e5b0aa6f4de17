import { type CloseSeries, dayFromNumber, type Instrument, type InstrumentId, type Quote } from "@tickfolio/engine";
import { closingInstant } from "../close-time.ts";
import { withFittingPreviousClose } from "../previous-close.ts";
import type { PriceShelf, Scope } from "../price-shelf.ts";
import type { Clock } from "../provider.ts";
import { sessionNow } from "../session-of-price.ts";
import type { ScopedQuote } from "../user-desk.ts";
import { isBelievable, isNear, type Judgement, judgeQuote, LARGEST_MOVE } from "./judge-quote.ts";
import type { SplitsOf } from "./known-splits.ts";
import { createOddPrices, type OddPrices } from "./odd-prices.ts";
import { createPricePlaces, type Place, type SharedShelf } from "./price-places.ts";
import { checkedQuote } from "./validate.ts";

const SAVE_EVERY_MS = 60_000;

/**
 * What became of a price: taken; not as good as the one there is; odd for the first time, so that a second source should be asked; odd
 * as it was before; or not a price.
 */
export type Verdict = "taken" | "older" | "held" | "refused" | "invalid";

/** The last good price of everything, in memory and on the shelf. A worse price never replaces a better one. */
export interface Board {
  /** The last prices there are in some scopes, each with what other sources of its scope say that can be believed too. */
  lasts(scopes: readonly Scope[], instrument: InstrumentId): Promise<ScopedQuote[]>;
  /** The newest of them. */
  last(scopes: readonly Scope[], instrument: InstrumentId): Promise<Quote | undefined>;
  /** What each source said last, believed or not. */
  voices(scopes: readonly Scope[], instrument: InstrumentId): Promise<ScopedQuote[]>;
  /** Saved at once is what a person says: it is meant, however odd it looks. */
  offer(scope: Scope, instrument: Instrument, quote: Quote, save?: "soon" | "now" | "never"): Promise<Verdict>;
  /** A person takes back what they said: nothing is known in that scope any more. */
  forget(scope: Scope, instrument: InstrumentId): Promise<void>;
  /** Whether a source has said this price so recently that it need not be asked again, here or in another process. */
  isFresh(scope: Scope, instrument: InstrumentId, source: string, freshMs: number): boolean;
  onTaken(listener: (scope: Scope, quote: Quote) => void): void;
  /** Those that were not believed. */
  readonly odd: OddPrices;
  /** Saves what has not been saved yet. */
  flush(): Promise<void>;
}

export function createBoard(
  shelf: PriceShelf,
  clock: Clock,
  log: (message: string) => void,
  shared?: SharedShelf,
  splitsOf: SplitsOf = async () => [],
): Board {
  const places = createPricePlaces(shelf, clock, log, shared);
  const odd = createOddPrices(shelf, clock, log);
  const listeners: ((scope: Scope, quote: Quote) => void)[] = [];

  async function lasts(scopes: readonly Scope[], instrument: InstrumentId): Promise<ScopedQuote[]> {
    const found = await Promise.all(scopes.map((scope) => places.current(scope, instrument)));
    return found.flatMap(({ scope, quote, voices }): ScopedQuote[] => {
      if (!quote) return [];
      const seconds = [...voices.values()].filter(
        (voice) => voice.source !== quote.source && isBelievable(voice, quote),
      );
      return [{ scope, quote }, ...seconds.map((second) => ({ scope, quote: second, isSecond: true as const }))];
    });
  }

  /** First by what lies at hand, and only where that is not enough by all that is known. */
  async function judge(place: Place, instrument: Instrument, quote: Quote): Promise<Judgement> {
    const { scope, quote: current } = place;
    const isOpen = quote.delay === "eod" && sessionNow(instrument, clock()) === "regular";
    const beside = current ? undefined : (besideOf(scope, instrument.id) ?? (await lastClose(scope, instrument)));
    const atHand = { current, beside, others: [], odd: [], splits: [], isOpen };
    const first = judgeQuote(quote, atHand);
    if (first.kind !== "odd") return first;
    // A restarted process has read none of the others yet.
    await Promise.all((["deployment", "public"] as const).map((other) => places.get(other, instrument.id)));
    const aside = await odd.of(scope, instrument.id);
    const before = aside.filter(({ kind }) => kind === "price");
    const series = aside.filter(({ kind, decision }) => kind === "series" && decision !== "dismissed");
    const against = place.quote;
    const isOfHistory = against !== undefined && (await historySays(quote, against, scope, instrument, series));
    return judgeQuote(quote, {
      isOfHistory,
      ...{ current: place.quote, beside, isOpen, splits: await splitsOf(scope, instrument) },
      others: othersOf(scope, instrument.id),
      odd: before.map((one) => ({ quote: one.quote, dismissed: one.decision === "dismissed" })),
    });
  }

  function besideOf(scope: Scope, instrument: InstrumentId): Quote | undefined {
    const good = places.of(instrument).filter((place) => speaksFor(place.scope, scope));
    return newest(good.flatMap(({ quote }) => quote ?? []));
  }

  /** Before there is any price, what series of closes there are say what one may be. */
  async function lastClose(scope: Scope, instrument: Instrument): Promise<Quote | undefined> {
    const scopes = [...new Set<Scope>([scope, "deployment", "public"])].filter((other) => speaksFor(other, scope));
    const lists = await Promise.all(scopes.map((other) => shelf.closes(other, instrument.id)));
    const series = lists.flat().filter((kept) => kept.series.days.length > 0);
    return newest(series.map((kept) => lastOf(kept.series, instrument, clock())));
  }

  /** A first price in a wrong unit keeps out the closes that could tell: those that were set aside speak too, where none were kept. */
  async function historySays(
    quote: Quote,
    current: Quote,
    scope: Scope,
    instrument: Instrument,
    aside: readonly { quote: Quote }[],
  ): Promise<boolean> {
    const isOf = (close: Quote, price: Quote) => Math.abs(close.price / price.price - 1) <= LARGEST_MOVE;
    const kept = await lastClose(scope, instrument);
    if (kept) return isOf(kept, quote) && !isOf(kept, current);
    return aside.some((one) => isOf(one.quote, quote)) && !aside.some((one) => isOf(one.quote, current));
  }

  function othersOf(scope: Scope, instrument: InstrumentId): Quote[] {
    return places
      .of(instrument)
      .filter((place) => speaksFor(place.scope, scope))
      .flatMap((place) => [...place.voices.values()]);
  }

  async function take(place: Place, quote: Quote, when: "soon" | "now" | "never"): Promise<void> {
    const current = place.quote;
    const taken = withPreviousClose(quote, current);
    place.quote = taken;
    const news = current === undefined || !sameQuote(current, taken);
    if (news) for (const listener of listeners) listener(place.scope, taken);
    // That a price has not changed is news too for those who read the same shelf.
    place.saved &&= when === "never" || (!news && !shared);
    if (!place.saved && (when === "now" || clock() - place.savedAtMs >= SAVE_EVERY_MS)) {
      await places.save(place, when === "now");
    }
  }

  /** An odd price elsewhere that says the same is odd no longer. */
  async function confirm(place: Place, instrument: Instrument, quote: Quote): Promise<void> {
    for (const { scope, odd: waiting } of odd.known(instrument.id)) {
      if (waiting.kind !== "price" || waiting.decision !== undefined) continue;
      if (!speaksFor(place.scope, scope) || !isNear(waiting.quote.price, quote.price)) continue;
      if (scope === place.scope) await odd.release(scope, instrument.id, waiting.id);
      else if (waiting.quote.source !== quote.source) await offer(scope, instrument, waiting.quote);
    }
  }

  /** What is taken while it is judged is what it is judged by: of several that come together the best one stays. */
  async function judgeAndTake(
    place: Place,
    instrument: Instrument,
    quote: Quote,
    when: "soon" | "never",
  ): Promise<Judgement> {
    for (;;) {
      const { quote: against } = place;
      const judged = await judge(place, instrument, quote);
      if (place.quote !== against) continue;
      if (judged.kind === "take") await take(place, quote, when);
      return judged;
    }
  }

  async function setAside(place: Place, instrument: Instrument, quote: Quote, judged: Judgement & { kind: "odd" }) {
    const { against, reason } = judged;
    const isNew = await odd.keep(place.scope, quote, { kind: "price", against, reason });
    if (isNew) {
      log(`${quote.source} says ${quote.price} for ${instrument.symbol} after ${against}: waiting for a second price.`);
    }
    // Who has accepted such a price of this source goes on with it.
    for (const own of places.of(instrument.id)) {
      if (!own.scope.startsWith("user:") || own.scope === place.scope || own.quote?.source !== quote.source) continue;
      await judgeAndTake(own, instrument, quote, "soon");
    }
    return isNew ? "held" : "refused";
  }

  async function offer(
    scope: Scope,
    instrument: Instrument,
    offered: Quote,
    when: "soon" | "now" | "never" = "soon",
  ): Promise<Verdict> {
    const checked = checkedQuote(offered, instrument, clock());
    if (typeof checked === "string") {
      log(`${offered.source} sent a price of ${instrument.symbol} that was not taken: ${checked}.`);
      return "invalid";
    }
    const quote = await withFittingPreviousClose(checked, () => splitsOf(scope, instrument));
    const place = await places.get(scope, instrument.id);
    places.heard(place, quote);
    if (when === "now") {
      const { quote: current } = place;
      // What a person says now replaces what they said before, whatever day it was of.
      if (current && current.at > quote.at && current.source !== quote.source) return "older";
      await take(place, quote, when);
    } else {
      const judged = await judgeAndTake(place, instrument, quote, when);
      if (judged.kind === "worse") return "older";
      if (judged.kind === "odd") return setAside(place, instrument, quote, judged);
    }
    await confirm(place, instrument, quote);
    return "taken";
  }

  return {
    ...{ lasts, offer, odd },

    async last(scopes, instrument) {
      const firsts = (await lasts(scopes, instrument)).filter(({ isSecond }) => !isSecond);
      return newest(firsts.map(({ quote }) => quote));
    },

    async voices(scopes, instrument) {
      const found = await Promise.all(scopes.map((scope) => places.current(scope, instrument)));
      return found.flatMap(({ scope, voices }) => [...voices.values()].map((quote) => ({ scope, quote })));
    },

    forget: async (scope, instrument) => places.clear(await places.get(scope, instrument)),
    isFresh: (scope, instrument, source, freshMs) => places.isFresh(scope, instrument, source, freshMs),
    onTaken: (listener) => void listeners.push(listener),
    flush: () => places.flush(),
  };
}

function newest(quotes: readonly Quote[]): Quote | undefined {
  return quotes.reduce<Quote | undefined>((best, quote) => (!best || quote.at > best.at ? quote : best), undefined);
}

/** The last of a series, as the price it was at its day's close. */
function lastOf(series: CloseSeries, instrument: Instrument, nowMs: number): Quote {
  const day = dayFromNumber(series.days.at(-1)!);
  return {
    ...{ instrument: instrument.id, source: series.source, currency: series.currency, day },
    ...{ price: series.closes.at(-1)!, at: closingInstant(instrument, day, nowMs), delay: "eod", session: "closed" },
  };
}

/** What is everybody's speaks for what is somebody's own; what is somebody's own speaks for nobody else. */
function speaksFor(scope: Scope, other: Scope): boolean {
  return scope === other || !scope.startsWith("user:");
}

/** A stream's trade carries no previous close; the one known for its day stays true. */
function withPreviousClose(quote: Quote, current: Quote | undefined): Quote {
  if (quote.previousClose !== undefined || current?.previousClose === undefined) return quote;
  if (current.day !== quote.day || current.source !== quote.source) return quote;
  return { ...quote, previousClose: current.previousClose };
}

function sameQuote(a: Quote, b: Quote): boolean {
  return a.price === b.price && a.at === b.at && a.source === b.source && a.previousClose === b.previousClose;
}
