import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { entrySort, keyOf, prefixOf } from "./keys.ts";
import { FORMAT, fromStored } from "./stored.ts";
import type { Item, Table } from "./table.ts";
import { readValue, writeValue } from "./value-text.ts";

/** A sealed range of a journal's items, from one number to another. */
export interface Pack {
  from: number;
  to: number;
  items: Item[];
}

/** So many entries make a pack. */
export const PACK_ENTRIES = 256;
const MAX_PACK_BYTES = 250_000;
const BROTLI_QUALITY = 9;

/**
 * Keeps a range of entries once more, compressed: reading a journal anew then costs a tenth. Entries never change, so a
 * pack is right for ever, and one that is missing costs nothing but time.
 */
export async function writePack(table: Table, partition: string, from: number, to: number): Promise<void> {
  const { items } = await table.query({ partition, from: entrySort(from), to: entrySort(to) });
  const text = JSON.stringify(items.map((item) => writeValue(item.value)));
  const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  if (items.length !== to - from + 1 || packed.length > MAX_PACK_BYTES) return;
  const value = { format: FORMAT, bytes: new Uint8Array(packed) };
  await table.put({ partition, sort: packSort(from, to), value }, "any");
}

/** The packs of a journal that can be read, in order. */
export async function readPacks(table: Table, partition: string): Promise<Pack[]> {
  const { items } = await table.query({ partition, prefix: prefixOf("P") });
  return items.flatMap((item) => {
    const [from = 0, to = 0] = item.sort.slice(prefixOf("P").length).split("-").map(Number);
    const values = valuesOf(item);
    if (values?.length !== to - from + 1) return [];
    const entries = values.map((text, index) => ({
      ...{ partition, sort: entrySort(from + index), version: 1 },
      value: readValue(text),
    }));
    return [{ from, to, items: entries }];
  });
}

/** Undefined when it cannot be read: it is a cache, and what it holds stands in the entries' own items. */
function valuesOf(item: Item): string[] | undefined {
  try {
    return JSON.parse(brotliDecompressSync(fromStored(item).bytes as Uint8Array).toString());
  } catch {
    return undefined;
  }
}

function packSort(from: number, to: number): string {
  return keyOf("P", `${entrySort(from).slice(2)}-${entrySort(to).slice(2)}`);
}
