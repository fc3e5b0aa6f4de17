import type { Attribute, Attributes } from "./dynamo-client.ts";
import type { Item, ItemKey } from "./table.ts";
import { type BytesText, readValue, writeValue } from "./value-text.ts";

/** The attributes of an item in DynamoDB. The deployment's table names the first two as its keys and `expiresAt` as its TTL. */
export const ATTRIBUTE = {
  partition: "partition",
  sort: "sort",
  version: "version",
  /** The value as JSON text; its bytes stand in `bytes`, by their place. */
  value: "value",
  bytes: "bytes",
  expiresAt: "expiresAt",
  /** Made anew for each write, so that one whose answer was lost knows itself again. */
  token: "token",
  /** The token of the write before. */
  before: "before",
} as const;

export function keyAttributes({ partition, sort }: ItemKey): Attributes {
  return { [ATTRIBUTE.partition]: { S: partition }, [ATTRIBUTE.sort]: { S: sort } };
}

/** A value as attributes. JSON text keeps every double, which DynamoDB's own numbers do not. */
export function valueAttributes(value: Item["value"]): Attributes {
  const bytes: Attribute[] = [];
  const place: BytesText = {
    write: (part) =>
      bytes.push({ B: Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("base64") }) - 1,
    read: () => new Uint8Array(),
  };
  const text = writeValue(value, place);
  return { [ATTRIBUTE.value]: { S: text }, ...(bytes.length > 0 && { [ATTRIBUTE.bytes]: { L: bytes } }) };
}

export function itemOf(attributes: Attributes): Item {
  const list = attributes[ATTRIBUTE.bytes];
  const bytes = list && "L" in list ? list.L : [];
  const place: BytesText = {
    write: () => null,
    read: (index) => {
      const part = bytes[Number(index)];
      return new Uint8Array(Buffer.from(part && "B" in part ? part.B : "", "base64"));
    },
  };
  const expiresAt = numberOf(attributes, ATTRIBUTE.expiresAt);
  return {
    partition: textOf(attributes, ATTRIBUTE.partition) ?? "",
    sort: textOf(attributes, ATTRIBUTE.sort) ?? "",
    version: numberOf(attributes, ATTRIBUTE.version) ?? 0,
    value: readValue(textOf(attributes, ATTRIBUTE.value) ?? "{}", place),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

export function textOf(attributes: Attributes, name: string): string | undefined {
  const attribute = attributes[name];
  return attribute && "S" in attribute ? attribute.S : undefined;
}

export function numberOf(attributes: Attributes, name: string): number | undefined {
  const attribute = attributes[name];
  return attribute && "N" in attribute ? Number(attribute.N) : undefined;
}
