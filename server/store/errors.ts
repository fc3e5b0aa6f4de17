import type { ItemKey } from "./table.ts";

/** What was asked for is not among what this user has. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}

/** An entry of this id is in the journal, with other contents. */
export class AlreadyWrittenError extends Error {
  override name = "AlreadyWrittenError";
}

/** What is stored does not read as what it should be. Our fault, never the asker's. */
export class StoredDataError extends Error {
  override name = "StoredDataError";

  constructor(key: ItemKey, what: string, options?: ErrorOptions) {
    super(`Stored item ${key.partition} / ${key.sort}: ${what}`, options);
  }
}
