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

/** What revives a field of a transaction, or of an object in it (`fee.amount`); undefined where JSON says it all. */
export function reviverOf(field: string): ((json: unknown) => unknown) | undefined {
  const [outer = "", inner] = field.split(".");
  if (inner === undefined ? outer in decimals : outer in charges && inner in chargeDecimals) return reviveDecimal;
  if (inner === undefined && outer in lots) return reviveLots;
  return undefined;
}

const reviveDecimal = (value: unknown) => (typeof value === "string" ? Decimal.parse(value) : value);
const reviveLots = (list: unknown) =>
  Array.isArray(list) ? list.map((lot: object) => reviveFields(lot, lotDecimals)) : list;

/** A transaction as the server wrote it, with its decimals as `Decimal` again. The server has checked its shape. */
export function reviveTransaction(json: AsJson<Transaction>): Transaction {
  const revived = reviveFields(json, decimals);
  for (const name in charges) {
    if (revived[name]) revived[name] = reviveFields(revived[name], chargeDecimals);
  }
  for (const name in lots) {
    if (revived[name]) revived[name] = reviveLots(revived[name]);
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
    if (revived[name] !== undefined) revived[name] = reviveDecimal(revived[name]);
  }
  return revived;
}
