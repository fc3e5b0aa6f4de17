import { Decimal } from "./decimal.ts";
import type { Lot, Taken } from "./lot.ts";
import type { CostMethod } from "./portfolio.ts";
import type { LotChoice } from "./transaction.ts";

const { ZERO } = Decimal;

/**
 * The open lots of one position, kept by a cost method: first in first out, last in first out (both by the day they were bought, wherever
 * that was), highest cost per unit first, the lots that are named, or one lot at the moving average. Totals are the exact sums of the lots,
 * so no cost is made or lost.
 */
export class LotPool {
  quantity = ZERO;
  cost = ZERO;
  private local = ZERO;
  private readonly method: CostMethod;
  /** The listing's currency is the base currency: both costs are one, and half the work. */
  private readonly inBase: boolean;
  // By day, of one day in the order of booking; hifo by cost. The next lot to leave is at the end (lifo, hifo, average) or at `head` (fifo, specific).
  private open: Lot[] = [];
  private head = 0;
  /** The order of booking, where lots are kept in another. */
  private readonly booked = new Map<Lot, number>();
  private bookings = 0;

  constructor(method: CostMethod, inBase: boolean) {
    this.method = method;
    this.inBase = inBase;
  }

  get localCost(): Decimal {
    return this.inBase ? this.cost : this.local;
  }

  add(lot: Lot): void {
    this.quantity = this.quantity.plus(lot.quantity);
    this.cost = this.cost.plus(lot.cost);
    if (!this.inBase) this.local = this.local.plus(lot.localCost);
    const { open, method } = this;
    if (method === "average" && open.length > 0) {
      const pool = open[0]!;
      pool.quantity = this.quantity;
      pool.cost = this.cost;
      pool.localCost = this.localCost;
    } else if (method === "hifo") {
      this.booked.set(lot, this.bookings++);
      open.splice(placeByUnitCost(open, lot), 0, lot);
    } else this.placeByDay(lot);
  }

  /** Lots that come from elsewhere may be older than those that are here. */
  private placeByDay(lot: Lot): void {
    const { open } = this;
    let place = open.length;
    while (place > this.head && open[place - 1]!.acquired > lot.acquired) place--;
    if (place === open.length) open.push(lot);
    else open.splice(place, 0, lot);
  }

  /** Takes units by the method; all of them, with all cost, when `quantity` reaches what there is. */
  take(quantity: Decimal, choices: readonly LotChoice[] = []): Taken {
    const all = quantity.compare(this.quantity) >= 0;
    if (this.method === "average") return this.takeAverage(quantity, all);
    let lots: Lot[] = [];
    let missing = all ? this.quantity : quantity;
    const isNamed = this.method === "specific" && !all;
    if (isNamed) missing = this.takeNamed(missing, choices, lots);
    const unnamed = isNamed ? missing : ZERO;
    const first = this.method === "fifo" || this.method === "specific";
    while (this.head < this.open.length && (all || missing.isPositive())) {
      const lot = first ? this.open[this.head]! : this.open[this.open.length - 1]!;
      const whole = all || lot.quantity.compare(missing) <= 0;
      const part = whole ? lot : this.split(lot, missing);
      if (whole) this.dropNext(lot);
      missing = missing.minus(part.quantity);
      // Mostly it is one lot. A list that is pushed to has room for seventeen, and ten thousand sales keep theirs.
      if (lots.length === 0) lots = [part];
      else lots.push(part);
    }
    return this.left(lots, unnamed);
  }

  /** Everything there is, with its cost: an empty pool is left. */
  takeAll(): Lot[] {
    return this.take(this.quantity).lots;
  }

  /** Units x numerator / denominator in every lot; cost stays. */
  multiply(numerator: Decimal, denominator: Decimal): void {
    this.quantity = ZERO;
    for (let i = this.head; i < this.open.length; i++) {
      const lot = this.open[i]!;
      lot.quantity = lot.quantity.timesRatio(numerator, denominator);
      lot.paid &&= lot.paid.timesRatio(denominator, numerator);
      this.quantity = this.quantity.plus(lot.quantity);
    }
  }

