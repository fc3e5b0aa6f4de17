import {
  expectedFound,
  type LotChoice,
  lotChoicesOf,
  type ReadRow,
  type TradeDraft,
  type Transaction,
} from "@tickfolio/engine";
import type { Misfit } from "./import-listings.ts";

/** What the lots that rows name become in a journal, where everything has an id of its own. */
export interface NamedLots {
  /** The rows, each behind those it names. */
  inOrder: readonly ReadRow[];
  /** Says what a row is called in the journal. */
  place(row: ReadRow, id: string): void;
  /** The transaction with the journal's names for its lots, once the rows it names have theirs. */
  resolve(transaction: TradeDraft): TradeDraft | Misfit;
}

/** Rows name lots by the ids that other rows of the file have, or by those of transactions in the journal. */
export function namingLots(rows: readonly ReadRow[], live: readonly Transaction[]): NamedLots {
  const byId = Map.groupBy(
    rows.filter(({ id }) => id !== undefined),
    ({ id }) => id!,
  );
  const placed = new Map<string, string>();
  const recorded = new Set(live.map(({ id }) => id));

  function idOf(name: string): string | Misfit {
    const field = "lots";
    if ((byId.get(name)?.length ?? 0) > 1) {
      const message = `More than one row has the id "${name}", so it is not clear whose lot is meant.`;
      return { field, message };
    }
    const id = placed.get(name) ?? (!byId.has(name) && recorded.has(name) ? name : undefined);
    const expected = "the id of a row of this file that can be read, or of a transaction in this portfolio";
    return id ?? { field, message: expectedFound(expected, name) };
  }

  return {
    inOrder: behindNamed(rows, byId),

    place({ id }, placedAs) {
      if (id !== undefined) placed.set(id, placedAs);
    },

    resolve(transaction) {
      const choices = lotChoicesOf(transaction);
      if (choices.length === 0) return transaction;
      const lots: LotChoice[] = [];
      for (const choice of choices) {
        const id = idOf(choice.transaction);
        if (typeof id !== "string") return id;
        lots.push({ ...choice, transaction: id });
      }
      return { ...transaction, lots } as TradeDraft;
    },
  };
}

function behindNamed(rows: readonly ReadRow[], byId: ReadonlyMap<string, readonly ReadRow[]>): ReadRow[] {
  const ordered = new Set<ReadRow>();
  const begun = new Set<ReadRow>();
  const visit = (row: ReadRow) => {
    if (begun.has(row)) return;
    begun.add(row);
    for (const { transaction } of lotChoicesOf(row.transaction)) byId.get(transaction)?.forEach(visit);
    ordered.add(row);
  };
  rows.forEach(visit);
  return [...ordered];
}
