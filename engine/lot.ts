import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { CostMethod } from "./portfolio.ts";

/** Units bought together, with their total cost. `cost` is in base at the rate of the day, `localCost` in the listing's currency. */
export interface Lot {
  transaction: string;
  acquired: Day;
  account?: string;
  quantity: Decimal;
  cost: Decimal;
  localCost: Decimal;
}

/** What a sale took from the lots: whole lots and parts of lots, with the cost that goes with them. */
export interface Taken {
  quantity: Decimal;
  cost: Decimal;
  localCost: Decimal;
  lots: { transaction: string; acquired: Day; quantity: Decimal; cost: Decimal }[];
}

/** The open lots of one position. Totals are the exact sums of the lots, so no cost is made or lost. */
export interface LotPool {
  readonly quantity: Decimal;
  readonly cost: Decimal;
  readonly localCost: Decimal;
  add(lot: Lot): void;
  /** Takes units by the cost method; all of them, with all cost, when `quantity` reaches what there is. */
  take(quantity: Decimal): Taken;
  /** A split: units x numerator / denominator in every lot; cost stays. */
  split(numerator: Decimal, denominator: Decimal): void;
  /** In order of booking. */
  lots(): Lot[];
}

/** Lots kept by a cost method: first in first out, last in first out, highest cost per unit first, or one lot at the moving average. */
export function createLotPool(method: CostMethod): LotPool {
  // Always kept so that the next lot to leave is at the end (lifo, hifo, average) or at `head` (fifo).
  let open: Lot[] = [];
  let head = 0;
  const booked = new Map<Lot, number>();
  let bookings = 0;
  let quantity = Decimal.ZERO;
  let cost = Decimal.ZERO;
  let localCost = Decimal.ZERO;

  function insert(lot: Lot): void {
    if (method === "average" && open.length > 0) {
      const pool = open[0]!;
      const sameCost = pool.localCost === pool.cost && lot.localCost === lot.cost;
      pool.quantity = pool.quantity.plus(lot.quantity);
      pool.cost = pool.cost.plus(lot.cost);
      pool.localCost = sameCost ? pool.cost : pool.localCost.plus(lot.localCost);
    } else if (method === "hifo") {
      booked.set(lot, bookings++);
      open.splice(placeByUnitCost(open, lot), 0, lot);
    } else open.push(lot);
  }

  function drop(lot: Lot): void {
    if (method === "fifo") {
      head++;
      if (head > 64 && head * 2 > open.length) {
        open = open.slice(head);
        head = 0;
      }
    } else open.pop();
    booked.delete(lot);
  }

  return {
    get quantity() {
      return quantity;
    },
    get cost() {
      return cost;
    },
    get localCost() {
      return localCost;
    },

    add(lot) {
      quantity = quantity.plus(lot.quantity);
      cost = cost.plus(lot.cost);
      localCost = localCost.plus(lot.localCost);
      insert(lot);
    },

    take(wanted) {
      const all = wanted.compare(quantity) >= 0;
      const lots: Taken["lots"] = [];
      let missing = wanted;
      let takenQuantity = Decimal.ZERO;
      let takenCost = Decimal.ZERO;
      let takenLocal = Decimal.ZERO;
      while (head < open.length && (all || missing.isPositive())) {
        const lot = method === "fifo" ? open[head]! : open[open.length - 1]!;
        const whole = all || lot.quantity.compare(missing) <= 0;
        const part = whole ? lot : takePart(lot, missing);
        if (whole) drop(lot);
        missing = missing.minus(part.quantity);
        takenQuantity = takenQuantity.plus(part.quantity);
        takenCost = takenCost.plus(part.cost);
        takenLocal = takenLocal.plus(part.localCost);
        lots.push({ transaction: lot.transaction, acquired: lot.acquired, quantity: part.quantity, cost: part.cost });
      }
      quantity = quantity.minus(takenQuantity);
      cost = cost.minus(takenCost);
      localCost = localCost.minus(takenLocal);
      return { quantity: takenQuantity, cost: takenCost, localCost: takenLocal, lots };
    },

    split(numerator, denominator) {
      quantity = Decimal.ZERO;
      for (let i = head; i < open.length; i++) {
        const lot = open[i]!;
        lot.quantity = lot.quantity.timesRatio(numerator, denominator);
        quantity = quantity.plus(lot.quantity);
      }
    },

    lots() {
      const rest = open.slice(head);
      return method === "hifo" ? rest.sort((a, b) => booked.get(a)! - booked.get(b)!) : rest;
    },
  };
}

/** Takes some units out of a lot with their share of its cost. The lot keeps what rounding leaves. */
function takePart(lot: Lot, quantity: Decimal): Pick<Lot, "quantity" | "cost" | "localCost"> {
  const sameCost = lot.localCost === lot.cost; // a listing in the base currency: half the work
  const cost = lot.cost.timesRatio(quantity, lot.quantity);
  const localCost = sameCost ? cost : lot.localCost.timesRatio(quantity, lot.quantity);
  lot.quantity = lot.quantity.minus(quantity);
  lot.cost = lot.cost.minus(cost);
  lot.localCost = sameCost ? lot.cost : lot.localCost.minus(localCost);
  return { quantity, cost, localCost };
}

/** Ascending by cost per unit in the listing's currency; of equal lots the one booked first leaves first. */
function placeByUnitCost(lots: readonly Lot[], lot: Lot): number {
  let low = 0;
  let high = lots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = lots[middle]!;
    // a/b < c/d as a x d < c x b, without a rounded division.
    if (other.localCost.times(lot.quantity).compare(lot.localCost.times(other.quantity)) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
