import type { Day } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import type { Currency } from "./money.ts";

/** One source's daily reference rates: units of each currency for one unit of `base`. NaN where there is none. */
export interface RateTable {
  base: Currency;
  source: string;
  /** Day numbers, ascending. */
  days: Int32Array;
  columns: Record<Currency, Float64Array>;
}

/** A rate with where it comes from. `day` is the day it was set, on or before the day asked for. */
export interface Rate {
  rate: Decimal;
  day: Day;
  source: string;
}

/** Exchange rates by day: the last on or before it; before the first one, the first (stated by the rate's own day). */
export interface Rates {
  /** Units of `to` for one unit of `from`; undefined where no source has it. Equal currencies give exactly 1. */
  at(from: Currency, to: Currency, day: Day): Rate | undefined;
  /** The same as float64, for each day of a run of days; NaN where there is none. */
  column(from: Currency, to: Currency, firstDay: number, count: number): Float64Array;
}
