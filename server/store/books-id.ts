import { randomUUID } from "node:crypto";
import { readStored, toStored } from "./stored.ts";
import { ConflictError, type Table } from "./table.ts";

const KEY = { partition: "BOOKS", sort: "ID" };

/** The id of the books in a table: made once, and the same wherever the file is moved to. */
export async function booksIdOf(table: Table): Promise<string> {
  for (;;) {
    const item = await table.get(KEY);
    if (item) return readStored(item, ({ id }) => String(id));
    try {
      await table.put({ ...KEY, value: toStored({ id: `books_${randomUUID()}` }) }, "absent");
    } catch (error) {
      // Another program of the same folder was quicker; its id counts.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}
