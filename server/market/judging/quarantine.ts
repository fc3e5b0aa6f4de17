import type { Instrument, Quote } from "@tickfolio/engine";
import type { Disagreement, QuarantinedPrice } from "@tickfolio/protocol";
import type { Desk } from "../desk.ts";
import type { OddPrice, Scope } from "../price-shelf.ts";
import { type ScopedQuote, scopesFor, type UserDesk } from "../user-desk.ts";
import type { Board } from "./board.ts";
import type { OddPrices } from "./odd-prices.ts";

const DAY_MS = 86_400_000;
/** Two sources differ by so much of the same day: by the hour of their prices, less than this. */
const SAME_DAY = 0.02;
/** And of days that are no more than a week apart. */
const SAME_WEEK = 0.4;

/** What was not believed, for one user: what they decide counts for them, and for nobody else. */
export interface Quarantine {
  quarantined(user: string, instrument: Instrument): Promise<QuarantinedPrice[]>;
  /** It becomes the user's price; false where there is no such price. */
  accept(user: string, instrument: Instrument, id: string): Promise<boolean>;
  /** The user does not want to hear of it again; false where there is no such price. */
  dismiss(user: string, instrument: Instrument, id: string): Promise<boolean>;
  /** A decision is taken back, and what followed from it; false where there is none that can be. */
  restore(user: string, instrument: Instrument, id: string): Promise<boolean>;
  /** What other sources than the one whose price is shown say, where it is not the same. */
  disagreements(user: string, instrument: Instrument): Promise<Disagreement[]>;
}

/** Takes a series that the user believes. */
export type AcceptSeries = (user: string, instrument: Instrument, source: string) => Promise<void>;

/** A user's price of a source is gone: theirs is what they have typed or uploaded, or none. */
export type SettleOwn = (user: string, instrument: Instrument, gone: string) => Promise<void>;

export function createQuarantine(
  board: Board,
  desk: Pick<Desk, "forUser">,
  acceptSeries: AcceptSeries,
  settleOwn: SettleOwn,
): Quarantine {
  const waiting = async (user: string, instrument: Instrument) =>
    waitingFor(await desk.forUser(user), board.odd, instrument);

  async function find(user: string, instrument: Instrument, id: string) {
    return (await waiting(user, instrument)).find(({ odd }) => odd.id === id);
  }

  return {
    async quarantined(user, instrument) {
      return (await waiting(user, instrument)).map(({ odd }) => toQuarantined(odd));
    },

    async accept(user, instrument, id) {
      const found = await find(user, instrument, id);
      if (!found) return false;
      const { odd } = found;
      if (odd.kind === "series") await acceptSeries(user, instrument, odd.quote.source);
      else {
        // A newer price of their own is what they have now, whatever they think of this one.
        const own = await board.last([ownScope(user)], instrument.id);
        if (!own || own.at <= odd.quote.at) await board.offer(ownScope(user), instrument, odd.quote, "now");
      }
      await board.odd.decide(ownScope(user), odd, "accepted");
      return true;
    },

    async dismiss(user, instrument, id) {
      const found = await find(user, instrument, id);
      if (found) await board.odd.decide(ownScope(user), found.odd, "dismissed");
      return found !== undefined;
    },

    async restore(user, instrument, id) {
      const scope = ownScope(user);
      const odd = (await board.odd.of(scope, instrument.id)).find((one) => one.id === id && one.decision !== undefined);
      // A series that was believed has taken the place of the one before.
      if (!odd || (odd.kind === "series" && odd.decision === "accepted")) return false;
      if (odd.decision === "accepted") {
        const own = await board.last([scope], instrument.id);
        if (own?.source === odd.quote.source) await settleOwn(user, instrument, own.source);
      }
      const others = scopesFor(user, instrument).filter((other) => other !== scope);
      const waits = await Promise.all(others.map((other) => board.odd.of(other, instrument.id)));
      if (waits.flat().some((one) => one.id === id)) await board.odd.release(scope, instrument.id, id);
      else await board.odd.reopen(scope, odd);
      return true;
    },

    async disagreements(user, instrument) {
      const mine = await desk.forUser(user);
      const scopes = scopesFor(user, instrument);
      const shown = mine.best(instrument, await board.lasts(scopes, instrument.id));
      const voices = await board.voices(scopes, instrument.id);
      return disagreementsWith(
        shown,
        voices.filter(({ scope, quote }) => mine.maySee(instrument, scope, quote.source)),
      );
    },
  };
}

const ownScope = (user: string): Scope => `user:${user}`;

/** Those that wait for a user's word, each with whose it is. */
export async function waitingFor(
  mine: Pick<UserDesk, "user" | "maySee">,
  known: Pick<OddPrices, "of">,
  instrument: Instrument,
): Promise<{ scope: Scope; odd: OddPrice }[]> {
  const scopes = [...new Set([ownScope(mine.user), ...scopesFor(mine.user, instrument)])];
  const lists = await Promise.all(
    scopes.map(async (scope) => (await known.of(scope, instrument.id)).map((odd) => ({ scope, odd }))),
  );
  const all = lists.flat();
  const decided = new Set(all.flatMap(({ odd }) => (odd.decision === undefined ? [] : [odd.id])));
  return all.filter(({ scope, odd }) => !decided.has(odd.id) && mine.maySee(instrument, scope, odd.quote.source));
}

/** What the others say that is not what is shown. Of a source that speaks in several scopes, its newest word. */
export function disagreementsWith(shown: Quote | undefined, voices: readonly ScopedQuote[]): Disagreement[] {
  if (!shown) return [];
  const newest = new Map<string, Quote>();
  for (const { quote } of voices) {
    const before = newest.get(quote.source);
    if (quote.source !== shown.source && (!before || before.at < quote.at)) newest.set(quote.source, quote);
  }
  return [...newest.values()]
    .filter((other) => {
      const apart = Math.abs(other.price / shown.price - 1);
      const ageMs = Math.abs(Date.parse(shown.at) - Date.parse(other.at));
      return apart > (other.day === shown.day ? SAME_DAY : ageMs <= 7 * DAY_MS ? SAME_WEEK : Number.POSITIVE_INFINITY);
    })
    .map(({ source, price, at, day }) => ({ source, price, at, day }));
}

export function toQuarantined({ id, kind, quote, against, reason }: OddPrice): QuarantinedPrice {
  const { source, price, currency, at } = quote;
  return { id, kind, source, price, currency, at, ...(against === undefined ? {} : { against }), reason };
}
