import {
  addDays,
  type CloseSeries,
  type Day,
  dayFromNumber,
  dayNumber,
  type Instrument,
  type Quote,
} from "@tickfolio/engine";
import { isLocal } from "../desk.ts";
import type { Board } from "../judging/board.ts";
import { cleanSeries, type LeftOut } from "../judging/clean-series.ts";
import { isUnitFactor, UNIT_AGE_MS } from "../judging/judge-quote.ts";
import { judgeSeries, type SeriesJudgement } from "../judging/judge-series.ts";
import type { SplitsOf } from "../judging/known-splits.ts";
import { withLateSplits } from "../judging/late-splits.ts";
import type { OddPrices } from "../judging/odd-prices.ts";
import { checkedCloses } from "../judging/validate.ts";
import type { Scope, StoredCloses } from "../price-shelf.ts";
import { type Provider, ProviderError } from "../provider.ts";
import type { Purpose } from "../quota/purpose.ts";
import { within } from "../timers.ts";
import { OWN_SOURCES } from "../uploads/own-prices.ts";
import { scopesFor, type UserDesk } from "../user-desk.ts";
import { settledSince } from "./after-close.ts";
import { type Brought, bringFrom } from "./bring-closes.ts";
import { createAskSeries, createOnce, type SeriesParts } from "./series-desk.ts";

/** Asked from a little earlier, so that the first days have a close before them even after holidays. */
const LEAD_DAYS = 14;
const FIRST_DAY = "1990-01-01";
const FRESH_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;
/** A series that ends so long ago, over any holidays, lacks sessions that another source may have. */
const RECENT_MS = 12 * DAY_MS;
/** How long an answer waits for a newer series than the one we have, and for a first one. What comes later is kept. */
const PATIENCE_MS = 2_000;
const FIRST_PATIENCE_MS = 6_000;

/** Where a series is kept and asked for: of a user's own where they have accepted one of everybody's, else of its provider. */
interface Asked {
  provider: Provider;
  instrument: Instrument;
  from: Day;
  scope: Scope;
  kept: StoredCloses | undefined;
  /** Left out: somebody waits for it. */
  purpose?: Purpose;
}

export interface ClosesParts extends SeriesParts {
  /** The last good prices, which say what a close may be. */
  board: Pick<Board, "last">;
  odd: OddPrices;
  splitsOf: SplitsOf;
}

