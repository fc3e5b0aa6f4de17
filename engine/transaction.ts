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

/** Units bought or sold. The gross amount is `amount` where stated, else quantity x price unrounded. */
export interface Trade extends Common, InCurrency {
  kind: "buy" | "sell";
  instrument: InstrumentId;
  quantity: Decimal;
  price?: Decimal;
  amount?: Decimal;
  fee?: Charge;
  tax?: Charge;
}

/** Cash paid by an instrument: `amount` is gross, before fee and tax. */
export interface Dividend extends Common, InCurrency {
  kind: "dividend";
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

export type Transaction = Trade | Dividend | CashMovement | Conversion | Split;
export type TransactionKind = Transaction["kind"];
