import type { Instrument, InstrumentId } from "@tickfolio/engine";
import { savingOf } from "../desk.ts";
import { type Provider, ProviderError, type QuoteStream } from "../provider.ts";
import type { UserDesk } from "../user-desk.ts";
import type { LiveParts, Watched } from "./live.ts";

/** An instrument nobody watches any more keeps its place this long, so that a reload does not subscribe anew. */
const LINGER_MS = 60_000;

export interface Streams {
  /** Shares the watched instruments out among the providers that stream, most watched first. */
  assign(watched: readonly Watched[]): void;
  /** The provider whose live stream carries an instrument now for somebody. */
  carrier(instrument: Instrument, viewer: UserDesk): Provider | undefined;
  /** Why a stream that should be live is not. */
  trouble(viewer: UserDesk): string | undefined;
  close(): Promise<void>;
}

interface Open {
  stream: QuoteStream;
  state: "connecting" | "live" | "down";
  reason?: string | undefined;
  carried: Map<InstrumentId, Instrument>;
  /** Until when an instrument without a viewer stays. */
  lingering: Map<InstrumentId, number>;
}

export function createStreams({ desk, board, clock, timers, log }: LiveParts, changed: () => void): Streams {
  const open = new Map<Provider, Open>();
  const closing = new Set<Promise<void>>();
  let cancelLook = () => {};

  function start(provider: Provider): Open {
    const entry: Open = { stream: undefined!, state: "connecting", carried: new Map(), lingering: new Map() };
    open.set(provider, entry);
    entry.stream = provider.stream!({
      quote(quote) {
        const instrument = entry.carried.get(quote.instrument);
        if (!instrument) return;
        board
          .offer(provider.scope, instrument, quote, savingOf(provider))
          .catch((error) => log(`A streamed price was lost: ${String(error)}`));
      },
      state(state, reason, failure) {
        if (failure) {
          desk.health(provider).failed("stream", new ProviderError(provider.name, failure, reason ?? "It has ended."));
        }
        if (state === "live") desk.health(provider).succeeded();
        if (entry.state === state && entry.reason === reason) return;
        entry.state = state;
        entry.reason = reason;
        changed();
      },
    });
    return entry;
  }

  function stop(provider: Provider, entry: Open): void {
    open.delete(provider);
    const ended = entry.stream
      .close()
      .catch((error) => log(`${provider.title}'s stream did not close: ${String(error)}`))
      .finally(() => closing.delete(ended));
    closing.add(ended);
  }

  /** What fits within the provider's limit of symbols: those watched, then those watched a moment ago. */
  function share(provider: Provider, watched: readonly Watched[], taken: Taken): Map<InstrumentId, Instrument> {
    const carried = new Map<InstrumentId, Instrument>();
    const symbols = new Set<string>();
    const limit = provider.streamLimit ?? Number.POSITIVE_INFINITY;
    const add = (instrument: Instrument) => {
      if (!symbols.has(instrument.symbol) && symbols.size >= limit) return;
      symbols.add(instrument.symbol);
      carried.set(instrument.id, instrument);
    };
    const mine = watched.flatMap(({ instrument, viewers }) => {
      const wanting = [...viewers.keys()].filter(
        (viewer) => !taken.has(viewer, instrument) && wants(viewer, instrument, provider),
      );
      const count = wanting.reduce((sum, viewer) => sum + viewers.get(viewer)!, 0);
      return wanting.length > 0 ? [{ instrument, wanting, count }] : [];
    });
    for (const { instrument } of mine.toSorted((a, b) => b.count - a.count)) add(instrument);
    for (const { instrument, wanting } of mine) {
      if (carried.has(instrument.id)) for (const viewer of wanting) taken.add(viewer, instrument);
    }
    const entry = open.get(provider);
    const stillWatched = new Set(watched.map(({ instrument }) => instrument.id));
    for (const [id, instrument] of entry?.carried ?? []) {
      if (carried.has(id)) {
        entry!.lingering.delete(id);
        continue;
      }
      // Watched, and not carried: its readers do not want this provider any more.
      if (stillWatched.has(id)) continue;
      const untilMs = entry!.lingering.get(id) ?? clock() + LINGER_MS;
      entry!.lingering.set(id, untilMs);
      if (clock() < untilMs) add(instrument);
      if (!carried.has(id)) entry!.lingering.delete(id);
    }
    return carried;
  }

  function lookAgainWhenSomethingLingers(): void {
    cancelLook();
    const untilMs = Math.min(...[...open.values()].flatMap((entry) => [...entry.lingering.values()]));
    cancelLook = Number.isFinite(untilMs) ? timers.after(untilMs - clock(), changed) : () => {};
  }

  return {
    assign(watched) {
      const taken = createTaken();
      const streaming = inTurn(new Set(watched.flatMap((one) => [...one.viewers.keys()])));
      // Those nobody has any more are looked at too: they are stopped.
      for (const provider of new Set([...streaming, ...open.keys()])) {
        // A stream looks after its own pauses; without a key it has no use.
        const useless = desk.health(provider).refusal("stream")?.reason === "unauthorized";
        const carried = useless ? new Map() : share(provider, watched, taken);
        const entry = open.get(provider);
        if (carried.size === 0) {
          if (entry) stop(provider, entry);
          continue;
        }
        const running = entry ?? start(provider);
        running.carried = carried;
        running.stream.watch([...carried.values()]);
      }
      lookAgainWhenSomethingLingers();
    },

    carrier(instrument, viewer) {
      for (const [provider, entry] of open) {
        if (entry.state !== "live" || !entry.carried.has(instrument.id)) continue;
        if (wants(viewer, instrument, provider)) return provider;
      }
      return undefined;
    },

    trouble(viewer) {
      return [...open].find(
        ([provider, entry]) => viewer.on.has(provider) && entry.state !== "live" && entry.reason,
      )?.[1].reason;
    },

    async close() {
      cancelLook();
      for (const [provider, entry] of open) stop(provider, entry);
      await Promise.all(closing);
    },
  };
}

/** Whether somebody lets a provider's stream bring them an instrument. */
function wants(viewer: UserDesk, instrument: Instrument, provider: Provider): boolean {
  return viewer.on.has(provider) && viewer.able(instrument, "stream").includes(provider);
}

/** Whoever streams for somebody, so that each viewer's better ones come before their others: their own, then everybody's. */
function inTurn(viewers: ReadonlySet<UserDesk>): Provider[] {
  const places = new Map<Provider, number>();
  for (const { providers } of viewers) {
    providers.forEach((provider, index) => {
      if (!provider.stream) return;
      const place = provider.scope.startsWith("user:") ? index - providers.length : index;
      places.set(provider, Math.min(place, places.get(provider) ?? Number.POSITIVE_INFINITY));
    });
  }
  return [...places.keys()].toSorted((a, b) => places.get(a)! - places.get(b)!);
}

/** Which viewers have a stream for an instrument already: one is enough. */
interface Taken {
  has(viewer: UserDesk, instrument: Instrument): boolean;
  add(viewer: UserDesk, instrument: Instrument): void;
}

function createTaken(): Taken {
  const taken = new Map<UserDesk, Set<InstrumentId>>();
  return {
    has: (viewer, { id }) => taken.get(viewer)?.has(id) === true,
    add: (viewer, { id }) => void taken.set(viewer, (taken.get(viewer) ?? new Set()).add(id)),
  };
}
