import type { Day } from "../day.ts";
import type { Currency } from "../money.ts";

/** 4 new units for 1 old one are `from` 1 `to` 4. The day is the first on which the price is that of new units. */
export interface ReportedSplit {
  kind: "split";
  day: Day;
  from: number;
  to: number;
}

/** Money for each unit held at the end of the day before `day`, the ex-date, in the major currency. */
export interface ReportedDividend {
  kind: "dividend";
  day: Day;
  payDay?: Day;
  amount: number;
  currency: Currency;
  /** `declared`: for a unit of its time. `split`: divided by every split since, as the series of closes is. */
  basis: "declared" | "split";
}

export type ReportedAction = ReportedSplit | ReportedDividend;

/** What one source says a company did. */
export interface ActionReport {
  source: string;
  actions: readonly ReportedAction[];
}