  /** More units (fewer, where below zero) for those there are, each lot by its units; the last takes what rounding leaves. */
  spread(units: Decimal): void {
    const before = this.quantity;
    let rest = units;
    this.eachLot((lot, isLast) => {
      const share = isLast ? rest : units.timesRatio(lot.quantity, before);
      rest = rest.minus(share);
      const after = lot.quantity.plus(share);
      if (!after.isZero()) lot.paid &&= lot.paid.timesRatio(lot.quantity, after);
      lot.quantity = after;
    });
    this.quantity = before.plus(units);
  }

  /** Takes an amount off the cost, each lot by its units and none below zero. Gives back what there was no cost for. */
  lowerCost(amount: Decimal, localAmount: Decimal): { cost: Decimal; localCost: Decimal } {
    const before = { cost: this.cost, localCost: this.localCost };
    let rest = amount;
    let localRest = localAmount;
    this.cost = ZERO;
    this.local = ZERO;
    this.eachLot((lot, isLast) => {
      const share = isLast ? rest : amount.timesRatio(lot.quantity, this.quantity);
      const localShare = isLast ? localRest : localAmount.timesRatio(lot.quantity, this.quantity);
      rest = rest.minus(share);
      localRest = localRest.minus(localShare);
      lot.cost = atLeastZero(lot.cost.minus(share));
      lot.localCost = this.inBase ? lot.cost : atLeastZero(lot.localCost.minus(localShare));
      lot.paid &&= atLeastZero(lot.paid.minus(localAmount.dividedBy(this.quantity)));
      this.cost = this.cost.plus(lot.cost);
      if (!this.inBase) this.local = this.local.plus(lot.localCost);
    });
    return {
      cost: amount.minus(before.cost.minus(this.cost)),
      localCost: localAmount.minus(before.localCost.minus(this.localCost)),
    };
  }

  /** A share of every lot's cost, for new units at `numerator` for `denominator` held. The lots given back keep their dates. */
  shareOut(share: Decimal, numerator: Decimal, denominator: Decimal): Lot[] {
    const lots: Lot[] = [];
    this.eachLot((lot) => {
      const cost = lot.cost.times(share);
      const localCost = this.inBase ? cost : lot.localCost.times(share);
      lot.cost = lot.cost.minus(cost);
      lot.localCost = this.inBase ? lot.cost : lot.localCost.minus(localCost);
      this.cost = this.cost.minus(cost);
      if (!this.inBase) this.local = this.local.minus(localCost);
      const given = { ...lot, quantity: lot.quantity.timesRatio(numerator, denominator), cost, localCost };
      if (lot.paid) {
        if (numerator.isPositive()) given.paid = lot.paid.times(share).timesRatio(denominator, numerator);
        lot.paid = lot.paid.minus(lot.paid.times(share));
      }
      lots.push(given);
    });
    return lots;
  }

  /** By the day they were bought, of one day in the order of booking. */
  lots(): Lot[] {
    const rest = this.open.slice(this.head);
    if (this.method !== "hifo") return rest;
    return rest.sort((a, b) => compareText(a.acquired, b.acquired) || this.booked.get(a)! - this.booked.get(b)!);
  }

  /** The one lot is the pool, so its sums are the pool's. */
  private takeAverage(quantity: Decimal, all: boolean): Taken {
    const [pool] = this.open;
    if (!pool) return { quantity: ZERO, cost: ZERO, localCost: ZERO, lots: [], unnamed: ZERO };
    const part = all ? pool : this.split(pool, quantity);
    if (all) this.open = [];
    this.quantity = all ? ZERO : pool.quantity;
    this.cost = all ? ZERO : pool.cost;
    this.local = all ? ZERO : pool.localCost;
    return { quantity: part.quantity, cost: part.cost, localCost: part.localCost, lots: [part], unnamed: ZERO };
  }