/** Daily closes: a person's own upload first, then the providers in order, always one whole series and never two spliced. */
export function createClosesDesk(parts: ClosesParts) {
  const { desk, shelf, clock, timers, log, board, odd, splitsOf } = parts;
  const ask = createAskSeries(parts);
  const once = createOnce<CloseSeries>();

  const covers = (stored: StoredCloses, from: Day) => stored.askedFrom <= from;
  /** What came before the last close had settled may have something else for it, or nothing. */
  function isFresh(stored: StoredCloses, instrument: Instrument): boolean {
    const storedMs = Date.parse(stored.storedAt);
    return clock() - storedMs < FRESH_MS && storedMs >= (settledSince(instrument, clock()) ?? storedMs);
  }
  const isRecent = ({ series }: StoredCloses) => clock() - (series.days.at(-1) ?? 0) * DAY_MS < RECENT_MS;

  /** What the provider answers now, each close one that can be by itself. */
  async function fetchCloses({ provider, instrument, from, kept, purpose }: Asked) {
    const askedFrom = kept && kept.askedFrom < from ? kept.askedFrom : from;
    const run = async (signal: AbortSignal) => {
      const series = checkedCloses(await provider.closes!(instrument, askedFrom, signal), clock());
      if (series.currency !== instrument.currency) throw wrongCurrency(provider, instrument, series.currency);
      return series;
    };
    return { answer: await ask(provider, "closes", run, purpose, instrument), askedFrom };
  }

  /** Puts an answer beside what is known, and keeps it where nothing speaks against it; what is kept stays where something does. */
  async function renew(asked: Asked): Promise<CloseSeries> {
    const { provider, instrument, scope, kept } = asked;
    const { answer: said, askedFrom } = await fetchCloses(asked);
    if (await isAccepted(scope, said)) return keep(provider, scope, said, askedFrom);
    const splits = said.days.length > 0 ? await splitsOf(scope, instrument) : [];
    const answer = withLateSplits(said, splits);
    const { series, leftOut, ...cleaned } = cleanSeries(answer, splits);
    const refused = cleaned.refused ?? (await otherUnit(scope, instrument, series));
    const judged: SeriesJudgement =
      refused === undefined
        ? judgeSeries(series, kept?.series, splits)
        : { kind: "keep", reason: refused, isOdd: true };
    if (leftOut.length > 0) await report(scope, answer, leftOutReason(provider, instrument, leftOut), leftOut);
    if (judged.kind === "take") return keep(provider, scope, judged.series, askedFrom);
    const standing = kept ? "What was kept before stays." : "It was not taken.";
    const reason = `${provider.title}'s closes of ${instrument.symbol}: ${judged.reason}. ${standing}`;
    if (judged.isOdd) await report(scope, answer, reason, [...answer.closes.slice(-20)]);
    // As what it does not have: it is not asked again before tomorrow.
    if (!kept) throw new ProviderError(provider.name, "no-data", reason);
    // As fresh as can be: asking again at once would bring the same.
    return keep(provider, scope, kept.series, askedFrom);
  }

  /** Why a series cannot be in the same unit as the instrument's price; undefined where it can. */
  async function otherUnit(scope: Scope, { id }: Instrument, { days, closes }: CloseSeries) {
    const scopes = [...new Set<Scope>([scope, "deployment", "public"])];
    const last = await board.last(scopes, id);
    const ageMs = last && Math.abs(Date.parse(last.day) - Date.parse(dayFromNumber(days.at(-1) ?? 0)));
    if (!last || ageMs! > UNIT_AGE_MS || !isUnitFactor(closes.at(-1)! / last.price)) return undefined;
    return `it ends at ${closes.at(-1)}, where ${last.source} says ${last.price}, as when pence are taken for pounds`;
  }

  async function keep(provider: Provider, scope: Scope, series: CloseSeries, askedFrom: Day): Promise<CloseSeries> {
    if (!isLocal(provider) || scope !== provider.scope) {
      await shelf.saveCloses(scope, { series, askedFrom, storedAt: new Date(clock()).toISOString() });
    }
    return series;
  }

  /** A user has said that they believe this source's series. */
  async function isAccepted(scope: Scope, { instrument, source }: CloseSeries): Promise<boolean> {
    const decided = await odd.of(scope, instrument);
    return decided.some(
      ({ kind, quote, decision }) => kind === "series" && quote.source === source && decision === "accepted",
    );
  }

  async function report(scope: Scope, series: CloseSeries, reason: string, sample: unknown): Promise<void> {
    const { instrument, source, currency } = series;
    const day = dayFromNumber(series.days.at(-1)!);
    const quote: Quote = {
      ...{ instrument, source, currency, day, price: series.closes.at(-1)!, at: `${day}T23:59:59.000Z` },
      ...{ delay: "eod", session: "closed" },
    };
    if (await odd.keep(scope, quote, { kind: "series", reason, sample: JSON.stringify(sample) })) log(reason);
  }

  /** Asks once for several who want the same. A failure is noted and leaves what was stored. */
  function renewOnce(asked: Asked): Promise<CloseSeries> {
    const { provider, instrument, from, scope } = asked;
    return once([desk.serial(provider), scope, instrument.id, from].join("\n"), async () => {
      try {
        const series = await renew(asked);
        desk.refusals.answered(provider, "closes", instrument);
        return series;
      } catch (error) {
        if (error instanceof ProviderError) desk.refusals.remember(provider, "closes", instrument, error);
        else if (!desk.isClosing()) log(`Closes of ${instrument.symbol} were lost: ${String(error)}`);
        throw error;
      }
    });
  }

  /** What asking a provider of a user means: whose series it renews, and what is kept of it. */
  function askedOf(mine: UserDesk, stored: Stored, provider: Provider, instrument: Instrument, from: Day): Asked {
    const own: Scope = `user:${mine.user}`;
    const accepted = stored.get(place(own, provider.name));
    const kept = accepted ?? stored.get(place(provider.scope, provider.name));
    return { provider, instrument, from, kept, scope: accepted ? own : provider.scope };
  }

  /** A person's own upload comes first, unless they want another source. A typed price that is to stay is a price of now, and no past. */
  function ownOf(mine: UserDesk, stored: Stored, instrument: Instrument): StoredCloses | undefined {
    const pin = mine.pinOf(instrument);
    if (mine.chain(instrument, "closes").some(({ name }) => name === pin)) return undefined;
    return stored.get(place(`user:${mine.user}`, OWN_SOURCES.upload));
  }

  /** What is kept of an instrument for a user, by whose and whose word it is. */
  async function storedOf(mine: UserDesk, instrument: Instrument): Promise<Stored> {
    const scopes = scopesFor(mine.user, instrument);
    const lists = await Promise.all(
      scopes.map(async (scope) =>
        (await shelf.closes(scope, instrument.id))
          .filter(({ series }) => mine.maySee(instrument, scope, series.source))
          .map((entry) => [place(scope, entry.series.source), entry] as const),
      ),
    );
    return new Map(lists.flat());
  }

  return {
    async closes(user: string, instrument: Instrument, day: Day): Promise<CloseSeries | undefined> {
      const from = addDays(day, -LEAD_DAYS);
      const mine = await desk.forUser(user);
      const stored = await storedOf(mine, instrument);
      const own = ownOf(mine, stored, instrument);
      if (own) return since(own.series, from);

      const mayBeAsked = new Set(mine.chain(instrument, "closes"));
      let best: StoredCloses | undefined;
      for (const provider of mine.able(instrument, "closes").filter((each) => mine.on.has(each))) {
        const asked = askedOf(mine, stored, provider, instrument, from);
        const { kept } = asked;
        if (kept && covers(kept, from) && isFresh(kept, instrument)) return since(kept.series, from);
        let isSlow = true;
        if (mayBeAsked.has(provider)) {
          const request = renewOnce(asked)
            .catch(() => undefined)
            .finally(() => (isSlow = false));
          const series = await within(timers, kept ? PATIENCE_MS : FIRST_PATIENCE_MS, request);
          if (series && series.days.length > 0) return since(series, from);
        } else isSlow = false;
        // While a source is away, what it said goes on: another's series is for when that has grown old.
        if (kept && (isSlow || isRecent(kept))) return since(kept.series, from);
        best ??= kept;
      }
      // Nobody answers now: the last good series is better than none, and typed prices better still than nothing.
      const all = [...stored.values()];
      const kept =
        all.find(({ series }) => series.source === mine.pinOf(instrument)) ??
        best ??
        all.find(({ series }) => series.source !== OWN_SOURCES.manual) ??
        all[0];
      return kept && since(kept.series, from);
    },

    /**
     * Has a series from a day on kept that is not older than an instant, without anybody waiting: of the first source that can, or why none
     * can now.
     */
    async bring(user: string, instrument: Instrument, day: Day, notBeforeMs: number): Promise<Brought> {
      const from = addDays(day, -LEAD_DAYS);
      const mine = await desk.forUser(user);
      const stored = await storedOf(mine, instrument);
      const own = ownOf(mine, stored, instrument);
      if (own) return { state: "there", source: own.series.source, isNew: false };
      const sources = mine.able(instrument, "closes").filter((provider) => mine.on.has(provider));
      return bringFrom(sources, instrument, clock, {
        refusal: (provider) =>
          desk.refusals.of(provider, "closes", instrument) ?? desk.health(provider).refusal("closes"),
        there(provider) {
          const { kept } = askedOf(mine, stored, provider, instrument, from);
          const isThere = kept && covers(kept, from) && Date.parse(kept.storedAt) >= notBeforeMs;
          return isThere ? kept.series : undefined;
        },
        renew: (provider) => renewOnce({ ...askedOf(mine, stored, provider, instrument, from), purpose: "background" }),
      });
    },

    /** A user believes a source's series that was not taken: they get it as it is, in their own scope. */
    async accept(user: string, instrument: Instrument, source: string): Promise<void> {
      const mine = await desk.forUser(user);
      const provider = mine.able(instrument, "closes").find(({ name }) => name === source);
      const stored = await storedOf(mine, instrument);
      const before = provider && stored.get(place(provider.scope, source));
      if (!provider) throw new ProviderError(source, "unsupported", `${source} is not asked for closes any more.`);
      const from = before?.askedFrom ?? FIRST_DAY;
      const { answer, askedFrom } = await fetchCloses({
        provider,
        instrument,
        from,
        scope: `user:${user}`,
        kept: before,
      });
      await keep(provider, `user:${user}`, answer, askedFrom);
    },
  };
}

type Stored = ReadonlyMap<string, StoredCloses>;
const place = (scope: Scope, source: string) => `${scope}\n${source}`;

/** The part from the last close on or before a day, so that the day itself has a price. */
function since(series: CloseSeries, day: Day): CloseSeries {
  const number = dayNumber(day);
  let first = series.days.findIndex((candidate) => candidate > number);
  if (first === -1) first = series.days.length;
  first = Math.max(0, first - 1);
  return first === 0 ? series : { ...series, days: series.days.subarray(first), closes: series.closes.subarray(first) };
}

function leftOutReason(provider: Provider, instrument: Instrument, leftOut: readonly LeftOut[]): string {
  const told = leftOut.slice(0, 5).map(({ day, close, why }) => `${day} ${close} (${why})`);
  const more = leftOut.length > told.length ? ` and ${leftOut.length - told.length} more` : "";
  return `${provider.title}'s closes of ${instrument.symbol}: left out ${told.join(", ")}${more}. The others stand.`;
}

function wrongCurrency(provider: Provider, instrument: Instrument, currency: string): ProviderError {
  const message = `${provider.title} has closes of ${instrument.symbol} in ${currency}, not in ${instrument.currency}.`;
  return new ProviderError(provider.name, "unsupported", message);
}
