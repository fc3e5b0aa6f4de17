import { type BookInput, buildBook } from "../book.ts";
import type { Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import { createFamilyOf } from "../families.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Transaction } from "../transaction.ts";
import { type MarketView, valueBook } from "../valuation.ts";
import type { ProposedRecord } from "./propose.ts";

/** A holding as it stands; money in base currency, the cost of a unit in the listing's. */
export interface Standing {
  quantity: Decimal;
  averageCost: number | null;
  cost: number;
  value: number | null;
  income: number;
}

export interface Effect {
  before: Standing;
  after: Standing;
}

/** What records would do to a holding, found by booking a copy of the journal with them. */
export function effectOf(
  { input, market }: { input: BookInput; market: MarketView },
  instrument: InstrumentId,
  records: readonly ProposedRecord[],
  day: Day,
): Effect {
  const added = records.map((record, index) => ({ ...record, id: `proposed-${index}` }) as Transaction);
  const all = [...input.transactions, ...added];
  const familyOf = createFamilyOf(all);
  const families = new Set(added.map(familyOf));
  const standing = (rows: readonly Transaction[]): Standing => {
    const transactions = rows.filter((row) => families.has(familyOf(row)));
    const { positions } = valueBook(buildBook({ ...input, transactions }), market, day);
    const found = positions.find((position) => position.instrument === instrument);
    if (!found) return { quantity: Decimal.ZERO, averageCost: null, cost: 0, value: 0, income: 0 };
    const { quantity, averageCost, cost, marketValue, income } = found;
    return { quantity, averageCost, cost, value: quantity.isZero() ? 0 : marketValue, income };
  };
  return { before: standing(input.transactions), after: standing(all) };
}
