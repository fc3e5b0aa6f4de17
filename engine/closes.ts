import type { Day } from "./day.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";

/**
 * What a series was adjusted for: `raw` as traded; `split` for all splits up to and including `adjustedThrough`;
 * `total` for dividends too; `unknown` when the source does not say. The last two value nothing except by their last close.
 */
export type Adjustment = "raw" | "split" | "total" | "unknown";

/** Daily closes of one instrument from one source, ascending, never spliced. In the major currency. */
export interface CloseSeries {
  instrument: InstrumentId;
  source: string;
  currency: Currency;
  adjustment: Adjustment;
  /** For `split` and `total`: the day through which splits are in the prices. */
  adjustedThrough?: Day;
  /** Day numbers (days since 1970-01-01), ascending. */
  days: Int32Array;
  closes: Float64Array;
}
