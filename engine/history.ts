import type { BookInput } from "./book.ts";
import type { Day } from "./day.ts";
import type { Currency } from "./money.ts";
import type { MarketView } from "./valuation.ts";

export interface HistoryInput extends BookInput {
  market: MarketView;
  from: Day;
  to: Day;
}

/** Daily float64 columns in base currency, one cell per calendar day from `from` to `to`, after all of the day's transactions. The last cell is the valuation of `to`. */
export interface History {
  baseCurrency: Currency;
  from: Day;
  to: Day;
  /** Market value with tracked cash. NaN before anything has a known price. */
  value: Float64Array;
  cost: Float64Array;
  /** Net money put in so far. */
  invested: Float64Array;
  /** Number of open positions without a price on the day: the value is partial. */
  unpriced: Uint16Array;
}
