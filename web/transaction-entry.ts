import { followNames, type Transaction } from "@tickfolio/engine";

/**
 * What is to be written for a transaction that was typed: it alone or, in place of one it changes, also what names lots of that, by its
 * new id. Asked twice the answer is the same, so that a second try writes nothing twice.
 */
export function entryOf(
  transaction: Transaction,
  was: Transaction | undefined,
  recorded: readonly Transaction[],
): { transactions: Transaction[]; voids: string[] } {
  if (!was) return { transactions: [transaction], voids: [] };
  let made = 0;
  const followers = followNames(recorded, new Map([[was.id, transaction.id]]), () => `${transaction.id}-${++made}`);
  return { transactions: [transaction, ...followers.transactions], voids: [was.id, ...followers.voids] };
}
