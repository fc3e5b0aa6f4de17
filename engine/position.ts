import type { Day } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Lot } from "./lot.ts";
import type { Currency } from "./money.ts";

/**
 * Lots leaving, with what they brought. `gain` = proceeds - cost, in base; its currency part is local cost x change of rate. Both are
 * null where an amount of the sale or of a purchase had no exchange rate: what has not been counted is no loss, and no gain.
 */
export interface Disposal {
  transaction: string;
  day: Day;
  instrument: InstrumentId;
  quantity: Decimal;
  proceeds: Decimal;
  cost: Decimal;
  gain: Decimal | null;
  currencyGain: Decimal | null;
  /** Taken by it. Of a short sale that is covered, the sales it covers. */
  lots: Lot[];
}

/** Units and money of one instrument after each day on which something was booked: float64, for daily series and the day's change. */
export interface Trail {
  /** Day numbers, ascending. */
  days: Int32Array;
  quantity: Float64Array;
  /** In base and in the listing's currency. */
  cost: Float64Array;
  localCost: Float64Array;
  /**
   * Cost of the day's purchases and proceeds of its sales of what was held, in base; NaN where one of them had no
   * exchange rate, or units passed from or to another instrument: what they were worth is not said.
   */
  bought: Float64Array;
  sold: Float64Array;
  /** So far, in base: realized and released gains with their currency part. */
  realized: Float64Array;
  realizedCurrency: Float64Array;
  released: Float64Array;
  releasedCurrency: Float64Array;
  /** So far, in base: dividends, all fees, all taxes, and those fees and taxes that are in no cost and no proceeds. */
  dividends: Float64Array;
  fees: Float64Array;
  taxes: Float64Array;
  separate: Float64Array;
}

/** What is held of one instrument, and what it has brought and cost so far. Of a short position quantity and costs are negative. */
export interface Position {
  instrument: InstrumentId;
  currency: Currency;
  quantity: Decimal;
  /** In base and in the listing's currency. */
  cost: Decimal;
  localCost: Decimal;
  /** Of some units held nobody knows what they cost in the listing's currency: `localCost` is of the rest. */
  localCostUnknown: boolean;
  lots: Lot[];
  /** Known gains of sales, in base. */
  realized: Decimal;
  realizedCurrency: Decimal;
  /** Worth less cost of units that left by a transfer, less the same of units that came by one: gains that were made elsewhere. */
  released: Decimal;
  releasedCurrency: Decimal;
  /** Dividends, gross, in base. */
  dividends: Decimal;
  /** All fees and taxes of its transactions in base, also those inside cost and proceeds. */
  fees: Decimal;
  taxes: Decimal;
  /** Those of `fees` and `taxes` that are not inside cost or proceeds. */
  separateFees: Decimal;
  separateTaxes: Decimal;
  /** Everything ever paid for purchases, with fees and taxes, in base; what came by a transfer counts as it was worth. */
  purchased: Decimal;
  /** The first day on which units were sold that were not held: from then on cost and gains are partial. Null: never. */
  oversoldFrom: Day | null;
  /** The first day on which an amount had no exchange rate: from then on figures in base are partial. Null: never. */
  unratedFrom: Day | null;
  firstDay: Day;
  lastDay: Day;
  trail: Trail;
}
