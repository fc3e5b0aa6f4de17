import { Decimal } from "./decimal.ts";
import type { Lot, Taken } from "./lot.ts";
import { LotPool } from "./lot-pool.ts";
import type { CostMethod } from "./portfolio.ts";
import type { LotChoice } from "./transaction.ts";

/** Open lots of one account, or of all where they are kept together, with what is known of their cost. */
export class Pool {
  lots: LotPool;
  /** Empty where lots are kept together. */
  readonly account: string;
  /** Units are owed, not held: then the lots are sales still to be covered and their "cost" is what they brought. */
  short = false;
  /** Of some units nobody knows what they cost: an amount of their purchase had no exchange rate. */
  costUnknown = false;
  /** The same in the listing's currency: of amounts that were in neither. */
  localCostUnknown = false;
  private readonly method: CostMethod;
  private readonly inBase: boolean;
  private readonly residue: Decimal;
  private readonly overdrawn: Decimal;

  constructor(method: CostMethod, inBase: boolean, residue: Decimal, account: string) {
    this.account = account;
    this.method = method;
    this.inBase = inBase;
    this.residue = residue;
    this.overdrawn = residue.negated();
    this.lots = new LotPool(method, inBase);
  }

  get isEmpty(): boolean {
    return this.lots.quantity.isZero();
  }

  /** Takes units, all of them where fewer than the residue would be left. `rest` is what there was none of. */
  take(quantity: Decimal, choices: readonly LotChoice[] | undefined): { taken: Taken; rest: Decimal } {
    const left = this.lots.quantity.minus(quantity);
    const closes = left.compare(this.residue) < 0;
    const rest = left.compare(this.overdrawn) > 0 ? Decimal.ZERO : left.negated();
    const taken = this.lots.take(closes ? this.lots.quantity : quantity, choices);
    if (this.isEmpty) {
      this.lots = new LotPool(this.method, this.inBase);
      this.forgetDoubts();
    }
    return { taken, rest };
  }

  /** Nothing is there any more of which the cost is not known. */
  forgetDoubts(): void {
    this.costUnknown = false;
    this.localCostUnknown = false;
  }

  /** What is not known of the cost of units that come from another pool is not known here. */
  inheritDoubts(from: Pool): void {
    this.costUnknown ||= from.costUnknown;
    this.localCostUnknown ||= from.localCostUnknown;
  }
}

/** Sums of lots. */
export function costsOf(lots: readonly Lot[]): { cost: Decimal; localCost: Decimal } {
  let cost = Decimal.ZERO;
  let localCost = Decimal.ZERO;
  for (const lot of lots) {
    cost = cost.plus(lot.cost);
    localCost = localCost.plus(lot.localCost);
  }
  return { cost, localCost };
}

/** Shares of an amount that belongs to several pools, by their units; the last takes what rounding leaves. */
export function sharesOf(amount: Decimal, pools: readonly Pool[]): Decimal[] {
  const held = pools.reduce((sum, { lots }) => sum.plus(lots.quantity), Decimal.ZERO);
  let rest = amount;
  return pools.map(({ lots }, index) => {
    const share = index === pools.length - 1 ? rest : amount.timesRatio(lots.quantity, held);
    rest = rest.minus(share);
    return share;
  });
}
