import type { Portfolio } from "@tickfolio/engine";
import { journalPartition, keyOf, prefixOf, userPartition } from "./keys.ts";
import { deleteIntents } from "./segments.ts";
import { readStored, toStored } from "./stored.ts";
import { type Clock, ConflictError, type Item, type ItemKey, type Table } from "./table.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** What is in the bin longer than this is removed for good. */
export const BIN_DAYS = 30;
/** How long it is remembered that an id was used, so that nobody's late work on its first journal touches its second. */
const REMEMBERED_SECONDS = 365 * 24 * 60 * 60;
/** So many items are removed at the same time. */
const AT_ONCE = 25;

/** Until when a portfolio in the bin can be taken out again; undefined for one that is not in it. */
export function keptUntil({ deletedAt }: Portfolio): string | undefined {
  return deletedAt && new Date(Date.parse(deletedAt) + BIN_DAYS * DAY_MS).toISOString();
}

/** Whether its time in the bin is over. */
export function isOver(portfolio: Portfolio, clock: Clock): boolean {
  const until = keptUntil(portfolio);
  return until !== undefined && clock() >= Date.parse(until);
}

/** How many items a removal may still delete now; the rest is for the next time. */
export interface Budget {
  items: number;
}

/** What has come of a removal. */
interface Removal {
  /** Which life of the id was removed: an id that is used again has another journal. */
  life: number;
  isDone: boolean;
}

/** A user's removals. Each is a job with its own item: what it was about to do is written first, and any step can be its last. */
export interface Removals {
  /** Removes a portfolio that `mayGo` with its journal, as far as the budget goes. */
  remove(id: string, life: number, budget: Budget): Promise<void>;
  /** Takes up what was begun and not finished. */
  resume(budget: Budget): Promise<void>;
  /** The life a new portfolio of this id begins. */
  nextLife(id: string): Promise<number>;
}

interface Parts {
  table: Table;
  clock: Clock;
  user: string;
  /** Which life a portfolio's item is of, and whether it may go. */
  look(item: Item): { life: number; mayGo: boolean };
}

export function createRemovals({ table, clock, user, look }: Parts): Removals {
  const partition = userPartition(user);
  const keyFor = (id: string): ItemKey => ({ partition, sort: keyOf("REMOVAL", id) });

  async function known(id: string): Promise<Removal | undefined> {
    const item = await table.get(keyFor(id));
    return item && readRemoval(item);
  }

  async function carryOn(id: string, life: number, budget: Budget): Promise<void> {
    const key = { partition, sort: keyOf("PORTFOLIO", id) };
    const item = await table.get(key);
    const present = item && look(item);
    if (item && present?.life === life) {
      // It was taken out of the bin before anything of it had gone.
      if (!present.mayGo) return table.delete(keyFor(id), "any");
      try {
        await table.delete(key, item.version);
      } catch (error) {
        // Taken out at this very moment, or another process has it in hand: the next look tells.
        if (error instanceof ConflictError) return;
        throw error;
      }
    }
    if (!(await emptied(journalPartition(user, id, life), budget))) return;
    await deleteIntents(table, { user, portfolio: id, life });
    const expiresAt = Math.floor(clock() / 1000) + REMEMBERED_SECONDS;
    await table.put({ ...keyFor(id), value: toStored({ life, isDone: true }), expiresAt }, "any");
  }

  /** Whether nothing is left of a partition. */
  async function emptied(journal: string, budget: Budget): Promise<boolean> {
    for (;;) {
      const limit = Math.min(AT_ONCE, budget.items);
      if (limit <= 0) return false;
      const { items, next } = await table.query({ partition: journal, limit });
      await Promise.all(items.map((item) => table.delete(item, "any")));
      budget.items -= items.length;
      if (next === undefined) return true;
    }
  }

  return {
    async remove(id, life, budget) {
      const begun = await known(id);
      if (begun && !begun.isDone && begun.life !== life) {
        await carryOn(id, begun.life, budget);
        if (!(await known(id))?.isDone) return;
      }
      await table.put({ ...keyFor(id), value: toStored({ life, isDone: false }) }, "any");
      await carryOn(id, life, budget);
    },

    async resume(budget) {
      for (const item of (await table.query({ partition, prefix: prefixOf("REMOVAL") })).items) {
        const { life, isDone } = readRemoval(item);
        if (!isDone) await carryOn(item.sort.slice(prefixOf("REMOVAL").length), life, budget);
      }
    },

    async nextLife(id) {
      const removal = await known(id);
      return removal ? removal.life + 1 : 0;
    },
  };
}

function readRemoval(item: Item): Removal {
  return readStored(item, ({ life, isDone }) => ({ life: Number(life), isDone: isDone === true }));
}
