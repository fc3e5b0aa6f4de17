import type { Book } from "./book.ts";
import { dayFromNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { CashValue, DayChangeOf } from "./valuation.ts";
import type { RateOn } from "./valuer.ts";

/** What no price changes, as float64 in base currency. */
export type BookFacts = ReturnType<typeof bookFacts>;

export function bookFacts(book: Book, today: number, rateOn: RateOn) {
  const tracked = book.settings.cash === "tracked";
  let ownFees = book.separateFees;
  let ownTaxes = book.separateTaxes;
  for (const { separateFees, separateTaxes } of book.positions.values()) {
    ownFees = ownFees.minus(separateFees);
    ownTaxes = ownTaxes.minus(separateTaxes);
  }
  return {
    baseCurrency: book.settings.baseCurrency,
    tracked,
    partial: book.partialFrom !== null,
    unrated: book.unrated,
    oversold: [...book.positions.values()]
      .filter(({ oversoldFrom }) => oversoldFrom)
      .map(({ instrument }) => instrument),
    moneyIn: book.moneyIn.toNumber(),
    moneyOut: book.moneyOut.toNumber(),
    invested: book.moneyIn.minus(book.moneyOut).toNumber(),
    interest: book.interest.toNumber(),
    separate: book.separateFees.plus(book.separateTaxes).toNumber(),
    /** Charges of the portfolio as a whole, on account of no instrument. */
    ownFees: ownFees.toNumber(),
    ownTaxes: ownTaxes.toNumber(),
    cash: valueCash(book, rateOn, today),
    cashDay: cashDay(book, today, rateOn),
    putInToday: tracked ? putInSince(book, today) : 0,
  };
}

function valueCash(book: Book, rateOn: RateOn, today: number): CashValue[] {
  const values: CashValue[] = [];
  for (const [currency, amount] of book.cash) {
    const rate = rateOn(currency, today);
    const value = Number.isNaN(rate) ? (amount.isZero() ? 0 : null) : amount.toNumber() * rate;
    const booked = book.cashBooked.get(currency)?.toNumber() ?? 0;
    values.push({ currency, amount, value, currencyGain: value === null ? null : value - booked, weight: null });
  }
  return values;
}

/** Tracked balances of the evening before, and what the day's change of rates made of them. */
function cashDay(book: Book, today: number, rateOn: RateOn) {
  let change = 0;
  let base = 0;
  for (const [currency, { days, balances }] of book.cashTrails) {
    let last = days.length - 1;
    while (last >= 0 && days[last]! >= today) last--;
    if (last < 0) continue;
    const before = balances[last]! * rateOn(currency, today - 1);
    const now = balances[last]! * rateOn(currency, today);
    if (Number.isNaN(before + now)) continue;
    change += now - before;
    base += before;
  }
  const day = dayFromNumber(today);
  const of: DayChangeOf = { day, earliest: day, previous: dayFromNumber(today - 1) };
  return { change, base, of };
}

function putInSince({ flows }: Book, today: number): number {
  let amount = Decimal.ZERO;
  for (let i = flows.length - 1; i >= 0 && flows[i]!.day >= today; i--) {
    if (flows[i]!.amount.isPositive()) amount = amount.plus(flows[i]!.amount);
  }
  return amount.toNumber();
}
