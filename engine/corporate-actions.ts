import { Decimal } from "./decimal.ts";
import { type Holding, labelled } from "./holding.ts";
import type { Lot } from "./lot.ts";
import { costsOf, type Pool, sharesOf } from "./pool.ts";
import type { Posting, Worth } from "./posting.ts";
import type { Merger, ReturnOfCapital, SpinOff, Split, StockDividend } from "./transaction.ts";

const { ZERO, ONE } = Decimal;

export function split(holding: Holding, { transaction, day }: Posting<Split>): void {
  const [numerator, denominator] = ratioOf(transaction);
  for (const { lots } of holding.pools.values()) lots.multiply(numerator, denominator);
  holding.step(day);
}

/** Units for those held, as a split; where nothing is held, units that cost nothing. */
export function stockDividend(holding: Holding, posting: Posting<StockDividend>): void {
  const { id, day: acquired, account, quantity } = posting.transaction;
  const pools = holding.poolsOf(account);
  for (const [index, share] of sharesOf(quantity, pools).entries()) pools[index]!.lots.spread(share);
  if (pools.length === 0) {
    const lot = { transaction: id, acquired, quantity, cost: ZERO, localCost: ZERO };
    holding.receive(holding.poolOf(account), posting, labelled(lot, account));
  }
  holding.step(posting.day);
}

/** Cost stays with the units that stay; where none do, it is lost. */
export function takeBackStockDividend(holding: Holding, posting: Posting<StockDividend>): void {
  const { quantity } = posting.transaction;
  const pools = heldIn(holding, posting);
  const held = pools.reduce((sum, { lots }) => sum.plus(lots.quantity), ZERO);
  const excess = quantity.minus(held);
  if (excess.isPositive()) holding.oversold(posting, quantity, excess);
  const back = excess.isPositive() ? held : quantity;
  const gone: Lot[] = [];
  for (const [index, share] of sharesOf(back, pools).entries()) {
    const { lots } = pools[index]!;
    if (share.equals(lots.quantity)) gone.push(...lots.takeAll());
    else lots.spread(share.negated());
  }
  if (gone.length > 0) realizeCash(holding, posting, { base: ZERO, local: ZERO, unrated: false }, gone);
  for (const pool of pools) if (pool.isEmpty) pool.forgetDoubts();
  holding.step(posting.day);
}

/** Lowers the cost; what exceeds it is realized. */
export function returnCapital(holding: Holding, posting: Posting<ReturnOfCapital>): void {
  lowerCost(holding, posting, posting.net);
  holding.step(posting.day);
}

/** Lots go from one instrument to another, all of them or a share of their cost. */
export function passOn(posting: Posting, holding: Holding, heir: Holding): void {
  const { transaction } = posting;
  if (transaction.kind === "spin-off") spinOff(holding, heir, posting as never);
  else if (transaction.kind === "merger") exchange(holding, heir, posting as never);
  else rename(holding, heir, posting);
}

/** Gives a share of every lot's cost, and its date, to new units of another instrument. */
function spinOff(parent: Holding, child: Holding, posting: Posting<SpinOff>): void {
  const { costShare } = posting.transaction;
  const [numerator, denominator] = ratioOf(posting.transaction);
  let passed = false;
  for (const [account, pool] of parent.pools) {
    const lots = pool.lots.shareOut(costShare, numerator, denominator);
    passed ||= lots.length > 0;
    inherit(child, account, pool, lots, posting);
  }
  stepBoth(parent, child, posting.day, passed);
}

/** Everything held becomes units of another instrument; cash that comes with it is booked against the old one's cost. */
function exchange(old: Holding, heir: Holding, posting: Posting<Merger>): void {
  const { amount, cashCostShare } = posting.transaction;
  if (amount && cashCostShare) sellShare(old, posting, cashCostShare, posting.net);
  // What is charged where no cash comes is below zero: it adds to the cost.
  else if (!posting.net.base.isZero() || posting.net.unrated) lowerCost(old, posting, posting.net);
  rename(old, heir, posting, ...ratioOf(posting.transaction));
}

