/** Separates the parts of a key, so no part may hold it. */
const SEPARATOR = "#";
const MAX_PART_BYTES = 256;
const ENTRY_DIGITS = 9;

/** Parts of a key put together; throws when one of them could break out of its place. */
export function keyOf(...parts: string[]): string {
  for (const part of parts) {
    if (!isKeyPart(part)) throw new TypeError(`"${part.slice(0, 40)}" cannot be part of a key.`);
  }
  return parts.join(SEPARATOR);
}

/** What all keys start with that have these parts and more. */
export function prefixOf(...parts: string[]): string {
  return keyOf(...parts) + SEPARATOR;
}

/** Whether an id can be part of a key. One that cannot is nobody's, so asking for it finds nothing. */
export function isKeyPart(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in an id.
  return /^[^#\u0000-\u001f\u007f]+$/.test(text) && text.isWellFormed() && Buffer.byteLength(text) <= MAX_PART_BYTES;
}

export function userPartition(user: string): string {
  return keyOf("USER", user);
}

/** An id that is used again after its portfolio was removed for good has a journal of its own: its next life. */
export function journalPartition(user: string, portfolio: string, life = 0): string {
  return keyOf("USER", user, "JOURNAL", portfolio, ...(life === 0 ? [] : [String(life)]));
}

/** Padded, so that entries sort by number: 999,999,999 of them. */
export function entrySort(number: number): string {
  return keyOf("E", String(number).padStart(ENTRY_DIGITS, "0"));
}
