import type { Currency } from "./money.ts";
import type { Transaction } from "./transaction.ts";

/** Every currency a transaction is in, its charges' own among them. That of its instrument is the instrument's to say. */
export function currenciesOf(transaction: Transaction): Currency[] {
  const named: (Currency | undefined)[] = [];
  if ("currency" in transaction) named.push(transaction.currency);
  if ("toCurrency" in transaction) named.push(transaction.toCurrency);
  if ("fee" in transaction) named.push(transaction.fee?.currency);
  if ("tax" in transaction) named.push(transaction.tax?.currency);
  return named.filter((currency) => currency !== undefined);
}
