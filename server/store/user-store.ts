import { type Instrument, instrumentSchema, type Portfolio, pickSettings, portfolioSchema } from "@tickfolio/engine";
import { type PortfolioDraft, settingsSchema, type UserSettings } from "@tickfolio/protocol";
import { type BackfillJob, createBackfillJob } from "./backfill-job.ts";
import { type Budget, createRemovals, isOver } from "./bin.ts";
import { createDismissals, type Dismissals } from "./dismissals.ts";
import { NotFoundError } from "./errors.ts";
import { createJournal, type Journal } from "./journal.ts";
import type { JournalCache } from "./journal-cache.ts";
import { isKeyPart, keyOf, prefixOf, userPartition } from "./keys.ts";
import { partitionOf, sweepSegments } from "./segments.ts";
import { canonicalJson, readable, readStored, toStored } from "./stored.ts";
import { type Clock, ConflictError, type Expected, type Item, type Table } from "./table.ts";

/** All that one user has. What is somebody else's does not exist here. */
export interface UserStore {
  readonly user: string;
  /** Undefined until they are saved for the first time. */
  settings(): Promise<UserSettings | undefined>;
  /** `expectedVersion` 0: they were never saved. Throws `ConflictError` when they are at another version. */
  saveSettings(settings: Omit<UserSettings, "version">, expectedVersion: number): Promise<UserSettings>;

  /**
   * Oldest first; with `deleted`, those in the bin instead. What has been in the bin for its time is not among them: it is
   * removed for good, a large one in several goes.
   */
  portfolios(options?: { deleted?: boolean }): Promise<Portfolio[]>;
  /** Also one that is in the bin. */
  portfolio(id: string): Promise<Portfolio | undefined>;
  /** Version 0 makes it; making it again, while it is as it was made, answers with it. Otherwise `ConflictError`. */
  savePortfolio(draft: PortfolioDraft, expectedVersion: number): Promise<Portfolio>;
  /** Into the bin and out of it; `NotFoundError` when there is no such portfolio. Doing it twice is doing it once. */
  deletePortfolio(id: string): Promise<Portfolio>;
  restorePortfolio(id: string): Promise<Portfolio>;
  /** The portfolio's journal, also of one in the bin; `NotFoundError` when there is no such portfolio. */
  journal(portfolio: string): Promise<Journal>;
  /** What the user has dismissed of a portfolio's proposals; `NotFoundError` when there is no such portfolio. */
  dismissals(portfolio: string): Promise<Dismissals>;

  /** The fetching of the past that the user's portfolios need. */
  readonly backfill: BackfillJob;

  instruments(): Promise<Instrument[]>;
  instrument(id: string): Promise<Instrument | undefined>;
  /** Saves what has changed; saving the same again writes nothing. */
  saveInstrument(instrument: Instrument): Promise<Instrument>;

  /**
   * Removes what imports that never finished have left for more than a day, and returns how many items; and for good what
   * has been in the bin for its time.
   */
  sweep(): Promise<number>;
}

/** A listing is waited for, so it removes only so many items. */
const LISTING_REMOVES = 500;

