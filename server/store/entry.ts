import { type Entry, type EntryDraft, entrySchema } from "@tickfolio/engine";
import { StoredDataError } from "./errors.ts";
import { entrySort } from "./keys.ts";
import { readSegments, type SegmentsRef, type WrittenSegments } from "./segments.ts";
import { readable, readStored, toStored } from "./stored.ts";
import type { Item, Table } from "./table.ts";

/** An entry's JSON text is this long at most to stand in its own item; what is longer goes into segments. */
export const INLINE_BYTES = 100_000;

/** What makes an entry large: its transactions and voids. */
export function bulkOf({ transactions, voids }: EntryDraft): string {
  return JSON.stringify({ transactions, voids });
}

/** An entry's item: with all it records, or naming the segments that hold it. */
export function entryValue(entry: Entry, segments: WrittenSegments | undefined): Item["value"] {
  if (!segments) return toStored({ entry });
  const { transactions: _, voids: __, ...head } = entry;
  return toStored({ entry: head, segments: segments.ref });
}

export async function readEntryItem(table: Table, item: Item): Promise<Entry> {
  const { entry, segments } = readStored(
    item,
    (members) => members as unknown as { entry: object; segments?: SegmentsRef },
  );
  const bulk = segments ? JSON.parse(await readSegments(table, item, segments)) : {};
  const read = readStored(item, () => readEntry({ ...entry, ...bulk }));
  if (entrySort(read.number) !== item.sort) throw new StoredDataError(item, `its entry says number ${read.number}.`);
  return read;
}

/** The entry as it will be read back; refuses one that could not be. */
export function readableEntry(entry: Entry): Entry {
  return readable(`Entry ${entry.id}`, entrySchema(), entry);
}

/** An entry from its JSON, decimals and all; throws where it does not fit. */
export function readEntry(json: unknown): Entry {
  return entrySchema().parse(json) as Entry;
}