/** All lots go over, with their costs and dates. */
function rename(old: Holding, heir: Holding, posting: Posting, numerator = ONE, denominator = ONE): void {
  let passed = false;
  for (const [account, pool] of old.pools) {
    pool.lots.multiply(numerator, denominator);
    const lots = pool.lots.takeAll();
    passed ||= lots.length > 0;
    inherit(heir, account, pool, lots, posting);
    pool.forgetDoubts();
  }
  stepBoth(old, heir, posting.day, passed);
}

/** What passed was worth something on the day, and nobody says what: a change of value that leaves it out would be no gain and no loss. */
function stepBoth(from: Holding, to: Holding, day: number, passed: boolean): void {
  from.step(day, ZERO, passed ? null : ZERO);
  to.step(day, passed ? null : ZERO);
}

function ratioOf({ numerator, denominator }: { numerator: number; denominator: number }): [Decimal, Decimal] {
  return [Decimal.fromInteger(numerator), Decimal.fromInteger(denominator)];
}

/** Lots that come out of another instrument, into the account of the same name. */
function inherit(heir: Holding, account: string, from: Pool, lots: readonly Lot[], posting: Posting): void {
  if (lots.length === 0) return;
  const pool = heir.poolOf(account);
  pool.inheritDoubts(from);
  const { listingRate, localCostOf } = posting.heir!;
  const ofHeir = { ...posting, listingRate };
  for (const lot of lots) {
    const localCost = localCostOf(lot);
    pool.localCostUnknown ||= localCost === undefined;
    const inherited = { ...lot, localCost: localCost ?? ZERO };
    if (from.short) heir.owe(pool, ofHeir, inherited);
    else heir.receive(pool, ofHeir, inherited);
  }
}

/** Of what is owed nothing is returned: cash that comes all the same is a gain. */
function lowerCost(holding: Holding, posting: Posting, { base, local, unrated }: Worth): void {
  const pools = heldIn(holding, posting);
  let excess = pools.length === 0 ? base : ZERO;
  let localExcess = pools.length === 0 ? local : ZERO;
  const localShares = sharesOf(local, pools);
  for (const [index, share] of sharesOf(base, pools).entries()) {
    const pool = pools[index]!;
    pool.costUnknown ||= unrated;
    const left = pool.lots.lowerCost(share, localShares[index]!);
    excess = excess.plus(left.cost);
    localExcess = localExcess.plus(left.localCost);
  }
  if (!excess.isZero()) realizeCash(holding, posting, { base: excess, local: localExcess, unrated }, []);
}

function heldIn(holding: Holding, { transaction }: Posting): Pool[] {
  return holding.poolsOf(transaction.account).filter(({ short }) => !short);
}

/** Cash for a share of every lot's cost. */
function sellShare(holding: Holding, posting: Posting, share: Decimal, worth: Worth): void {
  const lots = heldIn(holding, posting).flatMap((pool) => pool.lots.shareOut(share, ZERO, ONE));
  realizeCash(holding, posting, worth, lots);
}

/** Cash for the cost of lots, or for nothing; of a gain in cash while all units stay the disposal has no quantity. */
function realizeCash(holding: Holding, posting: Posting, { base, local, unrated }: Worth, lots: Lot[]): void {
  const { transaction, listingRate } = posting;
  if (!holding.counts(transaction.account)) return;
  const isKnown = !unrated && !holding.isCostUnknown;
  const { cost, localCost } = costsOf(lots);
  const gain = base.minus(cost);
  // The price's part is the local gain at the rate of the day; the rest is the currency's.
  const currencyGain = listingRate ? gain.minus(local.minus(localCost).times(listingRate)) : ZERO;
  if (isKnown) holding.gains.add("realized", gain, currencyGain);
  holding.disposals.push({
    ...{ transaction: transaction.id, day: transaction.day, instrument: holding.instrument },
    quantity: lots.reduce((sum, { quantity }) => sum.plus(quantity), ZERO),
    ...{ proceeds: base, cost, gain: isKnown ? gain : null, currencyGain: isKnown ? currencyGain : null, lots },
  });
}
