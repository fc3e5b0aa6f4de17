import { dayNumber } from "./day.ts";
import type { Transaction } from "./transaction.ts";

/** Place within a day: what changes units by itself comes before anybody trades, money and units come before they go. */
function rank({ kind }: Transaction): number {
  switch (kind) {
    case "split":
    case "stock-dividend":
    case "spin-off":
    case "merger":
    case "symbol-change":
      return 0;
    case "deposit":
      return 1;
    case "buy":
    case "transfer-in":
    case "reinvested-dividend":
      return 2;
    default:
      return 3;
  }
}

/**
 * Transactions in the order in which they take effect: by day; within a day splits and what else companies do to units, deposits,
 * acquisitions, then the rest, each in list order. A day on which everything but the first of these has a time goes by those times
 * instead. With `keepOrder` a day's are in list order, whatever they are. The list itself is left as it is.
 */
export function orderTransactions<T extends Transaction>(transactions: readonly T[], keepOrder = false): T[] {
  const count = transactions.length;
  // One float64 key each (day, rank, place in the list), because sorting plain numbers is many times faster than comparing objects.
  const keys = new Float64Array(count);
  let timed = false;
  let sorted = true;
  for (let i = 0; i < count; i++) {
    const transaction = transactions[i]!;
    timed ||= transaction.time !== undefined;
    const place = keepOrder ? 0 : rank(transaction);
    keys[i] = ((dayNumber(transaction.day) + 100_000) * 4 + place) * count + i;
    sorted &&= i === 0 || keys[i]! > keys[i - 1]!;
  }
  // Most journals are written down as things happen.
  const ordered = sorted ? transactions.slice() : byKeys(transactions, keys.sort());
  return timed && !keepOrder ? orderTimedDays(ordered) : ordered;
}

/** Items by keys of which each says, modulo the number of items, the place of one in the list. */
export function byKeys<T>(items: readonly T[], keys: Float64Array): T[] {
  const count = items.length;
  const ordered = new Array<T>(count);
  for (let i = 0; i < count; i++) {
    // The remainder by a division: `%` of numbers beyond 2^31 takes ten times as long.
    const key = keys[i]!;
    ordered[i] = items[key - Math.floor(key / count) * count]!;
  }
  return ordered;
}

function orderTimedDays<T extends Transaction>(ordered: T[]): T[] {
  for (let start = 0; start < ordered.length; ) {
    const day = ordered[start]!.day;
    let end = start;
    while (end < ordered.length && ordered[end]!.day === day) end++;
    while (start < end && rank(ordered[start]!) === 0) start++;
    const rest = ordered.slice(start, end);
    if (rest.length > 1 && rest.every(({ time }) => time !== undefined)) {
      rest.sort((a, b) => (a.time! < b.time! ? -1 : a.time! > b.time! ? 1 : 0));
      for (const [i, transaction] of rest.entries()) ordered[start + i] = transaction;
    }
    start = end;
  }
  return ordered;
}
