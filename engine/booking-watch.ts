import type { Decimal } from "./decimal.ts";
import type { Holding } from "./holding.ts";
import type { Transaction } from "./transaction.ts";

/** Is told while transactions are booked, for explanations: each transaction before it is, and how a holding stands after it. */
export interface BookingWatch {
  row(transaction: Transaction): void;
  /** `bought` and `sold` by the transaction, in base; null: for what nobody knows. */
  step(holding: Holding, day: number, bought: Decimal | null, sold: Decimal | null): void;
}
