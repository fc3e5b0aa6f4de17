import type { LotChoice, Transaction } from "./transaction.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** The lots a transaction takes, where it names them. */
export function lotChoicesOf(transaction: Transaction | WithoutId<Transaction>): readonly LotChoice[] {
  return transaction.kind !== "transfer-in" && "lots" in transaction ? (transaction.lots ?? []) : [];
}

/** What must be recorded anew, because it names lots by ids that stand for them no longer. */
export interface Renamed {
  transactions: Transaction[];
  voids: string[];
}

/**
 * A transaction that is changed, or voided and brought back, has another id than before: what names its lots follows, and so does what
 * names the lots of that. `names`: the new id for each old one. `newId` names what is recorded anew.
 */
export function followNames(
  live: readonly Transaction[],
  names: ReadonlyMap<string, string>,
  newId: () => string,
): Renamed {
  const all = new Map(names);
  const followers = new Map<string, Transaction>();
  for (let found = true; found; ) {
    found = false;
    for (const transaction of live) {
      if (all.has(transaction.id)) continue;
      if (!lotChoicesOf(transaction).some((choice) => all.has(choice.transaction))) continue;
      all.set(transaction.id, newId());
      followers.set(transaction.id, transaction);
      found = true;
    }
  }
  const transactions = [...followers].map(([id, follower]) => renameLots({ ...follower, id: all.get(id)! }, all));
  return { transactions, voids: [...followers.keys()] };
}

export function renameLots(transaction: Transaction, names: ReadonlyMap<string, string>): Transaction {
  const choices = lotChoicesOf(transaction);
  if (!choices.some((choice) => names.has(choice.transaction))) return transaction;
  const lots = choices.map((choice) => ({
    ...choice,
    transaction: names.get(choice.transaction) ?? choice.transaction,
  }));
  return { ...transaction, lots } as Transaction;
}
