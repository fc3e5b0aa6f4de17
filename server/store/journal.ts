import type { Entry, EntryDraft } from "@tickfolio/engine";
import { bulkOf, entryValue, INLINE_BYTES, readableEntry, readEntryItem } from "./entry.ts";
import { AlreadyWrittenError, StoredDataError } from "./errors.ts";
import { inTurn, type KnownJournal } from "./journal-cache.ts";
import { entrySort, prefixOf } from "./keys.ts";
import { absorbed, entriesOf, type KnownPacks, PACK_SIZE, type Pack, readPacks, sizeOf, writePack } from "./packs.ts";
import { type JournalPlace, partitionOf, UNNAMED_LIFE_MS, type WrittenSegments, writeSegments } from "./segments.ts";
import { canonicalJson } from "./stored.ts";
import { type Clock, ConflictError, type Table } from "./table.ts";

/** A portfolio's journal: it only grows, one entry at a time. What it answers was true when it was asked. */
export interface Journal {
  /** Entries in order, those after the given number or all. */
  entries(after?: number): Promise<readonly Entry[]>;
  find(id: string): Promise<Entry | undefined>;
  /** The pack that begins behind that number, as it is stored: to be sent on unread. Undefined when there is none. */
  pack(after: number): Promise<Pack | undefined>;
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
    for (const pack of known.entries.length === 0 ? (await packs()).packs : []) {
      await readEntries(pack.from - 1);
      // Beginning where we are; one that does not, or cannot be read, is left out as if it were not there.
      if (pack.from === known.entries.length + 1) for (const entry of (await entriesOf(pack)) ?? []) remember(entry);
    }
    await readEntries();
  }

  async function packs(): Promise<KnownPacks> {
    known.packs ??= await readPacks(table, partition);
    return known.packs;
  }

  /** Reads the entries' own items behind those that are known, up to a number or to the end. */
  async function readEntries(to?: number): Promise<void> {
    const after = known.entries.length;
    if (to !== undefined && to <= after) return;
    for (const entry of await itemsAfter(after, to)) remember(entry);
  }

  async function itemsAfter(after: number, to?: number): Promise<Entry[]> {
    const end = to === undefined ? { prefix: prefixOf("E") } : { to: entrySort(to) };
    const { items } = await table.query({ partition, ...end, after: entrySort(after) });
    const entries: Entry[] = [];
    for (const item of items) {
      const entry = await readEntryItem(table, item);
      const expected = after + entries.length + 1;
      if (entry.number !== expected) {
        throw new StoredDataError(item, `entry ${expected}, which comes before it, is missing.`);
      }
      entries.push(entry);
    }
    return entries;
  }

  function remember(entry: Entry): void {
    known.entries.push(entry);
    known.byId.set(entry.id, entry);
  }

  /** Seals what is behind the last pack once there is enough of it. The entry is written whatever becomes of this. */
  async function seal(): Promise<void> {
    try {
      const { packs: before, leftOver } = await packs();
      const loose = known.entries.slice(before.at(-1)?.to ?? 0);
      const size = loose.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (size < PACK_SIZE) return;
      const taken = absorbed(before, size);
      const from = taken[0]?.from ?? loose[0]!.number;
      const made = await writePack(table, partition, known.entries.slice(from - 1));
      known.packs = { packs: [...before.slice(0, before.length - taken.length), made], leftOver: [] };
      for (const key of [...leftOver, ...taken.flatMap(({ keys }) => keys)]) await table.delete(key, "any");
    } catch {
      // What is missing or left over costs nothing but time. The next look is at what there is.
      known.packs = undefined;
    }
  }

  async function lastNumber(): Promise<number> {
    const { items } = await table.query({ partition, prefix: prefixOf("E"), descending: true, limit: 1 });
    return items[0] ? Number(items[0].sort.slice(prefixOf("E").length)) : 0;
  }

  return {
    entries: (after = 0) =>
      inTurn(known, async () => {
        // Who has the packs already asks for what is behind them, which needs no look at what is in them.
        if (known.entries.length === 0 && after > 0) return itemsAfter(after);
        await catchUp();
        return known.entries.slice(after);
      }),

    pack: (after) => inTurn(known, async () => (await packs()).packs.find(({ from }) => from === after + 1)),

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
            await seal();
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
