import { addDays, type Currency, type Day, type Entry, type InstrumentId, instrumentsOf } from "@tickfolio/engine";
import type { Client } from "@tickfolio/protocol";
import { type Store, troubleOf } from "./state.ts";
import { wantedBy } from "./wanted.ts";
import { quoteOf, ratesFrom, seriesOf } from "./wire.ts";

/** So many ids fit into one address, and so many series into one answer. */
const IDS_PER_REQUEST = 100;
const SERIES_PER_REQUEST = 40;
/** There is no close and no rate on a holiday, so the first one asked for is from some days before. */
const DAYS_BEFORE = 12;
const FIRST_DAY = "1970-01-31";

export type Loading = ReturnType<typeof createLoading>;

/** What somebody has typed or uploaded is gone where it does not come again; what others say stays known. */
const OWN_SOURCES = new Set(["manual", "upload"]);

/**
 * Reads what the figures rest on: journals first, then the prices and rates they call for.
 * `painted` settles when what has been read so far is on the screen.
 */
export function createLoading(client: Client, store: Store, painted: () => Promise<void>) {
  /** Whose quotes were asked for, from which day on each instrument's closes, and the rates. */
  const quoted = new Set<InstrumentId>();
  const closesFrom = new Map<InstrumentId, Day>();
  const ratesFor = new Map<boolean, { currencies: readonly Currency[]; from: Day }>();

  /** The first requests, together. Also the way back after a failure. */
  async function open(): Promise<void> {
    if (store.get().opening.state === "failed") store.set({ opening: { state: "loading" } });
    const listed = client.portfolios();
    // By far the largest answers, so they are asked for as soon as it is known which there are.
    const journals = listed.then(({ items }) => new Map(items.map(({ id }) => [id, entriesOf(id)])));
    journals.catch(() => {});
    try {
      const [session, settings, portfolios, instruments] = await Promise.all([
        client.session(),
        client.settings(),
        listed,
        client.instruments(),
      ]);
      store.set({
        session,
        settings,
        portfolios: portfolios.items,
        instruments: new Map(instruments.items.map((one) => [one.id, one])),
        opening: { state: "ready", value: true, trouble: null },
      });
    } catch (error) {
      const { opening } = store.get();
      const trouble = troubleOf(error);
      store.set({ opening: opening.state === "ready" ? { ...opening, trouble } : { state: "failed", trouble } });
      return;
    }
    await refresh(await journals);
  }

  /** Reads all journals; `asked`: those that are on their way. */
  async function refresh(asked?: ReadonlyMap<string, Promise<Entry[]>>): Promise<void> {
    const { portfolios, instruments } = store.get();
    // What is asked of an instrument needs no look at what was done with it.
    const prices = portfolios.some(({ entries }) => entries > 0) ? quotes(notQuoted(instruments.keys())) : undefined;
    prices?.catch(() => {});
    await Promise.all(portfolios.map(({ id }) => journal(id, asked?.get(id))));
    await market([], prices);
  }

  /** Reads the entries that are not here yet; earlier ones never change. */
  async function journal(portfolio: string, asked = entriesOf(portfolio)): Promise<void> {
    const before = store.get().journals.get(portfolio);
    try {
      const fresh = await asked;
      await knowInstruments(fresh);
      append(portfolio, fresh);
    } catch (error) {
      const trouble = troubleOf(error);
      setJournal(portfolio, before?.state === "ready" ? { ...before, trouble } : { state: "failed", trouble });
    }
  }

  function entriesOf(portfolio: string): Promise<Entry[]> {
    const known = store.get().journals.get(portfolio);
    const asked = client.journal(portfolio, known?.state === "ready" ? known.value.at(-1)?.number : undefined);
    // Told where it is waited for.
    asked.catch(() => {});
    return asked;
  }

  /** Adds entries that follow on what is here; one that is here already changes nothing. */
  function append(portfolio: string, entries: readonly Entry[]): void {
    const current = store.get().journals.get(portfolio);
    const known = current?.state === "ready" ? current.value : [];
    const last = known.at(-1)?.number ?? 0;
    const fresh = entries.filter((entry) => entry.number > last);
    const isSettled = current?.state === "ready" && !current.trouble;
    if (fresh.length === 0 && isSettled) return;
    const value = fresh.length > 0 ? [...known, ...fresh] : known;
    setJournal(portfolio, { state: "ready", value, trouble: null });
  }

  function setJournal(portfolio: string, journal: ReturnType<typeof journalOf> & object): void {
    store.set({ journals: new Map(store.get().journals).set(portfolio, journal) });
  }
  const journalOf = (portfolio: string) => store.get().journals.get(portfolio);

  async function knowInstruments(entries: readonly Entry[]): Promise<void> {
    const known = store.get().instruments;
    const isKnown = entries.every((entry) =>
      entry.transactions.every((one) => instrumentsOf(one).every((id) => known.has(id))),
    );
    if (isKnown) return;
    const { items } = await client.instruments();
    store.set({ instruments: new Map(items.map((one) => [one.id, one])) });
  }

  /**
   * Asks for the prices and rates that are missing, and rates of currencies besides: first what today's worth needs, then the
   * closes of the past. A failure leaves what is known and says so. `asked`: quotes that are on their way.
   */
  async function market(besides: readonly Currency[] = [], asked?: Promise<void>): Promise<void> {
    const real = wantedBy(store.get(), false);
    const sample = wantedBy(store.get(), true);
    const from = real.from < sample.from ? real.from : sample.from;
    const ids = [...real.ids, ...sample.ids];
    const withoutPast = ids.filter((id) => !closesFrom.has(id) || from < closesFrom.get(id)!);
    const rated = Promise.allSettled([
      rates(new Set([...real.currencies, ...besides]), real.from, false),
      rates(new Set([...sample.currencies, ...besides]), sample.from, true),
    ]).then((results) => {
      if (!store.get().rated) store.set({ rated: true });
      return results;
    });
    const priced = Promise.allSettled([(asked ?? Promise.resolve()).then(() => quotes(notQuoted(ids)))]);
    const now = [...(await rated), ...(await priced)];
    const { quotes: known, unpricedReasons } = store.get();
    answer(ids.filter((id) => known.has(id) || unpricedReasons.has(id)));
    // The past is by far the most of it, and nobody should wait for it to see what is now.
    if (withoutPast.length > 0) await painted();
    const past = await Promise.allSettled([closes(withoutPast, from)]);
    // Asked and refused is an answer too: the figures say what they are without.
    answer(ids, true);
    const failed = [...now, ...past].find((result) => result.status === "rejected");
    store.set({ marketTrouble: failed ? troubleOf(failed.reason) : null });
  }

  function answer(ids: readonly InstrumentId[], withCloses = false): void {
    const { answered, charted } = store.get();
    const isNew = ids.some((id) => !answered.has(id) || (withCloses && !charted.has(id)));
    if (!isNew) return;
    store.set({
      answered: new Set([...answered, ...ids]),
      ...(withCloses ? { charted: new Set([...charted, ...ids]) } : {}),
    });
  }

  const notQuoted = (ids: Iterable<InstrumentId>) => [...ids].filter((id) => !quoted.has(id));

  async function quotes(ids: readonly InstrumentId[]): Promise<void> {
    await inGroups(ids, IDS_PER_REQUEST, async (group) => {
      const { items, unpriced } = await client.quotes(group);
      const quotes = new Map(store.get().quotes);
      const reasons = new Map(store.get().unpricedReasons);
      for (const quote of items) {
        quotes.set(quote.instrument, quoteOf(quote));
        reasons.delete(quote.instrument);
      }
      for (const one of unpriced) {
        // It had one: somebody has taken back what they had said themselves.
        quotes.delete(one.instrument);
        reasons.set(one.instrument, one);
      }
      for (const id of group) quoted.add(id);
      store.set({ quotes, unpricedReasons: reasons });
    });
  }

  async function closes(ids: readonly InstrumentId[], firstDay: Day): Promise<void> {
    await inGroups(ids, SERIES_PER_REQUEST, async (group) => {
      const { items } = await client.closes(group, addDays(firstDay, -DAYS_BEFORE));
      const closes = new Map(store.get().closes);
      for (const id of group) if (OWN_SOURCES.has(closes.get(id)?.source ?? "")) closes.delete(id);
      for (const series of items) closes.set(series.instrument, seriesOf(series));
      for (const id of group) closesFrom.set(id, firstDay);
      store.set({ closes });
    });
  }

  /** The whole past of one instrument, for a chart that reaches back before it was bought. */
  async function past(id: InstrumentId): Promise<void> {
    if (closesFrom.get(id) === FIRST_DAY) return;
    await closes([id], FIRST_DAY);
  }

  async function rates(currencies: ReadonlySet<Currency>, firstDay: Day, sample: boolean): Promise<void> {
    const before = ratesFor.get(sample);
    const all = new Set([...(before?.currencies ?? []), ...currencies]);
    const from = before && before.from < firstDay ? before.from : firstDay;
    const isKnown = before && before.currencies.length === all.size && before.from === from;
    if (all.size < 2 || isKnown) return;
    await readRates({ currencies: [...all], from }, sample);
  }

  async function readRates(asked: { currencies: readonly Currency[]; from: Day }, sample: boolean): Promise<void> {
    const { items } = await client.rates(asked.currencies, addDays(asked.from, -DAYS_BEFORE), { sample });
    ratesFor.set(sample, asked);
    const read = ratesFrom(items);
    store.set(sample ? { sampleRates: read } : { rates: read });
  }

  /** Asks again for instruments whose prices somebody has just given. */
  async function reprice(ids: readonly InstrumentId[]): Promise<void> {
    const first = [false, true].map((sample) => wantedBy(store.get(), sample).from).sort()[0]!;
    await Promise.all([quotes(ids), closes(ids, first)]);
    answer(ids, true);
  }

  /** A new day has come, so that yesterday's closes and rates are there by now; or others may be asked. What fails leaves what is known, as everywhere. */
  async function renew(): Promise<void> {
    const again = [...ratesFor].map(([sample, asked]) => readRates(asked, sample));
    const results = await Promise.allSettled([reprice([...store.get().answered]), ...again]);
    const failed = results.find((result) => result.status === "rejected");
    store.set({ marketTrouble: failed ? troubleOf(failed.reason) : null });
  }

  return { open, refresh, journal, append, market, past, reprice, renew };
}

/** All groups are asked for at once; what one brings stands, whatever becomes of the others. */
async function inGroups(
  ids: readonly InstrumentId[],
  size: number,
  ask: (group: InstrumentId[]) => Promise<void>,
): Promise<void> {
  const groups = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  );
  const results = await Promise.allSettled(groups.map(ask));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
