import { Decimal } from "./decimal.ts";
import { type Currency, minorPlaces } from "./money.ts";

/** A balance after each day it moved on, and what its movements so far were worth in base when booked: float64, for daily series. */
export interface CashTrail {
  days: number[];
  balances: number[];
  booked: number[];
}

/** Cash balances by currency. They move by minor-unit amounts, as accounts do; everything else keeps all places. */
export interface CashLedger {
  readonly balances: Map<Currency, Decimal>;
  readonly trails: Map<Currency, CashTrail>;
  /** What all movements of a currency were worth in base when they were booked, unrounded. */
  readonly booked: Map<Currency, Decimal>;
  /** Adds an amount (negative: takes it), rounded half-even to the currency's minor unit. `base` is what it is worth in base. */
  move(currency: Currency, amount: Decimal, base: Decimal, day: number): void;
}

export function createCashLedger(): CashLedger {
  const balances = new Map<Currency, Decimal>();
  const booked = new Map<Currency, Decimal>();
  const trails = new Map<Currency, CashTrail>();
  return {
    balances,
    booked,
    trails,
    move(currency, amount, base, day) {
      const worth = (booked.get(currency) ?? Decimal.ZERO).plus(base);
      booked.set(currency, worth);
      const balance = (balances.get(currency) ?? Decimal.ZERO).plus(amount.round(minorPlaces(currency)));
      balances.set(currency, balance);
      let trail = trails.get(currency);
      if (!trail) {
        trail = { days: [], balances: [], booked: [] };
        trails.set(currency, trail);
      }
      let last = trail.days.length - 1;
      if (trail.days[last] !== day) {
        last++;
        trail.days.push(day);
      }
      trail.balances[last] = balance.toFloat();
      trail.booked[last] = worth.toFloat();
    },
  };
}
