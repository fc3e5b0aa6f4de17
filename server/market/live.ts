import type { Instrument, InstrumentId, Quote } from "@tickfolio/engine";
import type { FeedState } from "@tickfolio/protocol";
import type { Board } from "./board.ts";
import { type Desk, scopesFor } from "./desk.ts";
import { createPolling } from "./polling.ts";
import type { Scope } from "./price-shelf.ts";
import type { Clock, Provider } from "./provider.ts";
import { createStreams } from "./streams.ts";
import type { Timers } from "./timers.ts";

const SWITCHES_MS = 30_000;

export interface FeedListener {
  quote(quote: Quote): void;
  /** Where the prices come from just now, when that changes. */
  state(state: FeedState, reason?: string): void;
}

export interface Feed {
  /** The whole set that is wanted now. */
  watch(instruments: readonly Instrument[]): void;
  close(): void;
}

export interface LiveParts {
  desk: Desk;
  board: Board;
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: (message: string) => void;
}

/** An instrument somebody watches, with the providers that at least one of its watchers lets be asked. */
export interface Watched {
  instrument: Instrument;
  viewers: number;
  allowed: Set<Provider>;
}

interface Reader {
  user: string;
  listener: FeedListener;
  watched: Map<InstrumentId, Instrument>;
  /** Instants of the newest prices sent, so that an older one of another scope is not. */
  sentAt: Map<InstrumentId, string>;
  on: Set<Provider>;
  told: string;
}

/** Live prices for any number of readers: one stream for each provider and one round of polls serve the union of what they watch. */
export function createLive(parts: LiveParts): {
  open(user: string, listener: FeedListener): Feed;
  close(): Promise<void>;
} {
  const { desk, board, timers, log } = parts;
  const readers = new Set<Reader>();
  const readersOf = new Map<InstrumentId, Set<Reader>>();
  const streams = createStreams(parts, () => replanSoon());
  const polling = createPolling(parts, streams);
  let planned = false;
  let cancelLook = () => {};
  let closed = false;

  board.onTaken((scope: Scope, quote) => {
    for (const reader of readersOf.get(quote.instrument) ?? []) {
      if (scope.startsWith("user:") ? scope !== `user:${reader.user}` : !mayHear(reader, quote.source)) continue;
      if ((reader.sentAt.get(quote.instrument) ?? "") > quote.at) continue;
      reader.sentAt.set(quote.instrument, quote.at);
      reader.listener.quote(quote);
    }
  });

  const mayHear = (reader: Reader, source: string) => [...reader.on].some((provider) => provider.name === source);

  /** Several changes in a row make one plan. */
  function replanSoon(): void {
    if (planned || closed) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      replan().catch((error) => log(`The live feed could not be arranged: ${String(error)}`));
    });
  }

  async function replan(): Promise<void> {
    const ons = new Map<string, Set<Provider>>();
    for (const user of new Set([...readers].map((reader) => reader.user))) ons.set(user, await desk.enabled(user));
    if (closed) return;
    const watched = new Map<InstrumentId, Watched>();
    for (const reader of readers) {
      reader.on = ons.get(reader.user) ?? reader.on;
      for (const [id, instrument] of reader.watched) {
        const entry = watched.get(id) ?? { instrument, viewers: 0, allowed: new Set<Provider>() };
        watched.set(id, entry);
        entry.viewers += 1;
        for (const provider of reader.on) entry.allowed.add(provider);
      }
    }
    streams.assign([...watched.values()]);
    polling.watch([...watched.values()]);
    for (const reader of readers) tellState(reader);
    // Switches are thrown elsewhere: who may be asked is looked up again now and then.
    cancelLook();
    if (readers.size > 0) cancelLook = timers.after(SWITCHES_MS, replanSoon);
  }

  function tellState(reader: Reader): void {
    const [state, reason] = stateOf(reader);
    const told = `${state}\n${reason ?? ""}`;
    if (told === reader.told) return;
    reader.told = told;
    reader.listener.state(state, reason);
  }

  function stateOf(reader: Reader): [FeedState, string?] {
    const instruments = [...reader.watched.values()];
    const streamed = instruments.some((instrument) => streams.carrier(instrument, reader.on));
    if (streamed || instruments.length === 0) return ["live"];
    const reason = streams.trouble(reader.on);
    const polled = instruments.some((instrument) => polling.chain(instrument, reader.on).length > 0);
    if (polled) return ["polling", reason];
    return ["down", reason ?? "No source has prices for what is watched."];
  }

  async function beginAt(reader: Reader, instruments: readonly Instrument[]): Promise<void> {
    for (const instrument of instruments) {
      const last = await board.last(scopesFor(reader.user, instrument), instrument.id);
      if (last && (reader.sentAt.get(instrument.id) ?? "") < last.at) reader.sentAt.set(instrument.id, last.at);
    }
  }

  return {
    open(user, listener) {
      const reader: Reader = { user, listener, watched: new Map(), sentAt: new Map(), on: new Set(), told: "" };
      const leave = (id: InstrumentId) => {
        readersOf.get(id)?.delete(reader);
        if (readersOf.get(id)?.size === 0) readersOf.delete(id);
      };
      readers.add(reader);
      return {
        watch(instruments) {
          const wanted = new Map(instruments.map((instrument) => [instrument.id, instrument]));
          const fresh = instruments.filter(({ id }) => !reader.watched.has(id));
          for (const id of reader.watched.keys()) if (!wanted.has(id)) leave(id);
          for (const id of wanted.keys()) readersOf.set(id, (readersOf.get(id) ?? new Set()).add(reader));
          reader.watched = wanted;
          beginAt(reader, fresh).catch((error) => log(`Last prices could not be read: ${String(error)}`));
          replanSoon();
        },
        close() {
          for (const id of reader.watched.keys()) leave(id);
          readers.delete(reader);
          replanSoon();
        },
      };
    },

    async close() {
      closed = true;
      cancelLook();
      readers.clear();
      readersOf.clear();
      polling.close();
      await streams.close();
    },
  };
}
