import type { Book } from "./book.ts";
import type { CloseSeries } from "./closes.ts";
import type { Day } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import type { InstrumentId, InstrumentKind } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import type { Delay, Quote, Session } from "./quote.ts";
import type { Rates, StaleRate } from "./rates.ts";
import { createValuer } from "./valuer.ts";

/** What a valuation may look at. A day's price is the quote when it is of that day or newer than the last close, else the last close on or before the day. */
export interface MarketView {
  quote(instrument: InstrumentId): Quote | undefined;
  closes(instrument: InstrumentId): CloseSeries | undefined;
  rates: Rates;
  /** Crypto is traded every day, so its prices are stale sooner. Default: everything keeps weekdays. */
  kindOf?(instrument: InstrumentId): InstrumentKind | undefined;
  /**
   * How many sessions its market had between two days, given as numbers and not counted themselves; undefined where nobody knows. Default:
   * of none, and weekdays are counted instead.
   */
  sessionsBetween?(instrument: InstrumentId, from: number, to: number): number | undefined;
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
  /** A session has been missed since; see the staleness rule. */
  stale: boolean;
}

/**
 * The sessions a day change is of: on a Sunday that of a share is Friday's, so it is not today's. For one position `earliest` is `day`;
 * a sum may have parts of several days, as on a weekend that of a share and of a coin.
 */
export interface DayChangeOf {
  /** The session day of the price; of several, the latest. */
  day: Day;
  /** Of several, the earliest. */
  earliest: Day;
  /** The day of the close it is measured against; null where the source does not say, where there was none, and where parts differ. */
  previous: Day | null;
}

/** Money in base currency as float64; null where a price or rate is missing. */
export interface PositionValue {
  instrument: InstrumentId;
  currency: Currency;
  quantity: Decimal;
  /** Per unit, in the listing's currency; null for a closed position, and where it is not known of all units. */
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
  /** Gain that left with units transferred out, less what came with units transferred in. */
  released: number;
  income: number;
  fees: number;
  taxes: number;
  /** realized + released + unrealized + income - separate fees and taxes. */
  gain: number | null;
  /** Everything ever paid for purchases, with fees and taxes. */
  purchased: number;
  /** gain / purchased; null without either. */
  gainRatio: number | null;
  /** Against the previous regular close, with the rate's effect and the day's trades. */
  dayChange: number | null;
  /** Value at the previous close + cost of the purchases since. */
  dayBase: number | null;
  /**
   * What of `dayBase` tracked cash of the evening before the day valued holds as well: what paid for purchases of the day itself, and
   * the proceeds of sales on days before it (on a Saturday, those of Friday's session).
   */
  dayBaseInCash: number;
  /** dayChange / dayBase. */
  dayChangeRatio: number | null;
  /** The session `dayChange` is of; null with it. */
  dayChangeOf: DayChangeOf | null;
  /** Share of all positions and balances that are worth more than nothing; null without a value, and of what is owed. */
  weight: number | null;
  /** Units were sold that were not held, or an amount had no exchange rate: `realized` and `gain` speak of the rest. */
  partial: boolean;
}

export interface CashValue {
  currency: Currency;
  amount: Decimal;
  /** In base. */
  value: number | null;
  /** value - what all its movements were worth in base when they were booked. */
  currencyGain: number | null;
  weight: number | null;
}

/** Figures of a portfolio in its base currency. Sums leave out what has no price; `partial` says so. */
export interface Totals {
  moneyIn: number;
  moneyOut: number;
  /** Net money put in: money in - money out. */
  invested: number;
  /** Cost of what is held and valued. */
  cost: number;
  /** Cost of what is held and has no unrealized gain, for want of a price or rate. It is in `invested`, and in no worth and no gain. */
  unpricedCost: number;
  marketValue: number;
  cash: number;
  unrealized: number;
  unrealizedPrice: number;
  unrealizedCurrency: number;
  realized: number;
  released: number;
  income: number;
  fees: number;
  taxes: number;
  cashCurrencyGain: number;
  /** realized + released + unrealized + income + cash currency gain - separate fees and taxes. */
  gain: number;
  /** gain / money ever put in, less the cost of what has no price or rate; null without. */
  gainRatio: number | null;
  /** Of positions, and of tracked cash by the change of its rate. */
  dayChange: number | null;
  /** Value of the evening before + money put in on the day; where cash is untracked the day's purchases are that money. */
  dayBase: number | null;
  dayChangeRatio: number | null;
  /** The sessions `dayChange` is of; null with it. */
  dayChangeOf: DayChangeOf | null;
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
  /** Something has no price, rate or known cost: totals speak of the rest only, and the next three lists name it. */
  partial: boolean;
  unpriced: InstrumentId[];
  /** Currencies without a rate, of what is held or of an amount that was booked. */
  unrated: Currency[];
  /** Of which more was sold than held: what the excess cost is not known, so no gain of it counts. */
  oversold: InstrumentId[];
  stale: InstrumentId[];
  /** Exchange rates that something of value was converted at and that are too old for the day. Figures count it; they are named. */
  staleRates: StaleRate[];
  issues: Issue[];
}

/** A book at the market's prices of a day. Figures without a price or rate are null; sums leave them out and say so. */
export function valueBook(book: Book, market: MarketView, day: Day): Valuation {
  return createValuer(book, market, day).valuation();
}
