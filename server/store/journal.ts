import type { Entry, EntryDraft } from "@tickfolio/engine";
import { bulkOf, entryValue, INLINE_BYTES, readableEntry, readEntryItem } from "./entry.ts";
import { AlreadyWrittenError, StoredDataError } from "./errors.ts";
import { inTurn, type KnownJournal } from "./journal-cache.ts";
import { entrySort, prefixOf } from "./keys.ts";
import { PACK_ENTRIES, readPacks, writePack } from "./packs.ts";
import { type JournalPlace, partitionOf, UNNAMED_LIFE_MS, type WrittenSegments, writeSegments } from "./segments.ts";
import { canonicalJson } from "./stored.ts";
import { type Clock, ConflictError, type Item, type Table } from "./table.ts";

/** A portfolio's journal: it only grows, one entry at a time. What it answers was true when it was asked. */
export interface Journal {
  /** Entries in order, those after the given number or all. */
  entries(after?: number): Promise<readonly Entry[]>;
  find(id: string): Promise<Entry | undefined>;
  /** The number of the last entry; 0 when there is none. */
  length(): Promise<number>;
  /**
   * Writes an entry behind all others and returns it with its number. The same id with the same content answers what is
   * written; with other content it throws `AlreadyWrittenError`. `check` sees all entries before this one and may throw: between
   * its look and the write nobody else's entry comes.
   */
  append(
    draft: EntryDraft,
    written: { at: string; by: string },
    check?: (entries: readonly Entry[]) => void,
  ): Promise<Entry>;
}

export function createJournal(table: Table, clock: Clock, place: JournalPlace, known: KnownJournal): Journal {
  const partition = partitionOf(place);

  /** Reads what others have written since. */
  async function catchUp(): Promise<void> {
    const packs = known.entries.length === 0 ? await readPacks(table, partition) : [];
    for (const pack of packs) {
      await readEntries(pack.from - 1);
      // Beginning where we are; one that does not is left out, as if it were not there.
      if (pack.from === known.entries.length + 1) await take(pack.items);
    }
    await readEntries();
  }

  /** Reads the entries' own items, up to a number or to the end. */
  async function readEntries(to?: number): Promise<void> {
    const after = known.entries.length;
    if (to !== undefined && to <= after) return;
    const end = to === undefined ? { prefix: prefixOf("E") } : { to: entrySort(to) };
    await take((await table.query({ partition, ...end, after: entrySort(after) })).items);
  }

  async function take(items: readonly Item[]): Promise<void> {
    for (const item of items) {
      const entry = await readEntryItem(table, item);
      if (entry.number !== known.entries.length + 1) {
        throw new StoredDataError(item, `entry ${known.entries.length + 1}, which comes before it, is missing.`);
      }
      remember(entry);
    }
  }

  function remember(entry: Entry): void {
    known.entries.push(entry);
    known.byId.set(entry.id, entry);
  }

  /** The entry is written whatever becomes of this; a pack that is missing costs nothing but time. */
  async function pack(to: number): Promise<void> {
    await writePack(table, partition, to - PACK_ENTRIES + 1, to).catch(() => {});
  }

  async function lastNumber(): Promise<number> {
    const { items } = await table.query({ partition, prefix: prefixOf("E"), descending: true, limit: 1 });
    return items[0] ? Number(items[0].sort.slice(prefixOf("E").length)) : 0;
  }

  return {
    entries: (after = 0) =>
      inTurn(known, async () => {
        await catchUp();
        return known.entries.slice(after);
      }),

    find: (id) =>
      inTurn(known, async () => {
        // What is written stays as it is, so what is known needs no second look.
        if (!known.byId.has(id)) await catchUp();
        return known.byId.get(id);
      }),

    length: () =>
      inTurn(known, async () => {
        if (known.entries.length === 0) return lastNumber();
        await catchUp();
        return known.entries.length;
      }),

    append: (draft, { at, by }, check) =>
      inTurn(known, async () => {
        const content = readableEntry({ ...pick(draft), number: 1, at, by });
        const bulk = bulkOf(content);
        const isLarge = Buffer.byteLength(bulk) > INLINE_BYTES;
        let segments: WrittenSegments | undefined;
        for (;;) {
          await catchUp();
          const written = known.byId.get(draft.id);
          if (written) return sameOrThrow(written, content);
          check?.(known.entries);

          if (isLarge && !isFresh(segments, clock)) segments = await writeSegments(table, clock, place, bulk);
          const entry: Entry = { ...content, number: known.entries.length + 1 };
          try {
            await table.put({ partition, sort: entrySort(entry.number), value: entryValue(entry, segments) }, "absent");
            remember(entry);
            if (entry.number % PACK_ENTRIES === 0) await pack(entry.number);
            return entry;
          } catch (error) {
            // Somebody else has this number; the next may be free.
            if (!(error instanceof ConflictError)) throw error;
          }
        }
      }),
  };
}

function sameOrThrow(written: Entry, draft: EntryDraft): Entry {
  if (canonicalJson(pick(written)) === canonicalJson(pick(draft))) return written;
  throw new AlreadyWrittenError(`${draft.id} is written with other contents, as entry ${written.number}.`);
}

function pick({ id, reason, transactions, voids }: EntryDraft): EntryDraft {
  return { id, reason, transactions, voids };
}

/** A machine that slept through half of the segments' life writes them again rather than race the sweep. */
function isFresh(segments: WrittenSegments | undefined, clock: Clock): boolean {
  return segments !== undefined && clock() < segments.startedAt + UNNAMED_LIFE_MS / 2;
}
