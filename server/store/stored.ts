import { StoredDataError } from "./errors.ts";
import type { Item, ItemValue } from "./table.ts";

/** The format in which items are written. Older ones are still read; `stored.test.ts` keeps samples of each. */
export const FORMAT = 1;

export type Members = { readonly [name: string]: ItemValue };

/** A value as it is stored: as JSON makes it (decimals become text), with its format. */
export function toStored(value: object): Members {
  return { format: FORMAT, ...JSON.parse(JSON.stringify(value)) };
}

/** A stored value without its format; refuses what a newer version wrote. */
export function fromStored(item: Item): Members {
  const { format, ...members } = item.value;
  if (typeof format !== "number" || format < 1 || !Number.isInteger(format)) {
    throw new StoredDataError(item, "it says no format.");
  }
  if (format > FORMAT) {
    throw new StoredDataError(item, `a newer version wrote it (format ${format}; this one reads up to ${FORMAT}).`);
  }
  return members;
}

/** Reads with `read`; what it throws becomes an error that names the item. */
export function readStored<T>(item: Item, read: (members: Members) => T): T {
  const members = fromStored(item);
  try {
    return read(members);
  } catch (error) {
    throw new StoredDataError(item, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What a schema of the engine can do. */
export interface Schema {
  safeParse(json: unknown): { success: true; data: unknown } | { success: false; error: { issues: Problem[] } };
}

interface Problem {
  path: PropertyKey[];
  message: string;
}

/** A value as it will be read back; refuses one that could not be, before it is stored for ever. */
export function readable<T>(what: string, schema: Schema, value: T): T {
  const result = schema.safeParse(JSON.parse(JSON.stringify(value)));
  if (result.success) return result.data as T;
  const problem = result.error.issues[0];
  throw new TypeError(`${what} was not written: ${problem?.path.join(".")}: ${problem?.message}`);
}

/** The same text for the same JSON, in whatever order its members stand. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(JSON.parse(JSON.stringify(value)), (_, member) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
