import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import type { Entry } from "@tickfolio/engine";
import { type JournalColumns, readJournalColumns, writeJournalColumns } from "@tickfolio/protocol";
import { keyOf, prefixOf } from "./keys.ts";
import { fromStored, type Members, toStored } from "./stored.ts";
import type { Item, ItemKey, Table } from "./table.ts";

/** A sealed range of a journal, compressed, from one number to another. */
export interface Pack {
  from: number;
  to: number;
  /** Entries and transactions in it, together. */
  size: number;
  /** `JournalColumns` as JSON, in brotli: what a browser reads as it is. */
  bytes: Uint8Array;
  /** Where it stands. */
  keys: ItemKey[];
}

/** A journal's packs, and items that can go: of packs that larger ones have replaced, or that are not whole. */
export interface KnownPacks {
  packs: readonly Pack[];
  leftOver: readonly ItemKey[];
}

/** So many entries and transactions make a pack. */
export const PACK_SIZE = 512;
/** A pack is not made larger: it would take seconds. */
const LARGEST_PACK = 100_000;
const PART_BYTES = 250_000;
/** Two percent larger than the best that is quick enough, in a third of its time. */
const BROTLI_QUALITY = 5;

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** What an entry adds to a pack. */
export const sizeOf = ({ transactions }: Entry): number => 1 + transactions.length;

/**
 * Which of the packs at a journal's end a new one of `size` takes in: those less than twice as large. So there are never
 * many, and no entry is packed more often than the journal has doubled.
 */
export function absorbed(packs: readonly Pack[], size: number): Pack[] {
  const taken: Pack[] = [];
  let sum = size;
  for (const pack of packs.toReversed()) {
    if (pack.size >= sum * 2 || pack.size + sum > LARGEST_PACK) break;
    taken.unshift(pack);
    sum += pack.size;
  }
  return taken;
}

/**
 * Keeps a range of entries once more, compressed: reading a journal anew then costs a tenth. Entries never change, so a
 * pack is right for ever, and one that is missing costs nothing but time.
 */
export async function writePack(table: Table, partition: string, entries: readonly Entry[]): Promise<Pack> {
  const [from, to] = [entries[0]!.number, entries.at(-1)!.number];
  // There may be more behind it whenever it is read.
  const text = JSON.stringify(writeJournalColumns(entries, String(to)));
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  const bytes = new Uint8Array(await compress(text, { params }));
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  const parts = Math.ceil(bytes.length / PART_BYTES);
  const about = { size, parts, sha256: hashOf(bytes) };
  const keys = Array.from({ length: parts }, (_, index) => ({ partition, sort: packSort(from, to, index + 1) }));
  for (const [index, key] of keys.entries()) {
    const part = bytes.slice(index * PART_BYTES, (index + 1) * PART_BYTES);
    await table.put({ ...key, value: { ...toStored(about), bytes: part } }, "any");
  }
  return { from, to, size, bytes, keys };
}

/** The packs of a journal: those that are whole, in order, of those that begin at the same entry the longest; and what else lies there. */
export async function readPacks(table: Table, partition: string): Promise<KnownPacks> {
  const { items } = await table.query({ partition, prefix: prefixOf("P") });
  const whole = [...Map.groupBy(items, rangeOf).values()].flatMap((parts) => joined(parts) ?? []);
  whole.sort((a, b) => a.from - b.from || b.to - a.to);
  const packs: Pack[] = [];
  for (const pack of whole) if (pack.from > (packs.at(-1)?.to ?? 0)) packs.push(pack);
  const used = new Set(packs.flatMap(({ keys }) => keys.map(({ sort }) => sort)));
  const leftOver = items.filter((item) => !used.has(item.sort) && membersOf(item));
  return { packs, leftOver: leftOver.map(({ sort }) => ({ partition, sort })) };
}

/** A pack's entries; undefined when it cannot be read: it is a cache, and what it holds stands in the entries' own items. */
export async function entriesOf({ bytes, from, to }: Pack): Promise<Entry[] | undefined> {
  try {
    const entries = readJournalColumns(JSON.parse(await textOf(bytes)) as JournalColumns);
    return entries[0]?.number === from && entries.at(-1)?.number === to ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** A pack's JSON, for who does not take it compressed. */
export async function textOf(bytes: Uint8Array): Promise<string> {
  return (await decompress(bytes)).toString();
}

/** Undefined where a part is missing, or two writers' are mixed, or another version wrote them in another way. */
function joined(items: readonly Item[]): Pack | undefined {
  const [from = 0, to = 0] = rangeOf(items[0]!).split("-").map(Number);
  const read = items.map(membersOf);
  const { parts, size, sha256 } = read[0] ?? {};
  if (parts !== items.length || typeof size !== "number") return undefined;
  const bytes = Buffer.concat(read.map((members) => (members?.bytes instanceof Uint8Array ? members.bytes : EMPTY)));
  if (hashOf(bytes) !== sha256) return undefined;
  const keys = items.map(({ partition, sort }) => ({ partition, sort }));
  return { from, to, size, bytes: new Uint8Array(bytes), keys };
}

const EMPTY = new Uint8Array();

function membersOf(item: Item): Members | undefined {
  try {
    return fromStored(item);
  } catch {
    return undefined;
  }
}

/** `P#<from>-<to>#<part>`; the first version's had no parts. */
function rangeOf({ sort }: Item): string {
  return sort.split("#")[1] ?? "";
}

function packSort(from: number, to: number, part: number): string {
  const padded = (number: number) => String(number).padStart(9, "0");
  return keyOf("P", `${padded(from)}-${padded(to)}`, padded(part).slice(-3));
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
