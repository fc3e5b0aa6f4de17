import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { Provider, QuotaUse } from "../provider.ts";
import type { LiveParts, Watched } from "./live.ts";
import { type Asked, isLastOfSession, isPollDue, isPrimeDue, marketTimes, pollInterval } from "./polling-times.ts";
import type { Streams } from "./streams.ts";

/** How often the round looks who is due. */
const STEP_MS = 5_000;
/** How long what is known of a provider's budget holds. */
const BUDGET_MS = 60_000;

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
export function createPolling(
  { desk, board, corrections, clock, timers, random, log }: LiveParts,
  streams: Streams,
): Polling {
  let watched: readonly Watched[] = [];
  let cancel: (() => void) | undefined;
  let closed = false;
  /** By instrument, and by who was asked first: what one key has brought is no news for those of another. */
  const asked = new Map<InstrumentId, Map<number, Asked>>();
  const budgets = new WeakMap<Provider, { uses: readonly QuotaUse[]; atMs: number }>();

  async function budgetOf(provider: Provider): Promise<readonly QuotaUse[]> {
    const known = budgets.get(provider);
    if (known && clock() - known.atMs < BUDGET_MS) return known.uses;
    const uses = (await provider.budget?.()) ?? [];
    budgets.set(provider, { uses, atMs: clock() });
    return uses;
  }

  async function isDue({ instrument, first, carrier }: Polled, last: Asked | undefined, sharing: number) {
    const times = marketTimes(corrections.exchangeOf(instrument), corrections.sessionOf(instrument), clock());
    const intervalMs = pollInterval(first, sharing, await budgetOf(first));
    if (carrier?.simulated) return false;
    if (!carrier && last) return isPollDue(times, last, intervalMs, clock());
    const quote = await board.last([(carrier ?? first).scope], instrument.id);
    if (carrier) return isPrimeDue(times, quote, last, intervalMs, clock());
    return !isLastOfSession(times, quote);
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
    // Only what has a market that may be open shares the budget.
    const [polled, streamed] = [new Map<Provider, number>(), new Map<Provider, number>()];
    for (const { instrument, first, carrier } of all) {
      corrections.ask(first);
      if (corrections.sessionOf(instrument) === "closed") continue;
      const sharing = carrier ? streamed : polled;
      sharing.set(first, (sharing.get(first) ?? 0) + 1);
    }
    for (const one of all) {
      const { instrument, chain, first, carrier } = one;
      const before = asked.get(instrument.id) ?? new Map<number, Asked>();
      const sharing = (carrier ? streamed : polled).get(first) ?? 0;
      if (!(await isDue(one, before.get(desk.serial(first)), sharing))) continue;
      before.set(desk.serial(first), { atMs: clock(), session: corrections.sessionOf(instrument) });
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
