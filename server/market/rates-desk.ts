import { type Day, dayFromNumber, dayNumber, type RateTable } from "@tickfolio/engine";
import { isLocal } from "./desk.ts";
import { mergedRates } from "./merge-rates.ts";
import type { StoredRates } from "./price-shelf.ts";
import { type Provider, ProviderError } from "./provider.ts";
import { createAskSeries, createOnce, type SeriesParts } from "./series-desk.ts";
import { within } from "./timers.ts";

/** Reference rates come once a working day; asking more often than this brings nothing. */
const FRESH_MS = 30 * 60_000;
/** How long an answer waits for newer rates. What comes later is kept. */
const PATIENCE_MS = 4_000;
/** A source that has just failed is left alone so long: without a network nobody waits for it again and again. */
const AFTER_FAILURE_MS = 60_000;
/** A table that begins this much after the day wanted still has the rate of its first working day. */
const HOLIDAYS = 7;

/** Reference rates: kept as one growing table for each source, asked for only what is missing. */
export function createRatesDesk(parts: SeriesParts) {
  const { desk, shelf, clock, timers, log } = parts;
  const askSeries = createAskSeries(parts);
  const once = createOnce<RateTable | undefined>();
  /** By provider and not by its name: what somebody's own key brings is for them. */
  const known = new WeakMap<Provider, StoredRates>();
  /** The earliest day each was asked for: a source that begins later than wanted is not asked for more over and over. */
  const askedFrom = new WeakMap<Provider, Day>();
  const failedAtMs = new WeakMap<Provider, number>();

  async function storedOf(provider: Provider): Promise<StoredRates | undefined> {
    const stored = known.get(provider) ?? (await shelf.rates(provider.scope, provider.name));
    if (stored) known.set(provider, stored);
    return stored;
  }

  /** From the last day we have, or from the first day wanted where the table begins later. */
  function missingFrom(provider: Provider, stored: StoredRates | undefined, from: Day): Day | undefined {
    if (!stored || stored.table.days.length === 0) return from;
    const beginsLater = stored.table.days[0]! - HOLIDAYS > dayNumber(from);
    if (beginsLater && (askedFrom.get(provider) ?? "9999-12-31") > from) return from;
    const age = clock() - Date.parse(stored.storedAt);
    return age < FRESH_MS ? undefined : dayFromNumber(stored.table.days.at(-1)!);
  }

  async function ask(provider: Provider, from: Day): Promise<RateTable | undefined> {
    try {
      return await askSeries(provider, "rates", (signal) => provider.rates!(from, signal));
    } catch (error) {
      if (!(error instanceof ProviderError) && !desk.isClosing())
        log(`Rates of ${provider.title} were lost: ${String(error)}`);
      return undefined;
    }
  }

  /** `here` is what this machine has of the same source anyway: only the rest is asked for. */
  async function tableOf(provider: Provider, from: Day, here: RateTable | undefined): Promise<RateTable | undefined> {
    if (isLocal(provider)) return ask(provider, from);
    const kept = await storedOf(provider);
    const stored = kept && here ? { ...kept, table: mergedRates(here, kept.table) } : (kept ?? unasked(here));
    const missing = missingFrom(provider, stored, from);
    if (missing === undefined) return stored!.table;
    if (clock() - (failedAtMs.get(provider) ?? Number.NEGATIVE_INFINITY) < AFTER_FAILURE_MS) return stored?.table;
    const answer = await ask(provider, missing);
    if (!answer) {
      failedAtMs.set(provider, clock());
      return stored?.table;
    }
    if ((askedFrom.get(provider) ?? "9999-12-31") > missing) askedFrom.set(provider, missing);
    const table = mergedRates(stored?.table, answer);
    const renewed = { table, storedAt: new Date(clock()).toISOString() };
    known.set(provider, renewed);
    try {
      await shelf.saveRates(provider.scope, renewed);
    } catch (error) {
      log(`Rates could not be stored: ${String(error)}`);
    }
    return table;
  }

  /** One table for each source: files on this machine first, then what others have to add. */
  async function ratesOf(providers: readonly Provider[], from: Day): Promise<RateTable[]> {
    const tables = new Map<string, RateTable>();
    for (const provider of [...providers.filter(isLocal), ...providers.filter((each) => !isLocal(each))]) {
      const here = tables.get(provider.name);
      const table =
        (await within(
          timers,
          PATIENCE_MS,
          once(`${desk.serial(provider)}\n${from}`, () => tableOf(provider, from, here)),
        )) ??
        known.get(provider)?.table ??
        here;
      if (table) tables.set(table.source, isLocal(provider) ? mergedRates(tables.get(table.source), table) : table);
    }
    return [...tables.values()].filter((table) => table.days.length > 0);
  }

  return {
    async rates(user: string, from: Day): Promise<RateTable[]> {
      const mine = await desk.forUser(user);
      return ratesOf(
        mine.general("rates").filter(({ simulated }) => !simulated),
        from,
      );
    },
    async sampleRates(from: Day): Promise<RateTable[]> {
      const shared = await desk.shared();
      return ratesOf(
        shared.general("rates").filter(({ simulated }) => simulated),
        from,
      );
    },
  };
}

/** Rates that came without being asked for: whether there are newer ones is still to be found out. */
function unasked(table: RateTable | undefined): StoredRates | undefined {
  return table && { table, storedAt: "1970-01-01T00:00:00.000Z" };
}
