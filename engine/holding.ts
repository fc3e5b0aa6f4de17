import type { BookingWatch } from "./booking-watch.ts";
import { Decimal } from "./decimal.ts";
import { type Direction, Gains } from "./gains.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Lot } from "./lot.ts";
import type { Currency } from "./money.ts";
import { Pool } from "./pool.ts";
import type { CostMethod, PortfolioSettings } from "./portfolio.ts";
import type { Disposal } from "./position.ts";
import type { Posting, Worth } from "./posting.ts";
import { Steps } from "./steps.ts";
import type { LotChoice, ReinvestedDividend, Trade, TransferIn, TransferOut } from "./transaction.ts";

const { ZERO } = Decimal;

export interface HoldingContext {
  method: CostMethod;
  settings: PortfolioSettings;
  issues: Issue[];
  /** How people write the instrument, for messages. */
  symbol: string;
  /** Fewer units than this close the position. */
  residue: Decimal;
  /** Only what happens in this account counts, and lots are kept by account. Undefined: everything counts. */
  account: string | undefined;
  watch: BookingWatch | undefined;
}

const STEPS = [
  ...(["quantity", "cost", "localCost", "bought", "sold"] as const),
  ...(["realized", "realizedCurrency", "released", "releasedCurrency"] as const),
];

/**
 * One instrument under one cost method, being built from its postings in order. What moves units without money is in `transfers.ts`, what
 * companies do to them in `corporate-actions.ts`.
 */
export class Holding {
  readonly instrument: InstrumentId;
  readonly currency: Currency;
  readonly disposals: Disposal[] = [];
  /** Units that left by transfers, with what they were worth. */
  readonly departures: Disposal[] = [];
  readonly gains = new Gains();
  /** By account; one where lots are kept together. */
  readonly pools = new Map<string, Pool>();
  /** The one, where lots are kept together. */
  private together: Pool | undefined;
  readonly inBase: boolean;
  readonly byAccount: boolean;
  oversoldFrom: string | null = null;
  readonly steps: Steps<(typeof STEPS)[number]>;
  private readonly context: HoldingContext;
  readonly feesInCost: boolean;

  /** `mostSteps`: on how many days something can happen. */
  constructor(instrument: InstrumentId, currency: Currency, context: HoldingContext, mostSteps: number) {
    this.steps = new Steps(STEPS, mostSteps);
    this.instrument = instrument;
    this.currency = currency;
    this.context = context;
    this.feesInCost = context.settings.feesInCost ?? true;
    this.inBase = currency === context.settings.baseCurrency;
    this.byAccount = context.settings.lots === "account" || context.account !== undefined;
  }

  /** Some of what is held, and counts, was bought at an amount that has no exchange rate. */
  get isCostUnknown(): boolean {
    return [...this.pools].some(([account, { costUnknown }]) => costUnknown && this.counts(account));
  }

  get isEmpty(): boolean {
    return [...this.pools.values()].every(({ isEmpty }) => isEmpty);
  }

  /** Units are held, or owed, after the last step. */
  get isOpen(): boolean {
    const { columns, length } = this.steps;
    return length > 0 && columns.quantity[length - 1] !== 0;
  }

  /** Only what happens in one account counts, so units that go to another are gone. */
  get isOfOneAccount(): boolean {
    return this.context.account !== undefined;
  }

  counts(account: string | undefined): boolean {
    return this.context.account === undefined || (account ?? "") === this.context.account;
  }

  poolOf(account: string | undefined): Pool {
    if (this.together) return this.together;
    const key = this.byAccount ? (account ?? "") : "";
    let pool = this.pools.get(key);
    if (!pool) {
      pool = new Pool(this.context.method, this.inBase, this.context.residue, key);
      this.pools.set(key, pool);
      if (!this.byAccount) this.together = pool;
    }
    return pool;
  }

  /** Of the accounts that count. */
  get ownPools(): Pool[] {
    const all = [...this.pools.values()];
    return this.byAccount ? all.filter(({ account }) => this.counts(account)) : all;
  }

  /** Of an account, or all of them, that have units. */
  poolsOf(account: string | undefined): Pool[] {
    const pools = this.byAccount && account !== undefined ? [this.poolOf(account)] : [...this.pools.values()];
    return pools.filter(({ isEmpty }) => !isEmpty);
  }

