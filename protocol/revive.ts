import {
  type Charge,
  Decimal,
  type Entry,
  type LotChoice,
  type Transaction,
  type TransferredLot,
} from "@tickfolio/engine";
import type { AsJson } from "./client.ts";

type KeysOfUnion<T> = T extends unknown ? keyof T : never;
type ValueAt<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;
/** The fields of a type whose value is of type V. */
type FieldsOf<T, V> = { [K in KeysOfUnion<T>]: [NonNullable<ValueAt<T, K>>] extends [V] ? K : never }[KeysOfUnion<T>];
type AnyLot = LotChoice | TransferredLot;

// The types make sure that a decimal, a charge or a lot added to some transaction is added here too.
const decimals: Record<FieldsOf<Transaction, Decimal>, true> = {
  quantity: true,
  price: true,
  amount: true,
  exchangeRate: true,
  toAmount: true,
  costShare: true,
  cashCostShare: true,
};
const charges: Record<FieldsOf<Transaction, Charge>, true> = { fee: true, tax: true };
const lots: Record<FieldsOf<Transaction, AnyLot[]>, true> = { lots: true };
const chargeDecimals: Record<FieldsOf<Charge, Decimal>, true> = { amount: true, exchangeRate: true };
const lotDecimals: Record<FieldsOf<AnyLot, Decimal>, true> = { quantity: true, cost: true, exchangeRate: true };

/** What JSON cannot say and nobody revives. Nothing may be left here. */
type Forgotten<T, Known> = Exclude<KeysOfUnion<T>, FieldsOf<T, string | number> | Known>;
const forgotten: Record<
  | Forgotten<Transaction, keyof typeof decimals | keyof typeof charges | keyof typeof lots>
  | Forgotten<Charge, keyof typeof chargeDecimals>
  | Forgotten<AnyLot, keyof typeof lotDecimals>,
  never
> = {};
forgotten satisfies Record<never, never>;

/** A transaction as the server wrote it, with its decimals as `Decimal` again. The server has checked its shape. */
export function reviveTransaction(json: AsJson<Transaction>): Transaction {
  const revived = reviveFields(json, decimals);
  for (const name in charges) {
    if (revived[name]) revived[name] = reviveFields(revived[name], chargeDecimals);
  }
  for (const name in lots) {
    const list = revived[name];
    if (Array.isArray(list)) revived[name] = list.map((lot: object) => reviveFields(lot, lotDecimals));
  }
  return revived as unknown as Transaction;
}

export function reviveEntry<E extends Entry>(json: AsJson<E>): E {
  const transactions = (json as AsJson<Entry>).transactions.map(reviveTransaction);
  return { ...json, transactions } as unknown as E;
}

function reviveFields(json: object, names: object): Record<string, unknown> {
  const revived: Record<string, unknown> = { ...json };
  for (const name in names) {
    const value = revived[name];
    if (typeof value === "string") revived[name] = Decimal.parse(value);
  }
  return revived;
}
