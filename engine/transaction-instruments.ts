import type { InstrumentId } from "./instrument.ts";
import type { Transaction } from "./transaction.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** Every instrument a transaction names: its own, and the one that comes of it in a spin-off, a merger or a symbol change. */
export function instrumentsOf(transaction: Transaction | WithoutId<Transaction>): InstrumentId[] {
  const named: InstrumentId[] = [];
  if ("instrument" in transaction && transaction.instrument !== undefined) named.push(transaction.instrument);
  if ("newInstrument" in transaction) named.push(transaction.newInstrument);
  return named;
}
