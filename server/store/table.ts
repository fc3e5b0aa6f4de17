/** What an item can hold: JSON values, and bytes. */
export type ItemValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly ItemValue[]
  | { readonly [name: string]: ItemValue };

export interface ItemKey {
  partition: string;
  sort: string;
}

export interface Item extends ItemKey {
  /** 1 when first put, one more with each change; what compare-and-set compares. */
  version: number;
  value: { readonly [name: string]: ItemValue };
  /** UTC instant (epoch seconds) from which the item counts as absent, whatever has been swept. */
  expiresAt?: number;
}

/** What must be true of the stored item for a write to happen: absent, at this version, or anything. */
export type Expected = "absent" | "any" | number;

export interface Query {
  partition: string;
  /** Only sort keys that start so. Prefix, range and `after` hold together. */
  prefix?: string;
  /** Only sort keys from here on (inclusive) and up to there (inclusive). */
  from?: string;
  to?: string;
  /** At most so many items a page, at least 1; without it, one page has them all. */
  limit?: number;
  /** Continue behind this sort key: the `next` of the page before. */
  after?: string;
  descending?: boolean;
}

export interface Page {
  items: Item[];
  /** Set when there is more: at least one item that was there when this page was read. */
  next?: string;
}

/**
 * The store's few operations: one item at a time, one partition at a time, strongly consistent.
 * Expired items count as absent when read or compared. Sort keys order by their UTF-8 bytes. What is put in and what comes
 * out are copies.
 */
export interface Table {
  get(key: ItemKey): Promise<Item | undefined>;
  /** Writes and returns the item with its new version; throws `ConflictError` when `expected` does not hold. */
  put(item: ItemKey & Pick<Item, "value" | "expiresAt">, expected: Expected): Promise<Item>;
  query(query: Query): Promise<Page>;
  /** Removes the item; throws `ConflictError` when `expected` does not hold. Deleting what is absent under "any" is fine. */
  delete(key: ItemKey, expected: Expected): Promise<void>;
  close(): Promise<void>;
}

/** The time, in milliseconds since 1970. An argument everywhere, so that tests can move it. */
export type Clock = () => number;

/** Somebody else wrote first. */
export class ConflictError extends Error {
  override name = "ConflictError";
}

/** The value is larger than any of the tables can hold. Nothing was written. */
export class ItemTooLargeError extends Error {
  override name = "ItemTooLargeError";
}

/** The table did not answer, however often it was asked. A write may have happened; writing it again is safe. */
export class TableUnavailableError extends Error {
  override name = "TableUnavailableError";
}

/** The largest value an item may have, as bytes of its JSON text (bytes count as base64): DynamoDB's 400 KB with room for keys. */
export const MAX_ITEM_BYTES = 380_000;
