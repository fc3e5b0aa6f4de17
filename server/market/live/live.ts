import type { Instrument, InstrumentId, Quote } from "@tickfolio/engine";
import type { FeedState } from "@tickfolio/protocol";
import type { Corrections } from "../corrections.ts";
import type { Desk } from "../desk.ts";
import type { Board } from "../judging/board.ts";
import { isEnded } from "../listing-span.ts";
import type { Scope } from "../price-shelf.ts";
import type { Clock } from "../provider.ts";
import type { Timers } from "../timers.ts";
import { scopesFor, type UserDesk } from "../user-desk.ts";
import { createPolling } from "./polling.ts";
import { createStreams } from "./streams.ts";

const SWITCHES_MS = 30_000;
/** A source that has said nothing for so long is not waited for when another has a price. */
const GOES_ON_MS = 10 * 60_000;

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
  corrections: Corrections;
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: (message: string) => void;
}

/** An instrument somebody watches. Viewers on whose behalf the same providers are asked are counted under one desk. */
export interface Watched {
  instrument: Instrument;
  viewers: ReadonlyMap<UserDesk, number>;
}

interface Reader {
  user: string;
  listener: FeedListener;
  watched: Map<InstrumentId, Instrument>;
  /** The newest prices sent, so that an older one of another scope is not, nor one of a lesser source in between. */
  sent: Map<InstrumentId, { at: string; source: string; heardMs: number }>;
  /** Unknown until the first plan is made. */
  desk: UserDesk | undefined;
  told: string;
}

/** Live prices for any number of readers: one stream for each provider and one round of polls serve the union of what they watch. */
export function createLive(parts: LiveParts): {
  open(user: string, listener: FeedListener): Feed;
  /** Somebody has just said otherwise who may be asked, or whom they want before all others. */
  renew(): void;
  close(): Promise<void>;
} {
  const { desk, board, clock, timers, log } = parts;
  const readers = new Set<Reader>();
  const readersOf = new Map<InstrumentId, Set<Reader>>();
  const streams = createStreams(parts, () => replanSoon());
  const polling = createPolling(parts, streams);
  let planned = false;
  let cancelLook = () => {};
  let closed = false;

  board.onTaken((scope: Scope, quote) => {
    for (const reader of readersOf.get(quote.instrument) ?? []) {
      const instrument = reader.watched.get(quote.instrument);
      if (!instrument || !reader.desk?.mayHear(instrument, scope, quote.source)) continue;
      const before = reader.sent.get(quote.instrument);
      if (before && before.at > quote.at) continue;
      const goesOn = before !== undefined && clock() - before.heardMs < GOES_ON_MS;
      // Somebody else's chain has brought it: this reader's own source goes on.
      if (goesOn && reader.desk.isBehind(instrument, quote.source, before.source)) continue;
      reader.sent.set(quote.instrument, { at: quote.at, source: quote.source, heardMs: clock() });
      reader.listener.quote(quote);
    }
  });

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
    const desks = new Map<string, UserDesk>();
    for (const user of new Set([...readers].map((reader) => reader.user))) desks.set(user, await desk.forUser(user));
    if (closed) return;
    const watched = new Map<string, { instrument: Instrument; viewers: Map<UserDesk, number> }>();
    // On behalf of many the same providers are asked: one of them stands for all.
    const byKey = new Map<string, UserDesk>();
    for (const reader of readers) {
      reader.desk = desks.get(reader.user) ?? reader.desk;
      if (!reader.desk) continue;
      const same = byKey.get(reader.desk.key) ?? reader.desk;
      byKey.set(same.key, same);
      for (const [id, instrument] of reader.watched) {
        // For one it has ended, and for another it has not: they are asked different things.
        const place = `${id} ${isEnded(instrument)}`;
        const entry = watched.get(place) ?? { instrument, viewers: new Map() };
        watched.set(place, entry);
        entry.viewers.set(same, (entry.viewers.get(same) ?? 0) + 1);
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
    const mine = reader.desk;
    if (!mine || instruments.length === 0) return ["live"];
    if (instruments.some((instrument) => streams.carrier(instrument, mine))) return ["live"];
    const reason = streams.trouble(mine);
    if (instruments.some((instrument) => mine.chain(instrument, "quote").length > 0)) return ["polling", reason];
    return ["down", reason ?? "No source has prices for what is watched."];
  }

  async function beginAt(reader: Reader, instruments: readonly Instrument[]): Promise<void> {
    if (instruments.length === 0) return;
    const mine = await desk.forUser(reader.user);
    for (const instrument of instruments) {
      const last = mine.best(instrument, await board.lasts(scopesFor(reader.user, instrument), instrument.id));
      if (!last || (reader.sent.get(instrument.id)?.at ?? "") >= last.at) continue;
      reader.sent.set(instrument.id, { at: last.at, source: last.source, heardMs: Date.parse(last.at) });
    }
  }

  return {
    open(user, listener) {
      const reader: Reader = { user, listener, watched: new Map(), sent: new Map(), desk: undefined, told: "" };
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

    renew: replanSoon,

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
