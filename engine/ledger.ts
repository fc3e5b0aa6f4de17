import type { Booked, Booking } from "./booking.ts";
import { type CashLedger, createCashLedger } from "./cash.ts";
import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Currency } from "./money.ts";
import type { CashMovement, Conversion, Transaction } from "./transaction.ts";

/** The money side of a book being built: tracked cash, external flows, and charges on account of no instrument. */
export class Ledger {
  readonly cash: CashLedger = createCashLedger();
  readonly flows: { day: Day; amount: Decimal }[] = [];
  moneyIn = Decimal.ZERO;
  moneyOut = Decimal.ZERO;
  interest = Decimal.ZERO;
  fees = Decimal.ZERO;
  taxes = Decimal.ZERO;
  /** Interest less charges of the portfolio as a whole, by day number. */
  readonly earnings: { day: number; amount: Decimal }[] = [];
  /** The first day with a row that had no exchange rate. */
  unratedFrom: Day | null = null;
  private readonly base: Currency;
  private readonly booking: Booking;

  constructor(base: Currency, booking: Booking) {
    this.base = base;
    this.booking = booking;
  }

  /** Called with each row's day, in order. */
  seen(day: Day, unrated: boolean): void {
    if (unrated) this.unratedFrom ??= day;
  }

  /** Money from outside, or to outside where negative. */
  external(day: Day, amount: Decimal): void {
    if (amount.isZero()) return;
    this.flows.push({ day, amount });
    if (amount.isNegative()) this.moneyOut = this.moneyOut.minus(amount);
    else this.moneyIn = this.moneyIn.plus(amount);
  }

  /** Moves tracked cash by a signed gross amount, and takes fee and tax, each in its own currency. */
  moveCash(transaction: Exclude<Transaction, { kind: "split" }>, gross: Decimal, booked: Booked, day: number): void {
    const { currency } = transaction;
    const tax = "tax" in transaction ? transaction.tax : undefined;
    let amount = gross;
    let base = gross.isNegative() ? booked.gross.base.negated() : booked.gross.base;
    const charges = [
      [transaction.fee, booked.fee.base],
      [tax, booked.tax.base],
    ] as const;
    for (const [charge, value] of charges) {
      if (!charge) continue;
      if ((charge.currency ?? currency) === currency) {
        amount = amount.minus(charge.amount);
        base = base.minus(value);
      } else this.cash.move(charge.currency!, charge.amount.negated(), value.negated(), day);
    }
    this.cash.move(currency, amount, base, day);
  }

  /** A row of cash alone. Gives back its fees and taxes in base when they are on account of an instrument. */
  bookCash(movement: CashMovement, day: number): { fees: Decimal; taxes: Decimal; unrated: boolean } {
    const booked = this.booking.book(movement.amount, movement.fee, movement.tax, movement, this.base);
    const amount = booked.gross.base;
    let fees = booked.fee.base;
    let taxes = booked.tax.base;
    let comes = false;
    switch (movement.kind) {
      case "deposit":
        this.external(movement.day, amount);
        comes = true;
        break;
      case "withdrawal":
        this.external(movement.day, amount.negated());
        break;
      case "interest":
        this.interest = this.interest.plus(amount);
        this.earnings.push({ day, amount });
        comes = true;
        break;
      case "interest-charge":
        this.interest = this.interest.minus(amount);
        this.earnings.push({ day, amount: amount.negated() });
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
    if (movement.instrument === undefined) {
      this.charge(fees, taxes, day);
    }
    this.seen(movement.day, booked.unrated);
    this.moveCash(movement, comes ? movement.amount : movement.amount.negated(), booked, day);
    return { fees, taxes, unrated: booked.unrated };
  }

  private charge(fees: Decimal, taxes: Decimal, day: number): void {
    this.fees = this.fees.plus(fees);
    this.taxes = this.taxes.plus(taxes);
    this.earnings.push({ day, amount: fees.plus(taxes).negated() });
  }

  /** Both sides count as worth the same, so what the bank kept shows up as a loss on the currency it was changed into. */
  bookConversion(conversion: Conversion, day: number): void {
    const { amount, currency, toAmount, toCurrency, fee } = conversion;
    const [stated, given] = toCurrency === this.base ? [toAmount, this.base] : [amount, currency];
    const worth = this.booking.book(stated, undefined, undefined, { ...conversion, currency: given }, this.base);
    const booked = this.booking.book(Decimal.ZERO, fee, undefined, conversion, this.base);
    this.seen(conversion.day, worth.unrated || booked.unrated);
    this.charge(booked.fee.base, Decimal.ZERO, day);
    this.moveCash(conversion, amount.negated(), { ...booked, gross: worth.gross }, day);
    this.cash.move(toCurrency, toAmount, worth.gross.base, day);
  }
}