  /** Adds a lot, after covering what is owed. False when nothing of it is left to add. */
  receive(pool: Pool, posting: Posting, lot: Lot, unrated = false): boolean {
    let added = lot;
    if (pool.short && !pool.isEmpty) {
      const { disposal, rest } = this.close(pool, posting, lot.quantity, lot.cost, unrated, [], "realized");
      if (!rest.isPositive()) return false;
      const cost = lot.cost.minus(disposal.cost);
      added = { ...lot, quantity: rest, cost, localCost: lot.localCost.timesRatio(rest, lot.quantity) };
    }
    pool.short = false;
    pool.lots.add(added);
    return true;
  }

  /** Adds units that are owed, after closing what is held. */
  owe(pool: Pool, posting: Posting, lot: Lot): void {
    let added = lot;
    if (!pool.short && !pool.isEmpty) {
      const { disposal, rest } = this.close(pool, posting, lot.quantity, lot.cost, false, [], "realized");
      if (!rest.isPositive()) return;
      const cost = lot.cost.minus(disposal.proceeds);
      added = { ...lot, quantity: rest, cost, localCost: lot.localCost.timesRatio(rest, lot.quantity) };
    }
    pool.short = true;
    pool.lots.add(added);
  }

  /** Writes down how things stand after a transaction of the day, and what of it was bought and sold (null: for what nobody knows). */
  step(day: number, bought: Decimal | null = ZERO, sold: Decimal | null = ZERO): void {
    const { steps, pools } = this;
    const { realized, realizedCurrency, released, releasedCurrency } = this.gains;
    const last = steps.at(day);
    const trail = steps.columns;
    trail.quantity[last] = 0;
    trail.cost[last] = 0;
    trail.localCost[last] = 0;
    if (this.together) this.addStep(last, this.together);
    else for (const [account, pool] of pools) if (this.counts(account)) this.addStep(last, pool);
    trail.realized[last] = realized.float;
    trail.realizedCurrency[last] = realizedCurrency.float;
    trail.released[last] = released.float;
    trail.releasedCurrency[last] = releasedCurrency.float;
    trail.bought[last]! += bought === null ? Number.NaN : bought.toFloat();
    trail.sold[last]! += sold === null ? Number.NaN : sold.toFloat();
    this.context.watch?.step(this, day, bought, sold);
  }

  private addStep(last: number, { lots, short }: Pool): void {
    const trail = this.steps.columns;
    const sign = short ? -1 : 1;
    const cost = lots.cost.toFloat();
    trail.quantity[last]! += sign * lots.quantity.toFloat();
    trail.cost[last]! += sign * cost;
    trail.localCost[last]! += sign * (this.inBase ? cost : lots.localCost.toFloat());
  }

  oversold({ transaction }: Posting, quantity: Decimal, excess: Decimal): void {
    if (!this.concerns(transaction)) return;
    const { issues, symbol } = this.context;
    const { id, day, kind } = transaction;
    this.oversoldFrom ??= day;
    const message = `${quantity} ${symbol} ${LEAVING[kind] ?? "sold"}, ${excess} more than held.`;
    issues.push({ code: "oversold", message, transaction: id, instrument: this.instrument, day });
  }

  /** What is wrong in another account is wrong here where units come from there, or were to. */
  private concerns(transaction: Posting["transaction"]): boolean {
    const { kind, account } = transaction;
    if (kind === "move" && this.counts(transaction.toAccount)) return true;
    return this.counts(account) || (kind === "stock-dividend-reversal" && account === undefined);
  }

  /** Units come for what they are worth: one lot, acquired on the day. */
  enter(posting: Posting<Trade | TransferIn | ReinvestedDividend>, worth: Worth): void {
    const { transaction, booked, day } = posting;
    const { account } = transaction;
    const pool = this.poolOf(account);
    const opens = this.receive(
      pool,
      posting,
      lotOf(transaction, transaction.quantity, worth.base, worth.local),
      worth.unrated,
    );
    if (opens) {
      pool.costUnknown ||= booked.unrated;
      pool.localCostUnknown ||= booked.localUnrated;
    }
    this.step(day, !this.counts(account) ? ZERO : worth.unrated ? null : worth.base);
  }

