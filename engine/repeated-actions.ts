import type { Issue } from "./issue.ts";
import type { SpinOff, Split, Transaction } from "./transaction.ts";

/**
 * A company's split or spin-off is one for all accounts. Files of two brokers each have it, with the name of their account: what stands there
 * again with another one is left out, and an issue says so. Rows that name the same account, or none, are each as meant.
 */
export function withoutRepeats(
  rows: readonly Transaction[],
  symbolOf: (instrument: string) => string,
  issues: Issue[],
): readonly Transaction[] {
  const named = rows.filter((row): row is Split | SpinOff => isAction(row) && row.account !== undefined);
  if (named.length < 2) return rows;
  const accounts = new Map<string, string>();
  const repeats = new Set<Transaction>();
  for (const row of named) {
    const action = actionOf(row);
    const first = accounts.get(action);
    if (first === undefined) accounts.set(action, row.account!);
    else if (first !== row.account) {
      repeats.add(row);
      const what = `The ${row.kind} of ${symbolOf(row.instrument)} on ${row.day}`;
      const message = `${what} stands there for ${first} and for ${row.account}. It is one for all accounts and was counted once.`;
      issues.push({ code: "repeated_action", message, transaction: row.id, instrument: row.instrument, day: row.day });
    }
  }
  return repeats.size === 0 ? rows : rows.filter((row) => !repeats.has(row));
}

function isAction({ kind }: Transaction): boolean {
  return kind === "split" || kind === "spin-off";
}

function actionOf({ kind, day, instrument, numerator, denominator, ...rest }: Split | SpinOff): string {
  const child = "newInstrument" in rest ? rest.newInstrument : "";
  return JSON.stringify([kind, day, instrument, child, numerator / denominator]);
}
