import type { CloseSeries } from "./closes.ts";
import type { Day } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import type { Delay, Quote, Session } from "./quote.ts";
import type { Rates } from "./rates.ts";

/** What a valuation may look at. A day's price is the quote when it is of that day or newer than the last close, else the last close on or before the day. */
export interface MarketView {
  quote(instrument: InstrumentId): Quote | undefined;
  closes(instrument: InstrumentId): CloseSeries | undefined;
  rates: Rates;
}

/** The price a position was valued at, with its origin. `value` is on the basis of the day valued (splits taken into account). */
export interface PriceUsed {
  value: number;
  currency: Currency;
  day: Day;
  at?: string;
  source: string;
  delay: Delay;
  session: Session;
  /** Weekdays between the price's day and the day valued are more than the staleness rule allows. */
  stale: boolean;
}

/** Money in base currency as float64; null where a price or rate is missing. */
export interface PositionValue {
  instrument: InstrumentId;
  currency: Currency;
  quantity: Decimal;
  /** Per unit, in the listing's currency; null for a closed position. */
  averageCost: number | null;
  cost: number;
  price: PriceUsed | null;
  marketValue: number | null;
  localMarketValue: number | null;
  unrealized: number | null;
  /** unrealized = price part + currency part, exactly as shown. */
  unrealizedPrice: number | null;
  unrealizedCurrency: number | null;
  realized: number;
  income: number;
  fees: number;
  taxes: number;
  /** realized + unrealized + income - separate fees and taxes. */
  gain: number | null;
  /** gain over everything ever paid for it (cost of purchases); null without either. */
  gainRatio: number | null;
  /** Against the previous regular close, with the rate's effect and the day's trades. */
  dayChange: number | null;
  /** dayChange / (value at the previous close + the day's purchases). */
  dayChangeRatio: number | null;
  /** Share of the portfolio's market value. */
  weight: number | null;
}

export interface CashValue {
  currency: Currency;
  amount: Decimal;
  /** In base. */
  value: number | null;
  weight: number | null;
}

/** Figures of a portfolio in its base currency. Sums leave out what has no price; `partial` says so. */
export interface Totals {
  /** Net money put in: money in - money out. */
  invested: number;
  /** Cost of what is held. */
  cost: number;
  marketValue: number;
  cash: number;
  unrealized: number;
  unrealizedPrice: number;
  unrealizedCurrency: number;
  realized: number;
  income: number;
  fees: number;
  taxes: number;
  cashCurrencyGain: number;
  /** realized + unrealized + income + cash currency gain - separate fees and taxes. */
  gain: number;
  /** gain / money ever put in; null without. */
  gainRatio: number | null;
  dayChange: number | null;
  dayChangeRatio: number | null;
  /** The cash identity's residue: gain - (money out + value - money in). Zero up to float64 noise when nothing is partial. */
  residue: number;
}

export interface Valuation {
  day: Day;
  baseCurrency: Currency;
  /** Open positions first, by market value, then unpriced, then closed ones. */
  positions: PositionValue[];
  cash: CashValue[];
  totals: Totals;
  /** Some open position or cash balance has no price or rate: totals speak of the rest only. */
  partial: boolean;
  unpriced: InstrumentId[];
  unrated: Currency[];
  stale: InstrumentId[];
  issues: Issue[];
}
