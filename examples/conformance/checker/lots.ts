import { Fraction, sumOf } from "./fraction.ts";

export interface Lot {
  id: string;
  date: string;
  quantity: Fraction;
  /** In base, and in the security's currency. */
  cost: Fraction;
  local: Fraction;
}

export interface Choice {
  transaction?: string;
  date?: string;
  quantity: number | string;
}

/** Lots as a plain list; nothing clever, so that it can be read beside the definitions. */
export class Lots {
  list: Lot[] = [];
  /** The lots are sales still to be covered. */
  short = false;
  private readonly method: string;

  constructor(method: string) {
    this.method = method;
  }

  get quantity(): Fraction {
    return sumOf(this.list.map(({ quantity }) => quantity));
  }

  add(lot: Lot): void {
    const [pool] = this.list;
    if (this.method === "average" && pool) this.list = [{ ...pool, ...sums([pool, lot]) }];
    else {
      this.list.push({ ...lot });
      // By the day they were bought; of one day in the order they came.
      this.list.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
    }
  }

  /** Takes units as the method says: whole lots and parts of lots, each with its share of the cost. */
  take(quantity: Fraction, choices: readonly Choice[] = []): Lot[] {
    const taken: Lot[] = [];
    let missing = quantity;
    const takeFrom = (lot: Lot, wanted: Fraction) => {
      const units = wanted.compare(lot.quantity) < 0 ? wanted : lot.quantity;
      if (units.sign <= 0) return;
      const share = units.by(lot.quantity);
      const part = { ...lot, quantity: units, cost: lot.cost.times(share), local: lot.local.times(share) };
      taken.push(part);
      lot.quantity = lot.quantity.minus(units);
      lot.cost = lot.cost.minus(part.cost);
      lot.local = lot.local.minus(part.local);
      missing = missing.minus(units);
    };
    if (this.method === "specific") {
      for (const { transaction, date, quantity: named } of choices) {
        const fits = (lot: Lot) => (!transaction || lot.id === transaction) && (!date || lot.date === date);
        const lot = this.list.find((one) => fits(one) && one.quantity.sign > 0);
        const units = Fraction.of(named);
        if (lot) takeFrom(lot, units.compare(missing) < 0 ? units : missing);
      }
    }
    for (const lot of this.inOrder()) takeFrom(lot, missing);
    this.list = this.list.filter((lot) => lot.quantity.sign > 0);
    return taken;
  }

  private inOrder(): Lot[] {
    const lots = [...this.list];
    if (this.method === "lifo") return lots.reverse();
    if (this.method !== "hifo") return lots;
    const unit = (lot: Lot) => lot.local.by(lot.quantity);
    return lots.filter(({ quantity }) => quantity.sign > 0).sort((a, b) => unit(b).compare(unit(a)));
  }
}

export function sums(lots: readonly Lot[]): { quantity: Fraction; cost: Fraction; local: Fraction } {
  return {
    quantity: sumOf(lots.map(({ quantity }) => quantity)),
    cost: sumOf(lots.map(({ cost }) => cost)),
    local: sumOf(lots.map(({ local }) => local)),
  };
}
