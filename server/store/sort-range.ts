import type { Query } from "./table.ts";

/** One end of a range of sort keys. */
export interface Bound {
  key: string;
  inclusive: boolean;
}

/** The sort keys a query asks for, by their UTF-8 bytes. */
export interface SortRange {
  low?: Bound;
  high?: Bound;
}

/** Prefix, range and continuation in one; undefined when no key can be in it. */
export function sortRange(query: Query): SortRange | undefined {
  let low: Bound | undefined;
  let high: Bound | undefined;
  const raise = (bound: Bound) => {
    if (!low || orderLow(bound, low) > 0) low = bound;
  };
  const lower = (bound: Bound) => {
    if (!high || orderHigh(bound, high) < 0) high = bound;
  };

  if (query.prefix) {
    raise({ key: query.prefix, inclusive: true });
    const next = afterPrefix(query.prefix);
    if (next !== undefined) lower({ key: next, inclusive: false });
  }
  // No key is empty, so an empty `from` asks for all and an empty `to` for none.
  if (query.from) raise({ key: query.from, inclusive: true });
  if (query.to !== undefined) lower({ key: query.to, inclusive: true });
  if (query.after !== undefined) {
    if (query.descending) lower({ key: query.after, inclusive: false });
    else if (query.after) raise({ key: query.after, inclusive: false });
  }

  if (high?.key === "") return undefined;
  if (low && high) {
    const order = compareBytes(low.key, high.key);
    if (order > 0 || (order === 0 && !(low.inclusive && high.inclusive))) return undefined;
  }
  return { ...(low && { low }), ...(high && { high }) };
}

export function isWithin({ low, high }: SortRange, key: string): boolean {
  const aboveLow = low ? compareBytes(key, low.key) : 1;
  const aboveHigh = high ? compareBytes(key, high.key) : -1;
  return (
    (aboveLow > 0 || (aboveLow === 0 && low?.inclusive === true)) &&
    (aboveHigh < 0 || (aboveHigh === 0 && high?.inclusive === true))
  );
}

/** Order of two texts by their UTF-8 bytes. Plain comparison is by UTF-16 units, which puts emoji before U+E000. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xIsHalf = x >= 0xd800 && x < 0xe000;
    const yIsHalf = y >= 0xd800 && y < 0xe000;
    // Halves of a pair stand for code points above all single units.
    if (xIsHalf !== yIsHalf) return xIsHalf ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** The smallest text above all that start with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}

function orderLow(a: Bound, b: Bound): number {
  return compareBytes(a.key, b.key) || Number(b.inclusive) - Number(a.inclusive);
}

function orderHigh(a: Bound, b: Bound): number {
  return compareBytes(a.key, b.key) || Number(a.inclusive) - Number(b.inclusive);
}
