import type { Day } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Currency } from "./money.ts";

/** A fee or tax that came with a transaction. In the transaction's currency unless it names its own. */
export interface Charge {
  amount: Decimal;
  currency?: Currency;
  /** Base-currency units for one unit of the charge's currency; else the transaction's or the day's rate is used. */
  exchangeRate?: Decimal;
}

interface Common {
  /** Made by the client (`txn_...`), so that writing it twice is writing it once. */
  id: string;
  day: Day;
  /** Local time `HH:MM` or `HH:MM:SS`, informational and for the order within a day where all of a day's have one. */
  time?: string;
  /** The broker or account it happened at. */
  account?: string;
  note?: string;
}

interface InCurrency {
  /** A major currency (ISO 4217). */
  currency: Currency;
  /** Base-currency units for one unit of `currency`; beats the day's reference rate. */
  exchangeRate?: Decimal;
}

/**
 * Units of a lot that are to leave, for the cost method `specific`: the lot by the transaction that acquired it, and by its day where
 * that transaction brought several.
 */
export interface LotChoice {
  transaction: string;
  acquired?: Day;
  quantity: Decimal;
}

/**
 * Units bought or sold, or a fraction of one paid out by the company (`cash-in-lieu`), which is booked as a sale. The gross amount is
 * `amount` where stated, else quantity x price unrounded.
 */
export interface Trade extends Common, InCurrency {
  kind: "buy" | "sell" | "cash-in-lieu";
  instrument: InstrumentId;
  quantity: Decimal;
  price?: Decimal;
  amount?: Decimal;
  fee?: Charge;
  tax?: Charge;
  /** Of a sale: which lots it takes. */
  lots?: LotChoice[];
}

/** Cash paid by an instrument, or taken back by it (`dividend-reversal`): `amount` is gross, before fee and tax. */
export interface Dividend extends Common, InCurrency {
  kind: "dividend" | "dividend-reversal";
  instrument: InstrumentId;
  amount: Decimal;
  fee?: Charge;
  tax?: Charge;
}

/**
 * New units for those held, at the start of the day, or their withdrawal. They are spread over the open lots by units, as a split is:
 * cost and dates stay. A dividend in units that is taxed as income is a reinvested one.
 */
export interface StockDividend extends Common {
  kind: "stock-dividend" | "stock-dividend-reversal";
  instrument: InstrumentId;
  quantity: Decimal;
}

/**
 * A dividend that was paid in new units, or its reversal. `amount` is the gross dividend; what fee and tax leave of it is what the
 * units cost. No cash moves.
 */
export interface ReinvestedDividend extends Common, InCurrency {
  kind: "reinvested-dividend" | "reinvested-dividend-reversal";
  instrument: InstrumentId;
  quantity: Decimal;
  amount: Decimal;
  fee?: Charge;
  tax?: Charge;
  /** Of a reversal: which lots it takes. */
  lots?: LotChoice[];
}

/** Units that come in a transfer with their own history. `cost` is all that was paid for them, in the transfer's currency. */
export interface TransferredLot {
  acquired: Day;
  quantity: Decimal;
  cost: Decimal;
  /** Base-currency units for one unit of the transfer's currency when they were bought; else the rate of that day is used. */
  exchangeRate?: Decimal;
}

/**
 * Units from outside. What they are worth on the day (`amount`, else quantity x price) is money put in; without it, what they cost.
 * Without `lots` they are one lot, acquired on the day for that worth.
 */
export interface TransferIn extends Common, InCurrency {
  kind: "transfer-in";
  instrument: InstrumentId;
  quantity: Decimal;
  price?: Decimal;
  amount?: Decimal;
  fee?: Charge;
  tax?: Charge;
  lots?: TransferredLot[];
}

/** Units to outside. What they are worth on the day is money taken out; without it, what they cost. */
export interface TransferOut extends Common, InCurrency {
  kind: "transfer-out";
  instrument: InstrumentId;
  quantity: Decimal;
  price?: Decimal;
  amount?: Decimal;
  fee?: Charge;
  tax?: Charge;
  lots?: LotChoice[];
}

/**
 * Units from one own account (`account`) to another: lots keep their cost and dates. What they are worth on the day is only asked for
 * by figures of one account; without it they go at what they cost.
 */
export interface Move extends Common, InCurrency {
  kind: "move";
  instrument: InstrumentId;
  quantity: Decimal;
  /** None: where nothing is labelled. */
  toAccount?: string;
  price?: Decimal;
  amount?: Decimal;
  fee?: Charge;
  tax?: Charge;
  lots?: LotChoice[];
}

/**
 * A company gives out another one: `numerator` units of it for every `denominator` held, at the start of the day. `costShare` of every
 * lot's cost goes with them, and so does its date.
 */
export interface SpinOff extends Common {
  kind: "spin-off";
  instrument: InstrumentId;
  newInstrument: InstrumentId;
  numerator: number;
  denominator: number;
  /** From 0 to 1. */
  costShare: Decimal;
}

/**
 * One instrument becomes another, at the start of the day: `numerator` units of the new for every `denominator` of the old; lots keep
 * their dates. Cash that comes with it (`amount`, in all) is the proceeds of `cashCostShare` of the cost; without a share it lowers the
 * cost, and what exceeds that is a realized gain.
 */
export interface Merger extends Common, InCurrency {
  kind: "merger";
  instrument: InstrumentId;
  newInstrument: InstrumentId;
  numerator: number;
  denominator: number;
  amount?: Decimal;
  /** From 0 to 1. */
  cashCostShare?: Decimal;
  fee?: Charge;
  tax?: Charge;
}

/** The same thing under another name, at the start of the day: lots go over as they are. */
export interface SymbolChange extends Common {
  kind: "symbol-change";
  instrument: InstrumentId;
  newInstrument: InstrumentId;
}

/** Cash that is no income: it lowers the cost of the open lots, by units, and what exceeds a lot's cost is a realized gain. */
export interface ReturnOfCapital extends Common, InCurrency {
  kind: "return-of-capital";
  instrument: InstrumentId;
  amount: Decimal;
  fee?: Charge;
  tax?: Charge;
}

/** Cash that comes or goes by itself. */
export interface CashMovement extends Common, InCurrency {
  kind: "deposit" | "withdrawal" | "interest" | "interest-charge" | "fee" | "fee-refund" | "tax" | "tax-refund";
  amount: Decimal;
  /** The instrument it is on account of, where there is one. */
  instrument?: InstrumentId;
  fee?: Charge;
  tax?: Charge;
}

/** One currency given for another: `amount` of `currency` becomes `toAmount` of `toCurrency`. */
export interface Conversion extends Common, InCurrency {
  kind: "conversion";
  amount: Decimal;
  toAmount: Decimal;
  toCurrency: Currency;
  fee?: Charge;
}

/** `numerator` new units for every `denominator` old ones, at the start of the day. Lots keep their cost. */
export interface Split extends Common {
  kind: "split";
  instrument: InstrumentId;
  numerator: number;
  denominator: number;
}

export type Transaction =
  | Trade
  | Dividend
  | StockDividend
  | ReinvestedDividend
  | TransferIn
  | TransferOut
  | Move
  | CashMovement
  | Conversion
  | Split
  | SpinOff
  | Merger
  | SymbolChange
  | ReturnOfCapital;
export type TransactionKind = Transaction["kind"];
