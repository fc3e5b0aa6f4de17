import { createBooking, grossOf } from "./booking.ts";
import type { CashTrail } from "./cash.ts";
import { type Day, dayNumber } from "./day.ts";
import type { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import { Ledger } from "./ledger.ts";
import type { Currency } from "./money.ts";
import { orderTransactions } from "./ordering.ts";
import type { PortfolioSettings } from "./portfolio.ts";
import type { Disposal, Position } from "./position.ts";
import { createPosition, type PositionBuilder } from "./position-builder.ts";
import type { Rates } from "./rates.ts";
import type { SplitOn } from "./splits.ts";
import type { CashMovement, Dividend, Split, Trade, Transaction } from "./transaction.ts";

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
  splits: Map<InstrumentId, SplitOn[]>;
  /** Interest less separate charges of the portfolio as a whole, by day number and in order. */
  earnings: { day: number; amount: Decimal }[];
  /** The first day on which an amount had no exchange rate or some units no known cost: from then on sums are of the rest. Null: never. */
  partialFrom: Day | null;
  /** Currencies of amounts that had no exchange rate. */
  unrated: Currency[];
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
  const tracked = settings.cash === "tracked";
  const issues: Issue[] = [];
  const unrated = new Set<Currency>();
  const booking = createBooking(settings.baseCurrency, input.rates, issues, unrated);
  const ledger = new Ledger(settings.baseCurrency, booking);
  const builders = new Map<InstrumentId, { position: PositionBuilder; currency: Currency }>();
  const splits: Book["splits"] = new Map();
  const disposals: Disposal[] = [];

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

  function bookTrade(trade: Trade, day: number): void {
    const { position, currency } = builderOf(trade.instrument);
    const gross = grossOf(trade);
    const booked = booking.book(gross, trade.fee, trade.tax, trade, currency);
    const charges = booked.fee.base.plus(booked.tax.base);
    const buys = trade.kind === "buy";
    const disposal = buys ? position.buy(trade, booked, day) : position.sell(trade, booked, day);
    if (disposal) disposals.push(disposal);
    position.seen(trade, booked.unrated);
    ledger.seen(trade.day, booked.unrated);
    if (tracked) ledger.moveCash(trade, buys ? gross.negated() : gross, booked, day);
    else ledger.external(trade.day, buys ? booked.gross.base.plus(charges) : charges.minus(booked.gross.base));
  }

  function bookDividend(dividend: Dividend, day: number): void {
    const { position, currency } = builderOf(dividend.instrument);
    const booked = booking.book(dividend.amount, dividend.fee, dividend.tax, dividend, currency);
    position.dividend(booked, day);
    position.seen(dividend, booked.unrated);
    ledger.seen(dividend.day, booked.unrated);
    if (tracked) ledger.moveCash(dividend, dividend.amount, booked, day);
    else ledger.external(dividend.day, booked.fee.base.plus(booked.tax.base).minus(booked.gross.base));
  }

  function bookCash(movement: CashMovement, day: number): void {
    const { fees, taxes, unrated } = ledger.bookCash(movement, day);
    if (movement.instrument === undefined) return;
    const { position } = builderOf(movement.instrument);
    position.charge(fees, taxes, day);
    position.seen(movement, unrated);
  }

  function bookSplit(split: Split, day: number, later: boolean): void {
    const { instrument, numerator, denominator } = split;
    const known = splits.get(instrument);
    if (known) known.push({ day: split.day, numerator, denominator });
    else splits.set(instrument, [{ day: split.day, numerator, denominator }]);
    if (!later) builders.get(instrument)?.position.split(split, day);
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
      case "split":
        bookSplit(transaction, day, later);
        break;
      case "conversion":
        if (tracked) ledger.bookConversion(transaction, day);
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
  for (const [instrument, builder] of builders) positions.set(instrument, builder.position.finish());
  return closeBook(settings, ledger, positions, { disposals, splits, issues, unrated: [...unrated] });
}

function closeBook(
  settings: PortfolioSettings,
  ledger: Ledger,
  positions: Book["positions"],
  rest: Pick<Book, "disposals" | "splits" | "issues" | "unrated">,
): Book {
  let separateFees = ledger.fees;
  let separateTaxes = ledger.taxes;
  let partialFrom = ledger.unratedFrom;
  for (const position of positions.values()) {
    separateFees = separateFees.plus(position.separateFees);
    separateTaxes = separateTaxes.plus(position.separateTaxes);
    const { oversoldFrom } = position;
    if (oversoldFrom && !(partialFrom && partialFrom <= oversoldFrom)) partialFrom = oversoldFrom;
  }
  const { cash, interest, moneyIn, moneyOut, flows } = ledger;
  return {
    settings,
    positions,
    cash: cash.balances,
    interest,
    separateFees,
    separateTaxes,
    moneyIn,
    moneyOut,
    flows,
    cashBooked: cash.booked,
    cashTrails: cash.trails,
    earnings: ledger.earnings,
    partialFrom,
    ...rest,
  };
}