export function createUserStore(table: Table, clock: Clock, journals: JournalCache, user: string): UserStore {
  const partition = userPartition(user);

  async function find(kind: string, id: string): Promise<Item | undefined> {
    return isKeyPart(id) ? table.get({ partition, sort: keyOf(kind, id) }) : undefined;
  }

  async function list(kind: string): Promise<Item[]> {
    return (await table.query({ partition, prefix: prefixOf(kind) })).items;
  }

  const removals = createRemovals({
    ...{ table, clock, user },
    look: (item) => ({ life: lifeOf(item), mayGo: isOver(readPortfolio(item), clock) }),
  });

  /** Removes those whose time in the bin is over; returns the others. */
  async function emptyBin(budget: Budget): Promise<Portfolio[]> {
    const kept: Portfolio[] = [];
    for (const item of await list("PORTFOLIO")) {
      const portfolio = readPortfolio(item);
      if (isOver(portfolio, clock)) await removals.remove(portfolio.id, lifeOf(item), budget);
      else kept.push(portfolio);
    }
    return kept;
  }

  async function putPortfolio(
    portfolio: Omit<Portfolio, "version">,
    expected: Expected,
    life: number,
  ): Promise<Portfolio> {
    const sort = keyOf("PORTFOLIO", portfolio.id);
    readable(`Portfolio ${portfolio.id}`, portfolioSchema(), { ...portfolio, version: 1 });
    return readPortfolio(
      await table.put({ partition, sort, value: toStored({ ...portfolio, life: life || undefined }) }, expected),
    );
  }

  async function changePortfolio(id: string, change: (portfolio: Portfolio) => Portfolio): Promise<Portfolio> {
    for (;;) {
      const item = await find("PORTFOLIO", id);
      if (!item) throw new NotFoundError(`There is no portfolio ${id}.`);
      const portfolio = readPortfolio(item);
      const { version, ...changed } = change(portfolio);
      if (canonicalJson({ ...changed, version }) === canonicalJson(portfolio)) return portfolio;
      try {
        return await putPortfolio(changed, version, lifeOf(item));
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
  }

  return {
    user,
    backfill: createBackfillJob(table, clock, user),

    async settings() {
      const item = await table.get({ partition, sort: "SETTINGS" });
      return item && readSettings(item);
    },

    async saveSettings(settings, expectedVersion) {
      const { version: _, ...value } = readable("Settings", settingsSchema(), { ...settings, version: 1 });
      return readSettings(
        await table.put({ partition, sort: "SETTINGS", value: toStored(value) }, expectedVersion || "absent"),
      );
    },

    async portfolios({ deleted = false } = {}) {
      const budget = { items: LISTING_REMOVES };
      const portfolios = await emptyBin(budget);
      if (deleted) await removals.resume(budget);
      return portfolios
        .filter((portfolio) => (portfolio.deletedAt !== undefined) === deleted)
        .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
    },

    async portfolio(id) {
      const item = await find("PORTFOLIO", id);
      return item && readPortfolio(item);
    },

    async savePortfolio(draft, expectedVersion) {
      for (;;) {
        const item = await find("PORTFOLIO", draft.id);
        const stored = item && readPortfolio(item);
        const repeated = expectedVersion === 0 && stored?.version === 1;
        if (repeated && canonicalJson({ ...stored, ...draft }) === canonicalJson(stored)) return stored;
        if ((stored?.version ?? 0) !== expectedVersion) {
          throw new ConflictError(
            `Portfolio ${draft.id} is at version ${stored?.version ?? 0}, not at ${expectedVersion}.`,
          );
        }
        const createdAt = stored?.createdAt ?? new Date(clock()).toISOString();
        const life = item ? lifeOf(item) : isKeyPart(draft.id) ? await removals.nextLife(draft.id) : 0;
        const deleted = stored?.deletedAt === undefined ? {} : { deletedAt: stored.deletedAt };
        try {
          return await putPortfolio({ ...pickDraft(draft), createdAt, ...deleted }, expectedVersion || "absent", life);
        } catch (error) {
          // Somebody came between: perhaps with the same, which the next look tells.
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    },

    deletePortfolio: (id) =>
      changePortfolio(id, (portfolio) => ({ deletedAt: new Date(clock()).toISOString(), ...portfolio })),

    restorePortfolio: (id) => changePortfolio(id, ({ deletedAt: _, ...portfolio }) => portfolio),

    async journal(id) {
      const item = await find("PORTFOLIO", id);
      if (!item) throw new NotFoundError(`There is no portfolio ${id}.`);
      const place = { user, portfolio: id, life: lifeOf(item) };
      return createJournal(table, clock, place, journals.open(partitionOf(place)));
    },

    async dismissals(id) {
      const item = await find("PORTFOLIO", id);
      if (!item) throw new NotFoundError(`There is no portfolio ${id}.`);
      return createDismissals(table, partitionOf({ user, portfolio: id, life: lifeOf(item) }));
    },

    async instruments() {
      return (await list("INSTRUMENT")).map(readInstrument);
    },

    async instrument(id) {
      const item = await find("INSTRUMENT", id);
      return item && readInstrument(item);
    },

    async saveInstrument(instrument) {
      const sort = keyOf("INSTRUMENT", instrument.id);
      const stored = await table.get({ partition, sort });
      const value = toStored(readable(`Instrument ${instrument.id}`, instrumentSchema(), instrument));
      if (stored && canonicalJson(stored.value) === canonicalJson(value)) return readInstrument(stored);
      return readInstrument(await table.put({ partition, sort, value }, "any"));
    },

    async sweep() {
      const swept = await sweepSegments(table, clock, user);
      const budget = { items: Number.POSITIVE_INFINITY };
      await emptyBin(budget);
      await removals.resume(budget);
      return swept;
    },
  };
}

function pickDraft(draft: PortfolioDraft): PortfolioDraft {
  const { id, name, sample } = draft;
  return { id, name, sample, ...pickSettings(draft) };
}

function readSettings(item: Item): UserSettings {
  return readStored(item, (members) => settingsSchema().parse({ ...members, version: item.version }) as UserSettings);
}

function readPortfolio(item: Item): Portfolio {
  return readStored(
    item,
    ({ life: _, ...members }) => portfolioSchema().parse({ ...members, version: item.version }) as Portfolio,
  );
}

function lifeOf(item: Item): number {
  return readStored(item, ({ life }) => Number(life ?? 0));
}

function readInstrument(item: Item): Instrument {
  return readStored(item, (members) => instrumentSchema().parse(members) as Instrument);
}
