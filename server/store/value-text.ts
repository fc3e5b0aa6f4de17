import type { Item, ItemValue } from "./table.ts";

/** The name under which bytes stand in JSON text; values' own names that begin with it get one more. */
const BYTES = "$bytes";

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** How bytes stand in the text: base64, or the place in a list kept beside it. */
export interface BytesText {
  write(bytes: Uint8Array): Json;
  read(json: Json): Uint8Array;
}

export const base64Bytes: BytesText = {
  write: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
  read: (json) => new Uint8Array(Buffer.from(String(json), "base64")),
};

/** A value as JSON text that reads back the same, bytes included. */
export function writeValue(value: Item["value"], bytes: BytesText = base64Bytes): string {
  return JSON.stringify(toJson(value, bytes));
}

export function readValue(text: string, bytes: BytesText = base64Bytes): Item["value"] {
  return fromJson(JSON.parse(text), bytes) as Item["value"];
}

function toJson(value: ItemValue, bytes: BytesText): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    // JSON would silently turn these into null.
    if (!Number.isFinite(value)) throw new TypeError(`An item's value holds ${value}, which JSON cannot say.`);
    return value;
  }
  if (value instanceof Uint8Array) return { [BYTES]: bytes.write(value) };
  if (Array.isArray(value)) return value.map((element) => toJson(element, bytes));
  if (typeof value !== "object") throw new TypeError(`An item's value holds a ${typeof value}.`);

  const json: { [name: string]: Json } = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    define(json, name.startsWith(BYTES) ? `${name}$` : name, toJson(member, bytes));
  }
  return json;
}

function fromJson(json: Json, bytes: BytesText): ItemValue {
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map((element) => fromJson(element, bytes));
  if (BYTES in json) return bytes.read(json[BYTES] as Json);

  const value: { [name: string]: ItemValue } = {};
  for (const [name, member] of Object.entries(json)) {
    define(value, name.startsWith(BYTES) ? name.slice(0, -1) : name, fromJson(member, bytes));
  }
  return value;
}

/** Assigning `__proto__` would set the prototype instead of a member. */
function define<T>(object: { [name: string]: T }, name: string, value: T): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
