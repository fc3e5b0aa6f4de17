import { dayFromNumber, type Instrument, type Quote } from "@tickfolio/engine";
import { closingInstant } from "./close-time.ts";
import type { Board } from "./judging/board.ts";
import { isEnded, isListedOn, seriesWithin } from "./listing-span.ts";
import type { PriceShelf, Scope, StoredCloses } from "./price-shelf.ts";
import type { Clock } from "./provider.ts";

const SHARED: readonly Scope[] = ["deployment", "public"];

/** What is known of an ended listing becomes its holder's own: whoever has the symbol next writes over what all share. */
export type KeepPast = (user: string, instrument: Instrument) => Promise<void>;

export function createKeepPast(shelf: PriceShelf, board: Board, clock: Clock): KeepPast {
  return async (user, instrument) => {
    if (!isEnded(instrument)) return;
    const own: Scope = `user:${user}`;
    const kept = await shelf.closes(own, instrument.id);
    const sources = new Set(kept.map(({ series }) => series.source));
    for (const scope of SHARED) {
      for (const stored of await shelf.closes(scope, instrument.id)) {
        const series = seriesWithin(stored.series, instrument);
        if (series.days.length === 0 || sources.has(series.source)) continue;
        sources.add(series.source);
        kept.push({ ...stored, series });
        await shelf.saveCloses(own, { ...stored, series });
      }
    }
    if ((await board.lasts([own], instrument.id)).length > 0) return;
    const said = (await board.lasts(SHARED, instrument.id)).flatMap(({ quote, isSecond }) => (isSecond ? [] : quote));
    const quotes = [...said, ...kept.map((stored) => lastOf(stored, instrument, clock()))];
    const last = quotes
      .filter(({ day }) => isListedOn(instrument, day))
      .reduce<Quote | undefined>((best, quote) => (!best || quote.at > best.at ? quote : best), undefined);
    if (last) await board.offer(own, instrument, last, "now");
  };
}

function lastOf({ series }: StoredCloses, instrument: Instrument, nowMs: number): Quote {
  const day = dayFromNumber(series.days.at(-1)!);
  return {
    ...{ instrument: instrument.id, price: series.closes.at(-1)!, currency: series.currency, day },
    ...{ at: closingInstant(instrument, day, nowMs), source: series.source, delay: "eod", session: "closed" },
  };
}
