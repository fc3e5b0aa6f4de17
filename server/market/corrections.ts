import {
  type DayCorrection,
  type Exchange,
  exchangeOf,
  type Instrument,
  type Session,
  sessionAt,
} from "@tickfolio/engine";
import { type Clock, type Provider, ProviderError } from "./provider.ts";
import { withPurpose } from "./quota/purpose.ts";

/** A day of mourning is announced a day or two before. */
const ASK_EVERY_MS = 6 * 3_600_000;

/** The calendars as the deployment's own sources correct them. */
export interface Corrections {
  /** The exchange an instrument is traded at, with the days on which its calendar is wrong. Undefined of what never closes. */
  exchangeOf(instrument: Instrument): Exchange | undefined;
  sessionOf(instrument: Instrument): Session;
  /** Asks a provider that knows of such days, now and then. */
  ask(provider: Provider): void;
  close(): void;
}

export function createCorrections(clock: Clock, log: (message: string) => void): Corrections {
  const askedAt = new Map<string, number>();
  const known = new Map<string, ReadonlyMap<string, DayCorrection>>();
  const corrected = new Map<Exchange, Exchange>();
  const closing = new AbortController();

  async function look(provider: Provider): Promise<void> {
    try {
      const { mics, days } = await provider.marketDays!(withPurpose(closing.signal, "background"));
      for (const mic of mics) known.set(mic, days);
      corrected.clear();
    } catch (error) {
      // Not allowed to this key, or not answered: the calendar stands as it is.
      if (!(error instanceof ProviderError) && !closing.signal.aborted) {
        log(`${provider.title}'s market days could not be read: ${String(error)}`);
      }
    }
  }

  function exchangeFor(instrument: Instrument): Exchange | undefined {
    const exchange = instrument.kind === "crypto" ? undefined : exchangeOf(instrument);
    const corrections = exchange && known.get(exchange.mic);
    if (!corrections || corrections.size === 0) return exchange;
    const own = corrected.get(exchange) ?? { ...exchange, corrections };
    corrected.set(exchange, own);
    return own;
  }

  return {
    exchangeOf: exchangeFor,
    sessionOf(instrument) {
      if (instrument.kind === "crypto") return "regular";
      const exchange = exchangeFor(instrument);
      return exchange ? sessionAt(exchange, clock()) : "unknown";
    },
    ask(provider) {
      // What one person's key says is not everybody's calendar.
      if (!provider.marketDays || provider.scope !== "deployment") return;
      if (clock() - (askedAt.get(provider.name) ?? Number.NEGATIVE_INFINITY) < ASK_EVERY_MS) return;
      askedAt.set(provider.name, clock());
      void look(provider);
    },
    close: () => closing.abort(new Error("The market is closing.")),
  };
}
