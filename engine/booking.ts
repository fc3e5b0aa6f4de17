import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Issue } from "./issue.ts";
import type { Currency } from "./money.ts";
import { isStaleRate, type Rates } from "./rates.ts";
import type { Charge } from "./transaction.ts";

/** A part of a transaction in three views: as stated, in the portfolio's base currency, in the instrument's listing currency. */
export interface Amount {
  stated: Decimal;
  base: Decimal;
  local: Decimal;
}

/** What all amounts of a transaction have in common. */
export interface Occasion {
  id: string;
  day: Day;
  currency: Currency;
  exchangeRate?: Decimal;
}

/** A transaction's gross amount with its fee and tax. */
export interface Booked {
  gross: Amount;
  fee: Amount;
  tax: Amount;
  /** Some part had no exchange rate and counts as zero in base: an issue says so. */
  unrated: boolean;
  /** Some part is not known in the listing's currency. What is stated in that is, whatever rate is missing. */
  localUnrated: boolean;
}

/** Turns stated amounts into base and listing currency, at the transaction's own rate where it has one, else at the day's. */
export interface Booking {
  book(gross: Decimal, fee: Charge | undefined, tax: Charge | undefined, occasion: Occasion, listing: Currency): Booked;
  /** Units of one currency for one of another on the day; undefined, and an issue, where there is none. */
  rate(from: Currency, to: Currency, occasion: Occasion): Decimal | undefined;
  /** Base-currency units for one unit of the listing's currency on this occasion. */
  listingRate(occasion: Occasion, listing: Currency): Decimal | undefined;
}

/** What of an amount no rate leads to; it is zero there. */
interface Unknown {
  noBase?: boolean;
  noLocal?: boolean;
}

const NOTHING: Amount & Unknown = { stated: Decimal.ZERO, base: Decimal.ZERO, local: Decimal.ZERO };
export const NOTHING_BOOKED: Booked = {
  ...{ gross: NOTHING, fee: NOTHING, tax: NOTHING },
  ...{ unrated: false, localUnrated: false },
};

/** Adds to the issues what is wrong with a rate, and to `unrated` the currencies that have none. */
export function createBooking(base: Currency, rates: Rates, issues: Issue[], unrated: Set<Currency>): Booking {
  const said = new Set<string>();

  // A transaction asks for one rate several times, for its amount and its charges.
  let last: { from: Currency; to: Currency; day: Day; rate: Decimal } | undefined;

  function rate(from: Currency, to: Currency, { id, day }: Occasion): Decimal | undefined {
    if (last?.day === day && last.from === from && last.to === to) return last.rate;
    const found = rates.at(from, to, day);
    if (found) {
      last = { from, to, day, rate: found.rate };
      if (found.day > day) noteLater(from, to, found.day, day);
      else if (isStaleRate(found.day, day)) noteStale(from, to, found.day, day);
      return found.rate;
    }
    unrated.add(from === base ? to : from);
    const latest = issues.at(-1);
    if (latest?.code !== "no_rate" || latest.transaction !== id) {
      const message = `No exchange rate from ${from} to ${to} is known: figures in ${to} leave this transaction's amounts out.`;
      issues.push({ code: "no_rate", message, transaction: id, day });
    }
    return undefined;
  }

  /** Before the first known rate the first one counts; that is said, once for each pair of currencies. */
  function noteLater(from: Currency, to: Currency, first: Day, day: Day): void {
    const message = `The first known exchange rate from ${from} to ${to} is of ${first}; it was used for earlier days too, such as ${day}.`;
    note("later_rate", from, to, message, day);
  }

  /** Where a source has stopped, its last rate counts on; that is said too. */
  function noteStale(from: Currency, to: Currency, last: Day, day: Day): void {
    const message = `The last known exchange rate from ${from} to ${to} before ${day} is of ${last}; amounts of ${day} were converted at it.`;
    note("stale_rate", from, to, message, day);
  }

  function note(code: string, from: Currency, to: Currency, message: string, day: Day): void {
    const key = `${code} ${from} ${to}`;
    if (said.has(key)) return;
    said.add(key);
    issues.push({ code, message, day });
  }

  /** `own`: what the amount belongs to, whose rate counts before the day's. */
  function amount(stated: Decimal, occasion: Occasion, listing: Currency, own = occasion): Amount & Unknown {
    const { currency } = occasion;
    if (currency === base && listing === base) return { stated, base: stated, local: stated };
    const toBase = currency === base ? Decimal.ONE : (occasion.exchangeRate ?? rate(currency, base, occasion));
    if (!toBase) {
      const isLocal = listing === currency;
      return { stated, base: Decimal.ZERO, local: isLocal ? stated : Decimal.ZERO, noBase: true, noLocal: !isLocal };
    }
    const inBase = stated.times(toBase);
    if (listing === currency) return { stated, base: inBase, local: stated };
    if (listing === base) return { stated, base: inBase, local: inBase };
    if (listing === own.currency && own.exchangeRate) {
      return { stated, base: inBase, local: inBase.dividedBy(own.exchangeRate) };
    }
    const toListing = rate(base, listing, occasion);
    if (!toListing) return { stated, base: inBase, local: Decimal.ZERO, noLocal: true };
    return { stated, base: inBase, local: inBase.times(toListing) };
  }

  function charge(charged: Charge | undefined, occasion: Occasion, listing: Currency): Amount & Unknown {
    if (!charged || charged.amount.isZero()) return NOTHING;
    const currency = charged.currency ?? occasion.currency;
    if (currency === occasion.currency && !charged.exchangeRate) return amount(charged.amount, occasion, listing);
    const exchangeRate = charged.exchangeRate;
    const own = { id: occasion.id, day: occasion.day, currency, exchangeRate };
    return amount(charged.amount, own, listing, occasion);
  }

  return {
    rate,

    book(stated, fee, tax, occasion, listing) {
      const gross = amount(stated, occasion, listing);
      const fees = charge(fee, occasion, listing);
      const taxes = charge(tax, occasion, listing);
      return {
        ...{ gross, fee: fees, tax: taxes },
        unrated: gross.noBase || fees.noBase || taxes.noBase || false,
        localUnrated: gross.noLocal || fees.noLocal || taxes.noLocal || false,
      };
    },

    listingRate(occasion, listing) {
      if (listing === base) return Decimal.ONE;
      if (listing === occasion.currency && occasion.exchangeRate) return occasion.exchangeRate;
      return rate(listing, base, occasion);
    },
  };
}
