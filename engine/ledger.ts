import type { Booked, Booking } from "./booking.ts";
import { type CashMove, cashMove } from "./cash.ts";
import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Currency } from "./money.ts";
import type { UnitsOnly } from "./posting.ts";
import type { CashMovement, Charge, Conversion, Transaction } from "./transaction.ts";

/** Money from outside, or to outside where negative, in base. */
export interface Flow {
  /** Day number. */
  day: number;
  amount: Decimal;
}

/** Interest and charges of the portfolio as a whole, on account of no instrument, in base. */
export interface Earning {
  /** Day number. */
  day: number;
  interest: Decimal;
  fees: Decimal;
  taxes: Decimal;
}

/** The money side of some transactions, whatever the cost method: cash, external flows, and what belongs to no instrument. */
export class Ledger {
  readonly cash: CashMove[] = [];
  readonly flows: Flow[] = [];
  /** Sums of the flows, each above zero. */
  moneyIn = Decimal.ZERO;
  moneyOut = Decimal.ZERO;
  readonly earnings: Earning[] = [];
  /** Sums of the earnings. */
  interest = Decimal.ZERO;
  fees = Decimal.ZERO;
  taxes = Decimal.ZERO;
  /** The first day with a row that had no exchange rate. */
  unratedFrom: Day | null = null;
  private readonly base: Currency;
  private readonly booking: Booking;
  /** A transaction with its own rate moves cash of the base currency: the broker changed it at once. */
  private readonly changesAtOnce: boolean;

  constructor(base: Currency, booking: Booking, changesAtOnce: boolean) {
    this.base = base;
    this.booking = booking;
    this.changesAtOnce = changesAtOnce;
  }

  seen(day: Day, unrated: boolean): void {
    if (unrated) this.unratedFrom ??= day;
  }

  external(day: number, amount: Decimal): void {
    if (amount.isZero()) return;
    this.flows.push({ day, amount });
    if (amount.isNegative()) this.moneyOut = this.moneyOut.minus(amount);
    else this.moneyIn = this.moneyIn.plus(amount);
  }

  /**
   * Moves cash by the gross amount, which comes (1) or goes (-1), and by fee and tax, each in its own currency. `taken` is 1 where these are
   * paid, -1 where they come back.
   */
  moveCash(
    transaction: Exclude<Transaction, UnitsOnly>,
    direction: 1 | -1,
    booked: Booked,
    day: number,
    taken: 1 | -1 = 1,
  ): void {
    const { currency, exchangeRate } = transaction;
    const signed = (amount: Decimal) => (taken === 1 ? amount.negated() : amount);
    const { gross } = booked;
    let amount = direction === 1 ? gross.stated : gross.stated.negated();
    let base = direction === 1 ? gross.base : gross.base.negated();
    const charge = (charged: Charge | undefined, value: Decimal) => {
      if (!charged) return;
      if ((charged.currency ?? currency) === currency) {
        amount = amount.plus(signed(charged.amount));
        base = base.plus(signed(value));
      } else this.move(charged.currency!, signed(charged.amount), signed(value), day, charged.exchangeRate);
    };
    charge(transaction.fee, booked.fee.base);
    charge("tax" in transaction ? transaction.tax : undefined, booked.tax.base);
    this.move(currency, amount, base, day, exchangeRate);
  }

  /** A row of cash alone. Gives back its fees and taxes in base when they are on account of an instrument. */
  bookCash(movement: CashMovement, day: number): { fees: Decimal; taxes: Decimal; unrated: boolean } {
    const booked = this.booking.book(movement.amount, movement.fee, movement.tax, movement, this.base);
    const amount = booked.gross.base;
    let fees = booked.fee.base;
    let taxes = booked.tax.base;
    let interest = Decimal.ZERO;
    let comes = false;
    switch (movement.kind) {
      case "deposit":
        this.external(day, amount);
        comes = true;
        break;
      case "withdrawal":
        this.external(day, amount.negated());
        break;
      case "interest":
        interest = amount;
        comes = true;
        break;
      case "interest-charge":
        interest = amount.negated();
        break;
      case "fee":
        fees = fees.plus(amount);
        break;
      case "fee-refund":
        fees = fees.minus(amount);
        comes = true;
        break;
      case "tax":
        taxes = taxes.plus(amount);
        break;
      case "tax-refund":
        taxes = taxes.minus(amount);
        comes = true;
        break;
      default:
        movement.kind satisfies never;
    }
    const own = movement.instrument === undefined;
    this.earn(day, interest, own ? fees : Decimal.ZERO, own ? taxes : Decimal.ZERO);
    this.seen(movement.day, booked.unrated);
    this.moveCash(movement, comes ? 1 : -1, booked, day);
    return { fees, taxes, unrated: booked.unrated };
  }

  /** Both sides count as worth the same, so what the bank kept shows up as a loss on the currency it was changed into. */
  bookConversion(conversion: Conversion, day: number): void {
    const { amount, currency, toAmount, toCurrency, fee } = conversion;
    const [stated, given] = toCurrency === this.base ? [toAmount, this.base] : [amount, currency];
    const worth = this.booking.book(stated, undefined, undefined, { ...conversion, currency: given }, this.base);
    const booked = this.booking.book(Decimal.ZERO, fee, undefined, conversion, this.base);
    this.seen(conversion.day, worth.unrated || booked.unrated);
    this.earn(day, Decimal.ZERO, booked.fee.base, Decimal.ZERO);
    const { exchangeRate: _, ...ofItsOwn } = conversion;
    this.moveCash(ofItsOwn, -1, { ...booked, gross: { ...worth.gross, stated: amount } }, day);
    this.move(toCurrency, toAmount, worth.gross.base, day, undefined);
  }

  private earn(day: number, interest: Decimal, fees: Decimal, taxes: Decimal): void {
    this.interest = this.interest.plus(interest);
    this.fees = this.fees.plus(fees);
    this.taxes = this.taxes.plus(taxes);
    if (!interest.isZero() || !fees.isZero() || !taxes.isZero()) this.earnings.push({ day, interest, fees, taxes });
  }

  private move(currency: Currency, amount: Decimal, base: Decimal, day: number, ownRate: Decimal | undefined): void {
    if (this.changesAtOnce && ownRate && currency !== this.base) this.cash.push(cashMove(this.base, base, base, day));
    else this.cash.push(cashMove(currency, amount, base, day));
  }
}
