import type { InstrumentId } from "./instrument.ts";
import type { Transaction } from "./transaction.ts";

/** The family of rows that belong to no instrument. */
export const CASH_FAMILY = "";

/**
 * Transactions by the instruments that lots pass between: what becomes another instrument, or gives some of its cost to one, is booked
 * with it, and everything else by itself. Rows of cash alone are a family too. Rows keep their order; families go by their names.
 */
export function groupFamilies<T extends Transaction>(transactions: readonly T[]): Map<string, T[]> {
  const familyOf = createFamilyOf(transactions);
  const families = new Map<string, T[]>();
  for (const transaction of transactions) {
    const family = familyOf(transaction);
    const rows = families.get(family);
    if (rows) rows.push(transaction);
    else families.set(family, [transaction]);
  }
  return inOrderOfNames(families);
}

/** What is added up over families comes out the same to the last bit, whichever was there first. */
export function inOrderOfNames<T>(families: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...families].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names a transaction's family by the first of its instruments. */
export function createFamilyOf(transactions: readonly Transaction[]): (transaction: Transaction) => string {
  const parents = new Map<InstrumentId, InstrumentId>();
  const headOf = (instrument: InstrumentId): InstrumentId => {
    let head = instrument;
    for (let next = parents.get(head); next !== undefined; next = parents.get(head)) head = next;
    return head;
  };
  for (const transaction of transactions) {
    if (!("newInstrument" in transaction)) continue;
    const [first, second] = [headOf(transaction.instrument), headOf(transaction.newInstrument)].sort() as [
      string,
      string,
    ];
    if (first !== second) parents.set(second, first);
  }
  return (transaction) => {
    if (!("instrument" in transaction) || transaction.instrument === undefined) return CASH_FAMILY;
    return parents.size === 0 ? transaction.instrument : headOf(transaction.instrument);
  };
}
