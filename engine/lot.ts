import type { Day } from "./day.ts";
import type { Decimal } from "./decimal.ts";

/** Units bought together, with their total cost. `cost` is in base at the rate of the day, `localCost` in the listing's currency. */
export interface Lot {
  /** That acquired it. */
  transaction: string;
  acquired: Day;
  account?: string;
  quantity: Decimal;
  cost: Decimal;
  localCost: Decimal;
  /** What a unit was paid with in the listing's currency, where the costs are of a later day: it still says which lot is the dearest. */
  paid?: Decimal;
}

/** What left the lots: whole lots and parts of lots, with the cost that goes with them. */
export interface Taken {
  quantity: Decimal;
  cost: Decimal;
  localCost: Decimal;
  lots: Lot[];
  /** Units that nobody named, under `specific`: the earliest lots gave them. */
  unnamed: Decimal;
}
