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

export interface Polling {
  watch(watched: readonly Watched[]): void;
  /** Who may be polled for an instrument now, in order of preference. */
  chain(instrument: Instrument, on: ReadonlySet<Provider>): Provider[];
  close(): void;
}

/** Asks in rounds for what no stream carries, as often as the providers' budgets allow and its market is open. */
export function createPolling({ desk, board, clock, timers, random, log }: LiveParts, streams: Streams): Polling {
  let watched: readonly Watched[] = [];
  let cancel: (() => void) | undefined;
  let closed = false;
  const asked = new Map<InstrumentId, { atMs: number; session: Session }>();

  const chain = (instrument: Instrument, on: ReadonlySet<Provider>) =>
    desk
      .able(instrument, "quote")
      .filter(
        (provider) =>
          on.has(provider) &&
          !desk.health(provider).refusal("quote") &&
          !desk.refusals.of(provider.name, "quote", instrument),
      );

  const sessionOf = (instrument: Instrument) => sessionNow(instrument, clock());

  /** Spread over the provider's budget, four times slower in extended hours, and once after the close. */
  function isDue(instrument: Instrument, first: Provider, polled: number): boolean {
    const last = asked.get(instrument.id);
    if (!last) return true;
    const session = sessionOf(instrument);
    if (session === "closed" && last.session === "closed") return false;
    const budget = first.pollsPerMinute ?? Number.POSITIVE_INFINITY;
    const interval = Math.max(FASTEST_MS, first.freshMs, Math.ceil(polled / budget) * 60_000 || 0);
    const slower = session === "pre" || session === "post" ? 4 : 1;
    return clock() - last.atMs >= interval * slower;
  }

  async function needsPriming(instrument: Instrument, carrier: Provider): Promise<boolean> {
    if (carrier.simulated) return false;
    const last = asked.get(instrument.id);
    if (last && clock() - last.atMs < PRIME_AGAIN_MS) return false;
    const quote = await board.last([carrier.scope], instrument.id);
    const exchange = exchangeOf(instrument);
    if (!quote || quote.previousClose === undefined) return !last || sessionOf(instrument) === "regular";
    if (exchange && quote.day !== localTime(clock(), exchange.timeZone).day) return sessionOf(instrument) === "regular";
    return sessionOf(instrument) === "regular" && clock() - Date.parse(quote.at) > SILENT_MS;
  }

  async function round(): Promise<void> {
    const due: { instrument: Instrument; chain: Provider[] }[] = [];
    const polled = watched.filter(({ instrument, allowed }) => !streams.carrier(instrument, allowed)).length;
    for (const { instrument, allowed } of watched) {
      const providers = chain(instrument, allowed);
      const first = providers[0];
      if (!first) continue;
      const carrier = streams.carrier(instrument, allowed);
      const wanted = carrier ? await needsPriming(instrument, carrier) : isDue(instrument, first, polled);
      if (!wanted) continue;
      asked.set(instrument.id, { atMs: clock(), session: sessionOf(instrument) });
      due.push({ instrument, chain: providers });
    }
    await desk.refresh(due);
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
    chain,
    close() {
      closed = true;
      cancel?.();
    },
  };
}
