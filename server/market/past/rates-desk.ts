import { type Day, dayFromNumber, dayNumber, type RateTable } from "@tickfolio/engine";
import { isLocal } from "../desk.ts";
import type { StoredRates } from "../price-shelf.ts";
import { type Provider, ProviderError } from "../provider.ts";
import { within } from "../timers.ts";
import { mergedRates } from "./merge-rates.ts";
import { createAskSeries, createOnce, type SeriesParts } from "./series-desk.ts";

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

  /** What a source has, as far as anybody waits for it. */
  async function waitFor(provider: Provider, from: Day, here?: RateTable): Promise<RateTable | undefined> {
    const asked = once(`${desk.serial(provider)}\n${from}`, () => tableOf(provider, from, here));
    return (await within(timers, PATIENCE_MS, asked)) ?? known.get(provider)?.table ?? here;
  }

  /** One table for each source: files on this machine first, then what others have to add, then those who stand in for others. */
  async function ratesOf(providers: readonly Provider[], from: Day): Promise<RateTable[]> {
    const tables = new Map<string, RateTable>();
    const themselves = providers.filter(({ standsInFor }) => standsInFor === undefined);
    for (const provider of [...themselves.filter(isLocal), ...themselves.filter((each) => !isLocal(each))]) {
      const table = await waitFor(provider, from, tables.get(provider.name));
      if (table) tables.set(table.source, isLocal(provider) ? mergedRates(tables.get(table.source), table) : table);
    }
    for (const provider of providers) {
      const original = provider.standsInFor;
      if (original === undefined) continue;
      const asked = providers.find(({ name, hosts }) => name === original && hosts.length > 0);
      const table = tables.get(original);
      if (asked && table && isCurrent(asked, from)) continue;
      // The whole table or none of it: of one day there are never rates of two sources.
      const other = await waitFor(provider, from);
      if (other && other.days.length > 0 && reachesFurther(other, table, from)) {
        tables.delete(original);
        tables.set(other.source, other);
      }
    }
    return [...tables.values()].filter((table) => table.days.length > 0);
  }

  /** Whether a source has just said all it has. */
  function isCurrent(provider: Provider, from: Day): boolean {
    return missingFrom(provider, known.get(provider), from) === undefined;
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

/** Whether a table has what the other lacks of the days wanted: later ones, or earlier ones that are not lost by it. */
function reachesFurther(table: RateTable, than: RateTable | undefined, from: Day): boolean {
  if (!than || than.days.length === 0) return true;
  const wanted = dayNumber(from);
  const begins = ({ days }: RateTable) => Math.max(days[0]! - HOLIDAYS, wanted);
  const ends = ({ days }: RateTable) => days.at(-1)!;
  if (begins(table) > begins(than)) return false;
  return begins(table) < begins(than) || ends(table) > ends(than);
}

/** Rates that came without being asked for: whether there are newer ones is still to be found out. */
function unasked(table: RateTable | undefined): StoredRates | undefined {
  return table && { table, storedAt: "1970-01-01T00:00:00.000Z" };
}
