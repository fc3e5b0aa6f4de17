import { addDays, type CloseSeries, type Day, dayNumber, type Instrument } from "@tickfolio/engine";
import { isLocal } from "./desk.ts";
import { OWN_SOURCES } from "./own-prices.ts";
import type { Scope, StoredCloses } from "./price-shelf.ts";
import { type Provider, ProviderError } from "./provider.ts";
import { createAskSeries, createOnce, type SeriesParts } from "./series-desk.ts";
import { within } from "./timers.ts";
import { scopesFor, type UserDesk } from "./user-desk.ts";
import { checkedCloses } from "./validate.ts";

/** Asked from a little earlier, so that the first days have a close before them even after holidays. */
const LEAD_DAYS = 14;
const FRESH_MS = 6 * 3_600_000;
/** How long an answer waits for a newer series than the one we have, and for a first one. What comes later is kept. */
const PATIENCE_MS = 2_000;
const FIRST_PATIENCE_MS = 6_000;

/** Daily closes: a person's own upload first, then the providers in order, always one whole series and never two spliced. */
export function createClosesDesk(parts: SeriesParts) {
  const { desk, shelf, clock, timers, log } = parts;
  const ask = createAskSeries(parts);
  const once = createOnce<CloseSeries | undefined>();

  const covers = (stored: StoredCloses, from: Day) => stored.askedFrom <= from;
  const isFresh = (stored: StoredCloses) => clock() - Date.parse(stored.storedAt) < FRESH_MS;

  async function fetchCloses(
    provider: Provider,
    instrument: Instrument,
    from: Day,
    kept: StoredCloses | undefined,
  ): Promise<CloseSeries> {
    const askedFrom = kept && kept.askedFrom < from ? kept.askedFrom : from;
    const series = await ask(provider, "closes", async (signal) => {
      const answer = checkedCloses(await provider.closes!(instrument, askedFrom, signal), clock());
      if (answer.currency !== instrument.currency) throw wrongCurrency(provider, instrument, answer.currency);
      return answer;
    });
    if (!isLocal(provider)) {
      const storedAt = new Date(clock()).toISOString();
      await shelf.saveCloses(provider.scope, { series, askedFrom, storedAt });
    }
    return series;
  }

  /** Asks once for several who want the same. A failure is noted and leaves what was stored. */
  function fetchOnce(provider: Provider, instrument: Instrument, from: Day, kept?: StoredCloses) {
    return once(`${desk.serial(provider)}\n${instrument.id}\n${from}`, () =>
      fetchCloses(provider, instrument, from, kept).catch((error) => {
        if (error instanceof ProviderError) desk.refusals.remember(provider, "closes", instrument, error);
        else if (!desk.isClosing()) log(`Closes of ${instrument.symbol} were lost: ${String(error)}`);
        return undefined;
      }),
    );
  }

  /** What is kept of an instrument for a user, by whose and whose word it is. */
  async function storedOf(mine: UserDesk, instrument: Instrument): Promise<Map<string, StoredCloses>> {
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
      const chain = mine.chain(instrument, "closes");
      const pin = mine.pinOf(instrument);
      // A person's own upload comes first, unless they want another source.
      const wantsAnother = chain.some(({ name }) => name === pin);
      const own = stored.get(place(`user:${user}`, pin === OWN_SOURCES.manual ? pin : OWN_SOURCES.upload));
      if (own && !wantsAnother) return since(own.series, from);

      for (const provider of chain) {
        const kept = stored.get(place(provider.scope, provider.name));
        if (kept && covers(kept, from) && isFresh(kept)) return since(kept.series, from);
        const request = fetchOnce(provider, instrument, from, kept);
        const series = await within(timers, kept ? PATIENCE_MS : FIRST_PATIENCE_MS, request);
        if (series && series.days.length > 0) return since(series, from);
        if (kept) return since(kept.series, from);
      }
      // Nobody answers now: the last good series is better than none, and typed prices better still than nothing.
      const all = [...stored.values()];
      const kept =
        all.find(({ series }) => series.source === pin) ??
        all.find(({ series }) => series.source !== OWN_SOURCES.manual) ??
        all[0];
      return kept && since(kept.series, from);
    },
  };
}

const place = (scope: Scope, source: string) => `${scope}\n${source}`;

/** The part from the last close on or before a day, so that the day itself has a price. */
function since(series: CloseSeries, day: Day): CloseSeries {
  const number = dayNumber(day);
  let first = series.days.findIndex((candidate) => candidate > number);
  if (first === -1) first = series.days.length;
  first = Math.max(0, first - 1);
  return first === 0 ? series : { ...series, days: series.days.subarray(first), closes: series.closes.subarray(first) };
}

function wrongCurrency(provider: Provider, instrument: Instrument, currency: string): ProviderError {
  const message = `${provider.title} has closes of ${instrument.symbol} in ${currency}, not in ${instrument.currency}.`;
  return new ProviderError(provider.name, "unsupported", message);
}
