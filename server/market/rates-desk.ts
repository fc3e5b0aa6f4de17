import { type Day, dayFromNumber, dayNumber, type RateTable } from "@tickfolio/engine";
import { type Desk, scopeOf } from "./desk.ts";
import type { PriceShelf, StoredRates } from "./price-shelf.ts";
import { type Clock, type Provider, ProviderError } from "./provider.ts";
import { withRetries } from "./retry.ts";
import type { Timers } from "./timers.ts";
import { lastRateDay, mergedRates } from "./validate.ts";

/** Reference rates come once a working day; asking more often than this brings nothing. */
const FRESH_MS = 30 * 60_000;
/** A table that begins this much after the day wanted still has the rate of its first working day. */
const HOLIDAYS = 7;

interface Parts {
  desk: Desk;
  shelf: PriceShelf;
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: (message: string) => void;
}

/** Reference rates: kept as one growing table for each source, asked for only what is missing. */
export function createRatesDesk({ desk, shelf, clock, timers, random, log }: Parts) {
  const kept = new Map<string, StoredRates>();
  const inFlight = new Map<string, Promise<RateTable | undefined>>();

  async function storedOf(provider: Provider): Promise<StoredRates | undefined> {
    const known = kept.get(provider.name) ?? (await shelf.rates(scopeOf(provider), provider.name));
    if (known) kept.set(provider.name, known);
    return known;
  }

  /** From the last day we have, or from the first day wanted where the table begins later. */
  function missingFrom(stored: StoredRates | undefined, from: Day): Day | undefined {
    if (!stored || stored.table.days.length === 0) return from;
    if (stored.table.days[0]! - HOLIDAYS > dayNumber(from)) return from;
    const age = clock() - Date.parse(stored.storedAt);
    return age < FRESH_MS ? undefined : dayFromNumber(lastRateDay(stored.table));
  }

  async function tableOf(provider: Provider, from: Day): Promise<RateTable | undefined> {
    const stored = await storedOf(provider);
    const missing = missingFrom(stored, from);
    if (missing === undefined) return stored!.table;
    try {
      const answer = await desk.ask(provider, "rates", (signal) =>
        withRetries(timers, random, signal, () => provider.rates!(missing, signal)),
      );
      const table = mergedRates(stored?.table, answer);
      const renewed = { table, storedAt: new Date(clock()).toISOString() };
      kept.set(provider.name, renewed);
      if (provider.hosts.length > 0) await shelf.saveRates(scopeOf(provider), renewed);
      return table;
    } catch (error) {
      if (!(error instanceof ProviderError)) log(`Rates of ${provider.title} were lost: ${String(error)}`);
      return stored?.table;
    }
  }

  function once(provider: Provider, from: Day): Promise<RateTable | undefined> {
    const key = `${provider.name}\n${from}`;
    const running = inFlight.get(key) ?? tableOf(provider, from).finally(() => inFlight.delete(key));
    inFlight.set(key, running);
    return running;
  }

  async function ratesOf(providers: readonly Provider[], from: Day): Promise<RateTable[]> {
    const capable = providers.filter((provider) => provider.capabilities.has("rates"));
    const tables = await Promise.all(capable.map((provider) => once(provider, from)));
    return tables.filter((table) => table !== undefined && table.days.length > 0) as RateTable[];
  }

  return {
    async rates(user: string, from: Day): Promise<RateTable[]> {
      const on = await desk.enabled(user);
      return ratesOf(
        desk.providers.filter((provider) => on.has(provider) && !provider.simulated),
        from,
      );
    },
    sampleRates: (from: Day) =>
      ratesOf(
        desk.providers.filter((provider) => provider.simulated),
        from,
      ),
  };
}