  /** Units go for what they bring. */
  leave(
    posting: Posting<Trade | TransferOut | ReinvestedDividend>,
    { base: proceeds, local, unrated }: Worth,
    direction: Direction,
  ): void {
    const { transaction, booked, day } = posting;
    const { account, quantity, lots: choices } = transaction;
    const pool = this.poolOf(account);
    let soldHeld = proceeds;
    let rest = quantity;
    let brought = ZERO;
    if (!pool.short && !pool.isEmpty) {
      const closed = this.close(pool, posting, quantity, proceeds, unrated, choices, direction);
      rest = closed.rest;
      brought = closed.disposal.proceeds;
    }
    if (rest.isPositive() && this.context.settings.allowShort) {
      pool.short = true;
      pool.costUnknown ||= booked.unrated;
      pool.localCostUnknown ||= booked.localUnrated;
      pool.lots.add(lotOf(transaction, rest, proceeds.minus(brought), local.timesRatio(rest, quantity)));
    } else if (rest.isPositive()) {
      this.oversold(posting, quantity, rest);
      // What was not held had no value the day before: its proceeds would be a gain of the day that nobody made.
      soldHeld = brought;
    }
    this.step(day, ZERO, !this.counts(account) ? ZERO : unrated ? null : soldHeld);
  }

  /** Closes units against the open lots. `value` is what all of `quantity` brought (long) or cost (short), in base. */
  private close(
    pool: Pool,
    posting: Posting,
    quantity: Decimal,
    value: Decimal,
    unrated: boolean,
    choices: readonly LotChoice[] | undefined,
    direction: Direction,
  ): { disposal: Disposal; rest: Decimal } {
    const { short } = pool;
    const isKnown = !unrated && !pool.costUnknown;
    const { taken, rest } = pool.take(quantity, choices);
    this.nameUnnamed(posting, taken.unnamed);
    const share = rest.isZero() ? value : value.timesRatio(taken.quantity, quantity);
    const gain = !isKnown ? null : short ? taken.cost.minus(share) : share.minus(taken.cost);
    const currencyGain = isKnown ? this.currencyPart(posting, taken, short) : null;
    const { id, day } = posting.transaction;
    const disposal: Disposal = {
      transaction: id,
      day,
      instrument: this.instrument,
      quantity: taken.quantity,
      proceeds: short ? taken.cost : share,
      cost: short ? share : taken.cost,
      gain,
      currencyGain,
      lots: taken.lots,
    };
    // The row may be of another account: a move brings units, and what a company does is done in all of them.
    if (this.counts(pool.account)) {
      this.gains.add(direction, gain ?? ZERO, currencyGain ?? ZERO);
      (direction === "realized" ? this.disposals : this.departures).push(disposal);
    }
    return { disposal, rest };
  }

  /** Units that go at what they cost. What is not held is named, and does not come from anywhere: what is owed is not held. */
  take(pool: Pool, posting: Posting, quantity: Decimal, choices: readonly LotChoice[] | undefined): Lot[] {
    if (pool.short) {
      this.oversold(posting, quantity, quantity);
      return [];
    }
    const { taken, rest } = pool.take(quantity, choices);
    this.nameUnnamed(posting, taken.unnamed);
    if (rest.isPositive()) this.oversold(posting, quantity, rest);
    return taken.lots;
  }

  /** Relieved cost in the listing's currency at the rate of the day, less relieved cost in base. */
  currencyPart(posting: Posting, taken: { cost: Decimal; localCost: Decimal }, short: boolean): Decimal {
    if (!posting.listingRate) return ZERO;
    const change = taken.localCost.times(posting.listingRate).minus(taken.cost);
    return short ? change.negated() : change;
  }

  private nameUnnamed({ transaction }: Posting, quantity: Decimal): void {
    if (!quantity.isPositive() || !this.concerns(transaction)) return;
    const { id, day } = transaction;
    const { issues, symbol } = this.context;
    const message = `For ${quantity} ${symbol} no open lot is named: the earliest were taken.`;
    issues.push({ code: "lots_not_named", message, transaction: id, instrument: this.instrument, day });
  }
}

const LEAVING: Partial<Record<Posting["transaction"]["kind"], string>> = {
  "transfer-out": "transferred out",
  move: "moved",
  "stock-dividend-reversal": "taken back",
  "reinvested-dividend-reversal": "taken back",
};

/** Units of a transaction as a lot of its day. */
function lotOf(
  { id, day, account }: { id: string; day: string; account?: string },
  quantity: Decimal,
  cost: Decimal,
  localCost: Decimal,
): Lot {
  const lot = { transaction: id, acquired: day, quantity, cost, localCost };
  return account === undefined ? lot : { ...lot, account };
}

export function labelled({ account: _, ...lot }: Lot, account: string | undefined): Lot {
  return account === undefined ? lot : { ...lot, account };
}