  private takeNamed(wanted: Decimal, choices: readonly LotChoice[], lots: Lot[]): Decimal {
    let missing = wanted;
    for (const { transaction, acquired, quantity } of choices) {
      const fits = (lot: Lot) => lot.transaction === transaction && (!acquired || lot.acquired === acquired);
      let units = quantity.compare(missing) < 0 ? quantity : missing;
      // A transfer may have brought several lots of one day.
      for (let at = this.head; at < this.open.length && units.isPositive(); ) {
        const lot = this.open[at]!;
        const whole = lot.quantity.compare(units) <= 0;
        if (!fits(lot)) {
          at++;
          continue;
        }
        const part = whole ? lot : this.split(lot, units);
        if (whole) this.open.splice(at, 1);
        units = units.minus(part.quantity);
        missing = missing.minus(part.quantity);
        lots.push(part);
      }
    }
    return missing;
  }

  /** Takes some units out of a lot with their share of its cost. The lot keeps what rounding leaves. */
  private split(lot: Lot, quantity: Decimal): Lot {
    const cost = lot.cost.timesRatio(quantity, lot.quantity);
    const localCost = this.inBase ? cost : lot.localCost.timesRatio(quantity, lot.quantity);
    lot.quantity = lot.quantity.minus(quantity);
    lot.cost = lot.cost.minus(cost);
    lot.localCost = this.inBase ? lot.cost : lot.localCost.minus(localCost);
    return { ...lot, quantity, cost, localCost };
  }

  private dropNext(lot: Lot): void {
    if (this.method === "fifo" || this.method === "specific") {
      this.head++;
      if (this.head > 64 && this.head * 2 > this.open.length) {
        this.open = this.open.slice(this.head);
        this.head = 0;
      }
    } else this.open.pop();
    this.booked.delete(lot);
  }

  private left(lots: Lot[], unnamed: Decimal): Taken {
    if (lots.length === 1) {
      const [{ quantity, cost, localCost }] = lots as [Lot];
      this.forget(quantity, cost, localCost);
      return { quantity, cost, localCost, lots, unnamed };
    }
    let quantity = ZERO;
    let cost = ZERO;
    let localCost = ZERO;
    for (const lot of lots) {
      quantity = quantity.plus(lot.quantity);
      cost = cost.plus(lot.cost);
      if (!this.inBase) localCost = localCost.plus(lot.localCost);
    }
    if (this.inBase) localCost = cost;
    this.forget(quantity, cost, localCost);
    return { quantity, cost, localCost, lots, unnamed };
  }

  private forget(quantity: Decimal, cost: Decimal, localCost: Decimal): void {
    this.quantity = this.quantity.minus(quantity);
    this.cost = this.cost.minus(cost);
    if (!this.inBase) this.local = this.local.minus(localCost);
  }

  private eachLot(use: (lot: Lot, isLast: boolean) => void): void {
    for (let i = this.head; i < this.open.length; i++) use(this.open[i]!, i === this.open.length - 1);
  }
}

function atLeastZero(value: Decimal): Decimal {
  return value.isNegative() ? ZERO : value;
}

/** Ascending by cost per unit in the listing's currency; of equal lots the oldest leaves first, of one day the one booked first. */
function placeByUnitCost(lots: readonly Lot[], lot: Lot): number {
  let low = 0;
  let high = lots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isCheaper(lots[middle]!, lot)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isCheaper(lot: Lot, than: Lot): boolean {
  // a/b < c/d as a x d < c x b, without a rounded division.
  const difference =
    lot.paid || than.paid
      ? paidFor(lot).compare(paidFor(than))
      : lot.localCost.times(than.quantity).compare(than.localCost.times(lot.quantity));
  return difference < 0 || (difference === 0 && lot.acquired > than.acquired);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function paidFor({ paid, localCost, quantity }: Lot): Decimal {
  return paid ?? localCost.dividedBy(quantity);
}
