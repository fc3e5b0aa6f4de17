import { createHash, randomUUID } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { StoredDataError } from "./errors.ts";
import { journalPartition, keyOf, prefixOf, userPartition } from "./keys.ts";
import { FORMAT, readStored, toStored } from "./stored.ts";
import type { Clock, Item, ItemKey, Table } from "./table.ts";

/** How an entry names the segments that hold what is too big for its own item. */
export interface SegmentsRef {
  import: string;
  count: number;
  sha256: string;
}

/** Segments that are written, and since when. */
export interface WrittenSegments {
  ref: SegmentsRef;
  startedAt: number;
}

/** Segments that no entry names after so long belong to an import that never finished. */
export const UNNAMED_LIFE_MS = 24 * 60 * 60 * 1000;

const SEGMENT_BYTES = 100_000;
/** On imports, whose ids count up, a quarter smaller than deflate and as fast. */
const BROTLI_QUALITY = 5;

/** Where a user's journal and its unfinished imports are. */
export interface JournalPlace {
  user: string;
  portfolio: string;
  /** See `journalPartition`. */
  life: number;
}

export const partitionOf = ({ user, portfolio, life }: JournalPlace) => journalPartition(user, portfolio, life);

/**
 * Writes text in segments. An intent is written first, so that an import that dies leaves a trace to sweep by; each
 * attempt has its own name, so that two never mix.
 */
export async function writeSegments(
  table: Table,
  clock: Clock,
  place: JournalPlace,
  text: string,
): Promise<WrittenSegments> {
  const startedAt = clock();
  const bytes = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  const count = Math.ceil(bytes.length / SEGMENT_BYTES);
  const ref: SegmentsRef = { import: randomUUID(), count, sha256: createHash("sha256").update(bytes).digest("hex") };

  await table.put(
    { ...intentKey(place, ref.import), value: toStored({ startedAt, life: place.life || undefined }) },
    "absent",
  );
  for (let part = 0; part < count; part++) {
    const slice = new Uint8Array(bytes.subarray(part * SEGMENT_BYTES, (part + 1) * SEGMENT_BYTES));
    await table.put({ ...segmentKey(place, ref.import, part + 1), value: { format: FORMAT, bytes: slice } }, "absent");
  }
  return { ref, startedAt };
}

/** The text of segments that an entry names; they are all there and as they were written, or it throws. */
export async function readSegments(table: Table, entry: ItemKey, ref: SegmentsRef): Promise<string> {
  const { items } = await table.query({ partition: entry.partition, prefix: prefixOf("S", ref.import) });
  const parts = items.map((item) =>
    readStored(item, ({ bytes }) => (bytes instanceof Uint8Array ? bytes : new Uint8Array())),
  );
  const bytes = Buffer.concat(parts);
  if (parts.length !== ref.count || createHash("sha256").update(bytes).digest("hex") !== ref.sha256) {
    throw new StoredDataError(entry, `it names ${ref.count} segments, and ${parts.length} are there or they differ.`);
  }
  return brotliDecompressSync(bytes).toString();
}

/** Removes the segments of this user's imports that began more than a day ago and never got their entry. Returns how many. */
export async function sweepSegments(table: Table, clock: Clock, user: string): Promise<number> {
  const intents = await table.query({ partition: userPartition(user), prefix: prefixOf("IMPORT") });
  let swept = 0;
  for (const intent of intents.items) {
    const startedAt = readStored(intent, (members) => Number(members.startedAt));
    if (clock() < startedAt + UNNAMED_LIFE_MS) continue;
    const [, portfolio = "", importId = ""] = intent.sort.split("#");
    const partition = partitionOf({ user, portfolio, life: lifeOf(intent) });
    if (!(await isNamed(table, partition, importId))) {
      const { items } = await table.query({ partition, prefix: prefixOf("S", importId) });
      for (const segment of items) await table.delete(segment, "any");
      swept += items.length;
    }
    // Last, so that a sweep that dies is taken up again.
    await table.delete(intent, "any");
  }
  return swept;
}

/** Forgets the imports of a journal that is gone with all its segments. */
export async function deleteIntents(table: Table, { user, portfolio, life }: JournalPlace): Promise<void> {
  const intents = await table.query({ partition: userPartition(user), prefix: prefixOf("IMPORT", portfolio) });
  for (const intent of intents.items) if (lifeOf(intent) === life) await table.delete(intent, "any");
}

function lifeOf(intent: Item): number {
  return readStored(intent, ({ life }) => Number(life ?? 0));
}

async function isNamed(table: Table, partition: string, importId: string): Promise<boolean> {
  const { items } = await table.query({ partition, prefix: prefixOf("E") });
  return items.some((item) =>
    readStored(item, ({ segments }) => (segments as unknown as SegmentsRef | undefined)?.import === importId),
  );
}

function intentKey(place: JournalPlace, importId: string): ItemKey {
  return { partition: userPartition(place.user), sort: keyOf("IMPORT", place.portfolio, importId) };
}

function segmentKey(place: JournalPlace, importId: string, part: number): ItemKey {
  return { partition: partitionOf(place), sort: keyOf("S", importId, String(part).padStart(3, "0")) };
}
