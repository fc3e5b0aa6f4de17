import { addDays, type CloseSeries, type Day, dayNumber, type Instrument } from "@tickfolio/engine";
import { isLocal, scopesFor } from "./desk.ts";
import { OWN_SOURCES } from "./own-prices.ts";
import type { StoredCloses } from "./price-shelf.ts";
import { type Provider, ProviderError } from "./provider.ts";
import { createAskSeries, createOnce, type SeriesParts } from "./series-desk.ts";
import { within } from "./timers.ts";
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
    return once(`${provider.name}\n${instrument.id}\n${from}`, () =>
      fetchCloses(provider, instrument, from, kept).catch((error) => {
        if (error instanceof ProviderError) desk.refusals.remember("closes", instrument, error);
        else if (!desk.isClosing()) log(`Closes of ${instrument.symbol} were lost: ${String(error)}`);
        return undefined;
      }),
    );
  }

  async function storedOf(user: string, instrument: Instrument): Promise<StoredCloses[]> {
    const scopes = scopesFor(user, instrument);
    return (await Promise.all(scopes.map((scope) => shelf.closes(scope, instrument.id)))).flat();
  }

  return {
    async closes(user: string, instrument: Instrument, day: Day): Promise<CloseSeries | undefined> {
      const from = addDays(day, -LEAD_DAYS);
      const stored = await storedOf(user, instrument);
      const bySource = new Map(stored.map((entry) => [entry.series.source, entry]));
      const uploaded = bySource.get(OWN_SOURCES.upload);
      if (uploaded) return since(uploaded.series, from);

      const on = await desk.enabled(user);
      for (const provider of desk.chain(on, instrument, "closes")) {
        const kept = bySource.get(provider.name);
        if (kept && covers(kept, from) && isFresh(kept)) return since(kept.series, from);
        const request = fetchOnce(provider, instrument, from, kept);
        const series = await within(timers, kept ? PATIENCE_MS : FIRST_PATIENCE_MS, request);
        if (series && series.days.length > 0) return since(series, from);
        if (kept) return since(kept.series, from);
      }
      // Nobody answers now: the last good series is better than none, and typed prices better still than nothing.
      const kept = stored.find((entry) => entry.series.source !== OWN_SOURCES.manual) ?? stored[0];
      return kept && since(kept.series, from);
    },
  };
}

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
