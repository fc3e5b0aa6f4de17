import type { Day } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import type { PortfolioSettings } from "./portfolio.ts";
import type { Rates } from "./rates.ts";
import type { Transaction } from "./transaction.ts";

export interface BookInput {
  transactions: readonly Transaction[];
  settings: PortfolioSettings;
  rates: Rates;
  /** Currency of each instrument's listing; a trade in another currency is converted at the day's rate. */
  currencyOf(instrument: InstrumentId): Currency;
  /** Transactions after this day are left out. Default: none are. */
  through?: Day;
}

/** Units bought together, with their total cost. `cost` is in base at the rate of the day, `localCost` in the listing's currency. */
export interface Lot {
  transaction: string;
  acquired: Day;
  account?: string;
  quantity: Decimal;
  cost: Decimal;
  localCost: Decimal;
}

/** Lots leaving by a sale. `gain` = proceeds - cost, in base; its currency part is local cost x change of rate. */
export interface Disposal {
  transaction: string;
  day: Day;
  instrument: InstrumentId;
  quantity: Decimal;
  proceeds: Decimal;
  cost: Decimal;
  gain: Decimal;
  currencyGain: Decimal;
  lots: { transaction: string; acquired: Day; quantity: Decimal; cost: Decimal }[];
}

export interface Position {
  instrument: InstrumentId;
  currency: Currency;
  quantity: Decimal;
  /** In base and in the listing's currency. */
  cost: Decimal;
  localCost: Decimal;
  lots: Lot[];
  /** Gains of sales, in base. */
  realized: Decimal;
  realizedCurrency: Decimal;
  /** Dividends, gross, in base. */
  dividends: Decimal;
  /** All fees and taxes of its transactions in base, also those inside cost and proceeds. */
  fees: Decimal;
  taxes: Decimal;
  /** Those of `fees` and `taxes` that are not inside cost or proceeds. */
  separateFees: Decimal;
  separateTaxes: Decimal;
  /** Units were sold that were not held: cost and gains are partial. */
  oversold: boolean;
  firstDay: Day;
  lastDay: Day;
}

/** What a journal adds up to. */
export interface Book {
  settings: PortfolioSettings;
  /** Positions ever held, closed ones with a quantity of zero, in order of first appearance. */
  positions: Map<InstrumentId, Position>;
  /** Balances by currency; only kept where cash is tracked. */
  cash: Map<Currency, Decimal>;
  disposals: Disposal[];
  /** Base currency. */
  interest: Decimal;
  /** Fees and taxes in no cost and no proceeds, of instruments and of the portfolio as a whole. */
  separateFees: Decimal;
  separateTaxes: Decimal;
  /** Money put in and taken out, by the definition of the cash mode, in base at the rates of its days. */
  moneyIn: Decimal;
  moneyOut: Decimal;
  /** The external flows behind them: in is positive. */
  flows: { day: Day; amount: Decimal }[];
  /** Splits known from the journal, for basis changes of prices. */
  splits: Map<InstrumentId, { day: Day; numerator: number; denominator: number }[]>;
  issues: Issue[];
}
