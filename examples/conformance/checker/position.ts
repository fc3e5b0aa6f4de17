import { Fraction } from "./fraction.ts";
import { type Choice, type Lot, Lots, sums } from "./lots.ts";

const { ZERO, ONE } = Fraction;

/** Selling more than is held, where that opens no short position. */
export class InsufficientQuantity extends Error {}

export interface Money {
  base: Fraction;
  local: Fraction;
}

/** What is held of one security, and what it has brought so far. */
export class Position {
  readonly currency: string;
  readonly pools = new Map<string, Lots>();
  realised = ZERO;
  realisedFx = ZERO;
  released = ZERO;
  releasedFx = ZERO;
  dividends = ZERO;
  fees = ZERO;
  taxes = ZERO;
  /** Of fees and taxes, those in no cost and no proceeds. */
  apart = ZERO;
  private readonly method: string;
  private readonly say: (text: string) => void;

  constructor(currency: string, method: string, say: (text: string) => void) {
    this.currency = currency;
    this.method = method;
    this.say = say;
  }

  pool(account: string): Lots {
    let pool = this.pools.get(account);
    if (!pool) {
      pool = new Lots(this.method);
      this.pools.set(account, pool);
    }
    return pool;
  }

  get lots(): Lot[] {
    return [...this.pools.values()].flatMap(({ list, short }) => (short ? list.map(turned) : list));
  }

  /** All units go for nothing, and what they cost is lost. */
  lose(rate: Fraction, account?: string): void {
    const { cost, local } = sums(this.openIn(account));
    this.realised = this.realised.minus(cost);
    this.realisedFx = this.realisedFx.plus(local.times(rate).minus(cost));
    for (const [name, pool] of this.pools) if (account === undefined || name === account) pool.list = [];
    this.say(`${cost} lost`);
  }

  /** Lots of one account, or of all; of what is owed, the sales. */
  openIn(account: string | undefined): Lot[] {
    return account === undefined ? [...this.pools.values()].flatMap(({ list }) => list) : this.pool(account).list;
  }

  /** Units come: what is owed is covered first. `rate`: base units for one of the security's currency. */
  enter(pool: Lots, lot: Lot, rate: Fraction): void {
    const owed = pool.short ? pool.quantity : ZERO;
    let left = lot;
    if (owed.sign > 0) {
      const units = lot.quantity.compare(owed) < 0 ? lot.quantity : owed;
      const paid = share(lot, units.by(lot.quantity));
      const sales = sums(pool.take(units));
      const gain = sales.cost.minus(paid.cost);
      this.realised = this.realised.plus(gain);
      this.realisedFx = this.realisedFx.minus(sales.local.times(rate).minus(sales.cost));
      this.say(`covers ${units} sold short for ${sales.cost}, bought back for ${paid.cost}: ${gain} gained`);
      left = share(lot, ONE.minus(units.by(lot.quantity)));
    }
    if (left.quantity.sign <= 0) return;
    pool.short = false;
    pool.add(left);
    this.say(`a lot of ${left.quantity} that cost ${left.cost}`);
  }

  /** Units go for what they bring: into the realised gain, or where they are transferred into the released one. */
  leave(
    pool: Lots,
    lot: Lot,
    rate: Fraction,
    short: boolean,
    choices: readonly Choice[],
    how: "realised" | "released",
  ) {
    const held = pool.short ? ZERO : pool.quantity;
    const units = lot.quantity.compare(held) < 0 ? lot.quantity : held;
    if (units.sign > 0) {
      const taken = pool.take(units, choices);
      const { cost, local } = sums(taken);
      const brought = share(lot, units.by(lot.quantity)).cost;
      const gain = brought.minus(cost);
      this[how] = this[how].plus(gain);
      this[`${how}Fx`] = this[`${how}Fx`].plus(local.times(rate).minus(cost));
      this.say(`${brought} for ${named(taken)} = ${cost}: ${gain} ${how === "realised" ? "gained" : "released"}`);
    }
    const rest = lot.quantity.minus(units);
    if (rest.sign <= 0) return;
    if (!short) throw new InsufficientQuantity(`${lot.quantity} leave, ${rest} more than held.`);
    pool.short = true;
    const owed = share(lot, rest.by(lot.quantity));
    pool.add(owed);
    this.say(`${owed.quantity} sold short for ${owed.cost}`);
  }

  /** Cash without units: lowers every lot's cost by its units, and what a lot has no cost for is a gain. */
  lowerCost(amount: Money, rate: Fraction, account?: string): void {
    const lots = this.openIn(account);
    const units = sums(lots).quantity;
    let [left, localLeft] = [amount.base, amount.local];
    for (const lot of lots) {
      const part = lot.quantity.by(units);
      const off = least(lot.cost, amount.base.times(part));
      const localOff = least(lot.local, amount.local.times(part));
      lot.cost = lot.cost.minus(off);
      lot.local = lot.local.minus(localOff);
      left = left.minus(off);
      localLeft = localLeft.minus(localOff);
      this.say(`the lot of ${lot.date} costs ${off} less: ${lot.cost}`);
    }
    this.realised = this.realised.plus(left);
    this.realisedFx = this.realisedFx.plus(left.minus(localLeft.times(rate)));
    if (left.sign > 0) this.say(`${left} more than they cost: gained`);
  }

  /** A share of every lot's cost leaves it, as lots of another security (`ratio` units of it for one) or against cash. */
  shareOut(costShare: Fraction, ratio: Fraction): { account: string; short: boolean; lots: Lot[] }[] {
    return [...this.pools].map(([account, { list, short }]) => ({
      account,
      short,
      lots: list.map((lot) => {
        const [cost, local] = [lot.cost.times(costShare), lot.local.times(costShare)];
        lot.cost = lot.cost.minus(cost);
        lot.local = lot.local.minus(local);
        return { ...lot, quantity: lot.quantity.times(ratio), cost, local };
      }),
    }));
  }

  /** More units for those there are, or fewer, lot by lot; cost stays. */
  multiply(ratio: Fraction, account?: string): void {
    for (const lot of this.openIn(account)) {
      lot.quantity = lot.quantity.times(ratio);
      this.say(`the lot of ${lot.date} is ${lot.quantity} units that cost ${lot.cost}`);
    }
  }
}

/** Where lots are named in words. */
export function named(lots: readonly Lot[]): string {
  return lots.map(({ quantity, cost, date }) => `${quantity} x ${cost.by(quantity)} of ${date}`).join(" + ");
}

function share(lot: Lot, part: Fraction): Lot {
  return {
    ...lot,
    quantity: lot.quantity.times(part),
    cost: lot.cost.times(part),
    local: lot.local.times(part),
  };
}

function turned(lot: Lot): Lot {
  return share(lot, ONE.negated());
}

function least(a: Fraction, b: Fraction): Fraction {
  return a.compare(b) < 0 ? a : b;
}
