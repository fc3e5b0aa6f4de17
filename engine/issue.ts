import type { Day } from "./day.ts";

/** Something wrong with the data, found while booking or valuing. Data, not an exception. */
export interface Issue {
  /** Stable: `oversold`, `rounded`, `no_rate`, `unpriced`, `stale_price`, `no_series_basis`, ... */
  code: string;
  message: string;
  transaction?: string;
  instrument?: string;
  day?: Day;
}
