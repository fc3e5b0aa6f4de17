import { exchangeOf, type Instrument, type InstrumentId, localTime, type Session } from "@tickfolio/engine";
import type { LiveParts, Watched } from "./live.ts";
import type { Provider } from "./provider.ts";
import { sessionNow } from "./session-of-price.ts";
import type { Streams } from "./streams.ts";

/** How often the round looks who is due. */
const STEP_MS = 5_000;
const FASTEST_MS = 15_000;
/** A streamed instrument is polled for its previous close, and when its stream has said nothing this long in a session. */
const SILENT_MS = 5 * 60_000;
const PRIME_AGAIN_MS = 60_000;

interface Asked {
  atMs: number;
  session: Session;
}

export interface Polling {
  watch(watched: readonly Watched[]): void;
  close(): void;
}

interface Polled {
  instrument: Instrument;
  chain: readonly Provider[];
  first: Provider;
  /** Whose stream brings it anyway. */
  carrier: Provider | undefined;
}

/** Asks in rounds for what no stream carries, as often as the providers' budgets allow and its market is open. */
export function createPolling({ desk, board, clock, timers, random, log }: LiveParts, streams: Streams): Polling {
  let watched: readonly Watched[] = [];
  let cancel: (() => void) | undefined;
  let closed = false;
  /** By instrument, and by who was asked first: what one key has brought is no news for those of another. */
  const asked = new Map<InstrumentId, Map<number, Asked>>();

  const sessionOf = (instrument: Instrument) => sessionNow(instrument, clock());

  /** Spread over the provider's budget, four times slower in extended hours, and once after the close. */
  function isDue(instrument: Instrument, first: Provider, last: Asked | undefined, polled: number): boolean {
    if (!last) return true;
    const session = sessionOf(instrument);
    if (session === "closed" && last.session === "closed") return false;
    const budget = first.pollsPerMinute ?? Number.POSITIVE_INFINITY;
    const interval = Math.max(FASTEST_MS, first.freshMs, Math.ceil(polled / budget) * 60_000 || 0);
    const slower = session === "pre" || session === "post" ? 4 : 1;
    return clock() - last.atMs >= interval * slower;
  }

  async function needsPriming(instrument: Instrument, carrier: Provider, last: Asked | undefined): Promise<boolean> {
    if (carrier.simulated) return false;
    if (last && clock() - last.atMs < PRIME_AGAIN_MS) return false;
    const quote = await board.last([carrier.scope], instrument.id);
    const exchange = exchangeOf(instrument);
    if (!quote || quote.previousClose === undefined) return !last || sessionOf(instrument) === "regular";
    if (exchange && quote.day !== localTime(clock(), exchange.timeZone).day) return sessionOf(instrument) === "regular";
    return sessionOf(instrument) === "regular" && clock() - Date.parse(quote.at) > SILENT_MS;
  }

  /** Whom to ask on behalf of those who watch: each chain once, however many have the same. */
  function chains(): Polled[] {
    return watched.flatMap(({ instrument, viewers }) => {
      const polled = new Map<string, Polled>();
      for (const viewer of viewers.keys()) {
        const chain = viewer.chain(instrument, "quote");
        const [first] = chain;
        if (!first) continue;
        const carrier = streams.carrier(instrument, viewer);
        const key = [carrier, ...chain].map((provider) => provider && desk.serial(provider)).join();
        polled.set(key, { instrument, chain, first, carrier });
      }
      return [...polled.values()];
    });
  }

  async function round(): Promise<void> {
    const due: { instrument: Instrument; chain: readonly Provider[] }[] = [];
    const all = chains();
    const polled = new Map<Provider, number>();
    for (const { first, carrier } of all) if (!carrier) polled.set(first, (polled.get(first) ?? 0) + 1);
    for (const { instrument, chain, first, carrier } of all) {
      const before = asked.get(instrument.id) ?? new Map<number, Asked>();
      const last = before.get(desk.serial(first));
      const wanted = carrier
        ? await needsPriming(instrument, carrier, last)
        : isDue(instrument, first, last, polled.get(first) ?? 0);
      if (!wanted) continue;
      before.set(desk.serial(first), { atMs: clock(), session: sessionOf(instrument) });
      asked.set(instrument.id, before);
      due.push({ instrument, chain });
    }
    await desk.refresh(due, "watch");
  }

  /** The next round waits for this one, and rounds of several processes do not fall together. */
  function next(delayMs: number): void {
    cancel?.();
    cancel = timers.after(delayMs, () => {
      cancel = undefined;
      round()
        .catch((error) => log(`A round of polls failed: ${String(error)}`))
        .finally(() => {
          if (!closed && !cancel && watched.length > 0) next(STEP_MS + random() * 500);
        });
    });
  }

  return {
    watch(now) {
      const known = new Set(watched.map(({ instrument }) => instrument.id));
      watched = now;
      if (closed) return;
      for (const id of asked.keys()) if (!now.some(({ instrument }) => instrument.id === id)) asked.delete(id);
      if (now.some(({ instrument }) => !known.has(instrument.id))) next(0);
      else if (now.length === 0) cancel?.();
    },
    close() {
      closed = true;
      cancel?.();
    },
  };
}
