import { checkKey, checkPartition, nameOf, secondOf, textOfItem } from "./item-rules.ts";
import { type Bound, compareBytes, sortRange } from "./sort-range.ts";
import {
  type Clock,
  ConflictError,
  type Expected,
  type Item,
  type ItemKey,
  type Page,
  type Query,
  type Table,
} from "./table.ts";
import { readValue } from "./value-text.ts";

/** An item as it is kept: its value as text, so that what was put in cannot be changed from outside. */
interface Kept {
  sort: string;
  version: number;
  text: string;
  expiresAt: number | undefined;
}

/** Holds its items in memory, ordered; gone with the process. */
export function createMemoryTable({ clock }: { clock: Clock }): Table {
  const partitions = new Map<string, Kept[]>();

  function find({ partition, sort }: ItemKey) {
    const rows = partitions.get(partition) ?? [];
    const index = firstAtOrAbove(rows, sort);
    const row = rows[index]?.sort === sort ? rows[index] : undefined;
    return { rows, index, row, live: row && isLive(row) ? row : undefined };
  }

  function isLive(row: Kept): boolean {
    return row.expiresAt === undefined || row.expiresAt > secondOf(clock);
  }

  return {
    async get(key) {
      checkKey(key);
      const { live } = find(key);
      return live && itemOf(key.partition, live);
    },

    async put(item, expected) {
      const text = textOfItem(item);
      const { rows, index, row, live } = find(item);
      expect(item, live, expected);
      const kept: Kept = { sort: item.sort, version: (live?.version ?? 0) + 1, text, expiresAt: item.expiresAt };
      rows.splice(index, row ? 1 : 0, kept);
      partitions.set(item.partition, rows);
      return itemOf(item.partition, kept);
    },

    async query(query) {
      checkPartition(query.partition);
      const range = sortRange(query);
      const rows = partitions.get(query.partition) ?? [];
      if (!range) return { items: [] };
      const start = range.low ? firstAtOrAbove(rows, range.low.key, !range.low.inclusive) : 0;
      const end = range.high ? firstAtOrAbove(rows, range.high.key, range.high.inclusive) : rows.length;
      const found = rows.slice(start, end).filter(isLive);
      if (query.descending) found.reverse();
      return pageOf(found, query);
    },

    async delete(key, expected) {
      checkKey(key);
      const { rows, index, row, live } = find(key);
      expect(key, live, expected);
      if (row) rows.splice(index, 1);
      if (rows.length === 0) partitions.delete(key.partition);
    },

    async close() {},
  };
}

function expect(key: ItemKey, live: Kept | undefined, expected: Expected): void {
  if (expected === "any") return;
  if (expected === "absent" ? live : live?.version !== expected) {
    throw new ConflictError(`${nameOf(key)}: expected ${expected}, found ${live?.version ?? "absent"}.`);
  }
}

function pageOf(found: Kept[], { partition, limit = Infinity }: Query): Page {
  const items = found.slice(0, limit).map((row) => itemOf(partition, row));
  const last = items.at(-1);
  return found.length > items.length && last ? { items, next: last.sort } : { items };
}

function itemOf(partition: string, { sort, version, text, expiresAt }: Kept): Item {
  return { partition, sort, version, value: readValue(text), ...(expiresAt !== undefined && { expiresAt }) };
}

/** The place of the first row at `key` or above it, or above it only. */
function firstAtOrAbove(rows: readonly Kept[], key: Bound["key"], above = false): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareBytes((rows[middle] as Kept).sort, key);
    if (order < 0 || (above && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
