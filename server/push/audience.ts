import type { InstrumentId, Quote } from "@tickfolio/engine";
import type { FeedState, WireQuote } from "@tickfolio/protocol";
import { type Member, tell } from "./connection.ts";
import type { QuoteSource, SourceFeed } from "./hub.ts";
import { quoteText, toWireQuote } from "./wire-quote.ts";

/** All open connections of one user. They share one feed, for the union of what they watch. */
export interface Audience {
  readonly members: ReadonlySet<Member>;
  join(member: Member): void;
  leave(member: Member): void;
  watch(member: Member, instruments: readonly InstrumentId[]): Promise<void>;
  /**
   * Sends what changed to those whose socket takes it, each instrument at most once per interval. Says whether anything was
   * sent, and in how many milliseconds there is more; undefined when there is nothing.
   */
  flush(nowMs: number): { sent: boolean; moreInMs: number | undefined };
  watchedCount(): number;
  close(): Promise<void>;
}

export interface AudienceOptions {
  user: string;
  source: QuoteSource;
  epoch: number;
  intervalMs: number;
  maxBufferedBytes: number;
  /** Something changed and wants to be flushed. */
  onChange(): void;
  onError(error: unknown): void;
}

export function createAudience(options: AudienceOptions): Audience {
  const { user, source, epoch, intervalMs, maxBufferedBytes } = options;
  const members = new Set<Member>();
  const watchers = new Map<InstrumentId, Set<Member>>();
  const latest = new Map<InstrumentId, Quote>();
  const changed = new Set<InstrumentId>();
  /** When each instrument was last sent. */
  const sentAtMs = new Map<InstrumentId, number>();
  let state: { state: FeedState; reason?: string } | undefined;
  let feed: SourceFeed | undefined;

  function onQuote(quote: Quote): void {
    if (!watchers.has(quote.instrument)) return;
    latest.set(quote.instrument, quote);
    changed.add(quote.instrument);
    options.onChange();
  }

  function onState(next: FeedState, reason?: string): void {
    state = { state: next, ...(reason === undefined ? {} : { reason }) };
    for (const member of members) {
      if (member.watched.size > 0) tell(member.connection, { type: "state", ...state });
    }
  }

  function unwatch(member: Member): void {
    for (const instrument of member.watched) {
      const others = watchers.get(instrument);
      others?.delete(member);
      if (others?.size !== 0) continue;
      watchers.delete(instrument);
      latest.delete(instrument);
      sentAtMs.delete(instrument);
    }
    member.watched = new Set();
    member.behind.clear();
  }

  /** Nothing is asked of the market while nobody watches. */
  function tellFeed(): void {
    if (watchers.size > 0) {
      feed ??= source.open(user, { quote: onQuote, state: onState });
      feed.watch([...watchers.keys()]);
      return;
    }
    feed?.close().catch(options.onError);
    feed = undefined;
    state = undefined;
  }

  function catchUp(member: Member): void {
    if (member.connection.bufferedBytes() > maxBufferedBytes) return;
    const parts: string[] = [];
    for (const instrument of member.behind) {
      const quote = latest.get(instrument);
      if (quote) parts.push(quoteText(quote));
    }
    member.behind.clear();
    if (parts.length > 0) member.connection.send(`{"type":"quotes","epoch":${epoch},"quotes":[${parts.join(",")}]}`);
  }

  return {
    members,
    join: (member) => void members.add(member),
    leave(member) {
      members.delete(member);
      unwatch(member);
      tellFeed();
    },

    async watch(member, instruments) {
      unwatch(member);
      const generation = ++member.generation;
      member.watched = new Set(instruments);
      for (const instrument of member.watched) {
        const set = watchers.get(instrument) ?? new Set();
        watchers.set(instrument, set.add(member));
      }
      tellFeed();

      const { quotes, unpriced } = await source.snapshot(user, [...member.watched]);
      if (member.generation !== generation || !members.has(member)) return;
      const known = new Map<InstrumentId, WireQuote>();
      for (const quote of quotes) known.set(quote.instrument, toWireQuote(quote));
      // What came in while the snapshot was read is newer than the snapshot.
      for (const instrument of member.watched) {
        const quote = latest.get(instrument);
        if (quote) known.set(instrument, toWireQuote(quote));
      }
      const missing = unpriced.filter((instrument) => !known.has(instrument));
      tell(member.connection, { type: "snapshot", epoch, quotes: [...known.values()], unpriced: missing });
      if (state) tell(member.connection, { type: "state", ...state });
    },

    flush(nowMs) {
      let moreInMs: number | undefined;
      const wait = (ms: number) => {
        moreInMs = Math.min(moreInMs ?? ms, ms);
      };
      let sent = false;
      for (const instrument of changed) {
        const sinceMs = nowMs - (sentAtMs.get(instrument) ?? Number.NEGATIVE_INFINITY);
        // A clock that was set back makes nobody wait longer.
        if (sinceMs >= 0 && sinceMs < intervalMs) {
          wait(intervalMs - sinceMs);
          continue;
        }
        changed.delete(instrument);
        sentAtMs.set(instrument, nowMs);
        for (const member of watchers.get(instrument) ?? []) member.behind.add(instrument);
      }
      for (const member of members) {
        if (member.behind.size === 0) continue;
        catchUp(member);
        if (member.behind.size > 0) wait(intervalMs);
        else sent = true;
      }
      return { sent, moreInMs };
    },

    watchedCount: () => watchers.size,
    async close() {
      members.clear();
      watchers.clear();
      await feed?.close();
      feed = undefined;
    },
  };
}
