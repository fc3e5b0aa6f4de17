import { type Clock, type Item, type ItemKey, ItemTooLargeError, MAX_ITEM_BYTES } from "./table.ts";
import { writeValue } from "./value-text.ts";

// What holds for items in every table, so that a laptop does not accept what the cloud refuses.

/** DynamoDB's limits, in UTF-8 bytes. */
const MAX_PARTITION_BYTES = 2048;
const MAX_SORT_BYTES = 1024;

/** The value as text, once key, size and expiry are such that every table takes them. */
export function textOfItem(item: ItemKey & Pick<Item, "value" | "expiresAt">): string {
  checkKey(item);
  const { expiresAt } = item;
  if (expiresAt !== undefined && !Number.isSafeInteger(expiresAt)) {
    throw new TypeError(`${nameOf(item)}: expiresAt ${expiresAt} is not a whole number of seconds.`);
  }
  const text = writeValue(item.value);
  const size = Buffer.byteLength(text);
  if (size > MAX_ITEM_BYTES) {
    throw new ItemTooLargeError(
      `${nameOf(item)} has ${size} bytes; an item has at most ${MAX_ITEM_BYTES}. It was not written.`,
    );
  }
  return text;
}

export function checkPartition(partition: string): void {
  checkKeyText(partition, MAX_PARTITION_BYTES);
}

export function checkKey(key: ItemKey): void {
  checkPartition(key.partition);
  checkKeyText(key.sort, MAX_SORT_BYTES);
}

export function nameOf(key: ItemKey): string {
  return `${key.partition} / ${key.sort}`;
}

/** The second from which on an item that expires then is absent. */
export function secondOf(clock: Clock): number {
  return Math.floor(clock() / 1000);
}

function checkKeyText(text: string, maxBytes: number): void {
  const size = Buffer.byteLength(text);
  if (size === 0 || size > maxBytes || !text.isWellFormed()) {
    throw new TypeError(
      `A key of ${size} bytes ("${text.slice(0, 40)}") is not one of 1 to ${maxBytes} bytes of UTF-8.`,
    );
  }
}
