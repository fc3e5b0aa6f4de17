import { type Booked, createBooking, grossOf } from "./booking.ts";
import { type CashTrail, createCashLedger } from "./cash.ts";
import { type Day, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import { orderTransactions } from "./ordering.ts";
import type { PortfolioSettings } from "./portfolio.ts";
import type { Disposal, Position } from "./position.ts";
import { createPosition, type PositionBuilder } from "./position-builder.ts";
import type { Rates } from "./rates.ts";
import type { CashMovement, Conversion, Dividend, Trade, Transaction } from "./transaction.ts";

export interface BookInput {
  /** In journal order. */
  transactions: readonly Transaction[];
  settings: PortfolioSettings;
  rates: Rates;
  /** Currency of each instrument's listing; a trade in another currency is converted at the day's rate. */
  currencyOf(instrument: InstrumentId): Currency;
  /** How people write the instrument, for messages. Default: its id. */
  symbolOf?(instrument: InstrumentId): string;
  /** Transactions after this day are left out. Default: none are. */
  through?: Day;
}

/** What a journal adds up to. */
export interface Book {
  settings: PortfolioSettings;
  /** Positions ever held, closed ones with a quantity of zero, in order of first appearance. */
  positions: Map<InstrumentId, Position>;
  /** Balances by currency; only kept where cash is tracked. */
  cash: Map<Currency, Decimal>;
  disposals: Disposal[];
  /** Base currency. Interest earned less interest charged; like all cash rows only counted where cash is tracked. */
  interest: Decimal;
  /** Fees and taxes in no cost and no proceeds, of instruments and of the portfolio as a whole. */
  separateFees: Decimal;
  separateTaxes: Decimal;
  /** Money put in and taken out, by the definition of the cash mode, in base at the rates of its days. */
  moneyIn: Decimal;
  moneyOut: Decimal;
  /** The external flows behind them: in is positive. In order of days. */
  flows: { day: Day; amount: Decimal }[];
  /** What all movements of each currency of tracked cash were worth in base when they were booked. */
  cashBooked: Map<Currency, Decimal>;
  /** Balances of tracked cash after each day they moved on. */
  cashTrails: Map<Currency, CashTrail>;
  /** Splits known from the journal, for basis changes of prices. */
  splits: Map<InstrumentId, { day: Day; numerator: number; denominator: number }[]>;
  /** Some amount had no exchange rate, or some units no known cost: sums are of the rest. */
  partial: boolean;
  issues: Issue[];
}

/**
 * Books transactions in the order in which they take effect (see `orderTransactions`). Exact: all sums in decimals of 18 places.
 * What is wrong with the data comes back as issues, never as an exception: `oversold`, `no_rate`.
 * Where cash is untracked, each trade and dividend is its own external flow, and rows of cash alone (deposits, withdrawals, interest,
 * fees and taxes that belong to no trade, conversions) are left out of every figure.
 */
export function buildBook(input: BookInput): Book {
  const { settings, through } = input;
  const base = settings.baseCurrency;
  const tracked = settings.cash === "tracked";
  const issues: Issue[] = [];
  const booking = createBooking(base, input.rates, issues);
  const builders = new Map<InstrumentId, { position: PositionBuilder; currency: Currency }>();
  const splits: Book["splits"] = new Map();
  const cash = createCashLedger();
  const disposals: Disposal[] = [];
  const flows: Book["flows"] = [];
  let interest = Decimal.ZERO;
  let separateFees = Decimal.ZERO;
  let separateTaxes = Decimal.ZERO;
  let moneyIn = Decimal.ZERO;
  let moneyOut = Decimal.ZERO;
  let unrated = false;

  function builderOf(instrument: InstrumentId) {
    let builder = builders.get(instrument);
    if (!builder) {
      const currency = input.currencyOf(instrument);
      const symbol = input.symbolOf?.(instrument) ?? instrument;
      builder = { position: createPosition(instrument, currency, { settings, booking, issues, symbol }), currency };
      builders.set(instrument, builder);
    }
    return builder;
  }

  /** Money from outside, or to outside where negative. */
  function external(day: Day, amount: Decimal): void {
    if (amount.isZero()) return;
    flows.push({ day, amount });
    if (amount.isNegative()) moneyOut = moneyOut.minus(amount);
    else moneyIn = moneyIn.plus(amount);
  }

  /** Moves tracked cash by a signed gross amount, and takes fee and tax, each in its own currency. */
  function moveCash(
    transaction: Exclude<Transaction, { kind: "split" }>,
    gross: Decimal,
    booked: Booked,
    day: number,
  ): void {
    const { currency } = transaction;
    const tax = "tax" in transaction ? transaction.tax : undefined;
    let amount = gross;
    let base = gross.isNegative() ? booked.gross.base.negated() : booked.gross.base;
    for (const [charge, value] of [
      [transaction.fee, booked.fee.base],
      [tax, booked.tax.base],
    ] as const) {
      if (!charge) continue;
      if ((charge.currency ?? currency) === currency) {
        amount = amount.minus(charge.amount);
        base = base.minus(value);
      } else cash.move(charge.currency!, charge.amount.negated(), value.negated(), day);
    }
    cash.move(currency, amount, base, day);
  }

  function bookTrade(trade: Trade, day: number): void {
    const { position, currency } = builderOf(trade.instrument);
    const gross = grossOf(trade);
    const booked = booking.book(gross, trade.fee, trade.tax, trade, currency);
    const charges = booked.fee.base.plus(booked.tax.base);
    const buys = trade.kind === "buy";
    const disposal = buys ? position.buy(trade, booked, day) : position.sell(trade, booked, day);
    if (disposal) disposals.push(disposal);
    position.seen(trade, booked.unrated);
    unrated ||= booked.unrated;
    if (tracked) moveCash(trade, buys ? gross.negated() : gross, booked, day);
    else external(trade.day, buys ? booked.gross.base.plus(charges) : charges.minus(booked.gross.base));
  }

  function bookDividend(dividend: Dividend, day: number): void {
    const { position, currency } = builderOf(dividend.instrument);
    const booked = booking.book(dividend.amount, dividend.fee, dividend.tax, dividend, currency);
    position.dividend(booked);
    position.seen(dividend, booked.unrated);
    unrated ||= booked.unrated;
    if (tracked) moveCash(dividend, dividend.amount, booked, day);
    else external(dividend.day, booked.fee.base.plus(booked.tax.base).minus(booked.gross.base));
  }

  function bookCash(movement: CashMovement, day: number): void {
    const booked = booking.book(movement.amount, movement.fee, movement.tax, movement, base);
    unrated ||= booked.unrated;
    const amount = booked.gross.base;
    let fees = booked.fee.base;
    let taxes = booked.tax.base;
    let comes = false;
    switch (movement.kind) {
      case "deposit":
        external(movement.day, amount);
        comes = true;
        break;
      case "withdrawal":
        external(movement.day, amount.negated());
        break;
      case "interest":
        interest = interest.plus(amount);
        comes = true;
        break;
      case "interest-charge":
        interest = interest.minus(amount);
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
    if (movement.instrument !== undefined) {
      const { position } = builderOf(movement.instrument);
      position.charge(fees, taxes);
      position.seen(movement, booked.unrated);
    } else {
      separateFees = separateFees.plus(fees);
      separateTaxes = separateTaxes.plus(taxes);
    }
    moveCash(movement, comes ? movement.amount : movement.amount.negated(), booked, day);
  }

  /** Both sides count as worth the same, so what the bank kept shows up as a loss on the currency it was changed into. */
  function bookConversion(conversion: Conversion, day: number): void {
    const { amount, currency, toAmount, toCurrency, fee } = conversion;
    const given = toCurrency === base ? { stated: toAmount, currency: base } : { stated: amount, currency };
    const worth = booking.book(given.stated, undefined, undefined, { ...conversion, currency: given.currency }, base);
    const booked = booking.book(Decimal.ZERO, fee, undefined, conversion, base);
    unrated ||= worth.unrated || booked.unrated;
    separateFees = separateFees.plus(booked.fee.base);
    moveCash(conversion, amount.negated(), { ...booked, gross: worth.gross }, day);
    cash.move(toCurrency, toAmount, worth.gross.base, day);
  }

  for (const transaction of orderTransactions(input.transactions)) {
    // Later splits are still noted: a series of closes may be adjusted for them.
    const later = through !== undefined && transaction.day > through;
    if (later && transaction.kind !== "split") continue;
    const day = dayNumber(transaction.day);
    switch (transaction.kind) {
      case "buy":
      case "sell":
        bookTrade(transaction, day);
        break;
      case "dividend":
        bookDividend(transaction, day);
        break;
      case "split": {
        const { instrument, numerator, denominator } = transaction;
        const known = splits.get(instrument);
        if (known) known.push({ day: transaction.day, numerator, denominator });
        else splits.set(instrument, [{ day: transaction.day, numerator, denominator }]);
        if (!later) builders.get(instrument)?.position.split(transaction, day);
        break;
      }
      case "conversion":
        if (tracked) bookConversion(transaction, day);
        break;
      case "deposit":
      case "withdrawal":
      case "interest":
      case "interest-charge":
      case "fee":
      case "fee-refund":
      case "tax":
      case "tax-refund":
        if (tracked) bookCash(transaction, day);
        break;
      default:
        transaction satisfies never;
    }
  }

  const positions = new Map<InstrumentId, Position>();
  let partial = unrated;
  for (const [instrument, builder] of builders) {
    const position = builder.position.finish();
    positions.set(instrument, position);
    separateFees = separateFees.plus(position.separateFees);
    separateTaxes = separateTaxes.plus(position.separateTaxes);
    partial ||= position.oversold;
  }
  return {
    settings,
    positions,
    cash: cash.balances,
    disposals,
    interest,
    separateFees,
    separateTaxes,
    moneyIn,
    moneyOut,
    flows,
    cashBooked: cash.booked,
    cashTrails: cash.trails,
    splits,
    partial,
    issues,
  };
}
